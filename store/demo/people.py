"""Who works at the demo desk and who its customers are; everybody is invented.

Phones are in ranges kept free for fiction where a country has one (+1 555 01xx, +44 7700 900xxx,
+353 20 91x xxxx, +33 6 39 98 xxxx, +49 171 39200xx, +61 491 570 xxx), else under prefixes that no
network has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from store.ids import customer_id

ADMIN = "Olena"
SUPERVISOR = "Ana"
CLERKS = ("Olena", "Iryna", "Marko")
TECHNICIANS = ("Taras", "Danylo")
STAFF = (("Ana", "supervisor"), ("Iryna", "agent"), ("Marko", "agent"), ("Taras", "technician"),
         ("Danylo", "technician"), ("Sofia", "manager"), ("Showroom", "viewer"), ("Petro",
                                                            "agent"))  # fmt: skip
"""Everybody but the admin; Petro has left."""
LEFT = "Petro"


@dataclass(frozen=True)
class Script:
    """A group of customers who share a language and a way of writing names."""

    language: str
    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[str, ...]
    phone: str
    """``#`` are the digits of a running number."""
    family_first: bool = False
    gap: str = " "


SCRIPTS = (
    Script("uk", 30, ("Ірина", "Олег", "Марія", "Тарас", "Оксана", "Назар", "Леся", "Богдан", "Галина",
                      "Юрій"),
           ("Коваль", "Мельник", "Бондар", "Гнатюк", "Сорока", "Вербицький", "Лисенко", "Дуб", "Кравець",
            "Яцків"),
           ("Київ", "Львів", "Одеса", "Харків", "Полтава"), "+380 00 ### ####"),
    Script("en", 22, ("Greta", "Owen", "Maeve", "Tobias", "Ruth", "Callum", "Ingrid", "Desmond", "Thea",
                      "Rafael"),
           ("Halloran", "Penrose", "Whitlock", "Marsh", "Okonjo", "Fairweather", "Lindqvist", "Castellan",
            "Byrd"),
           ("Leeds", "Bristol", "Cork", "Portland", "Hobart"), "+44 7700 900###"),
    Script("zh", 14, ("伟", "芳", "秀英", "敏", "静", "磊", "洋", "艳", "勇", "桂兰", "晓明"),
           ("李", "王", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"),
           ("成都", "上海", "广州", "西安"), "+86 100 0### ####", family_first=True, gap=""),
    Script("ru", 10, ("Анна", "Игорь", "Светлана", "Павел", "Вера", "Роман", "Нина"),
           ("Журавлёва", "Лосев", "Перова", "Тихонов", "Зимина", "Ершов"),
           ("Алматы", "Рига", "Кишинёв"), "+7 000 ### ####"),
    Script("ar", 8, ("ليلى", "عمر", "سلمى", "يوسف", "نور", "كريم"), ("الحداد", "النجار", "السالم",
                                                            "المصري", "الخطيب"),
           ("عمّان", "دبي", "القاهرة"), "+971 00 ### ####"),
    Script("de", 6, ("Jörg", "Änne", "Lutz", "Wiebke", "Götz"), ("Bäcker", "Großmann", "Möhring", "Süßkind"),
           ("Köln", "Münster"), "+49 171 39200##"),
    Script("fr", 4, ("Zoé", "Rémi", "Élodie", "Théo"), ("Lefèvre-Noël", "Garçon", "Beauchêne"), ("Nîmes",
                                                            "Orléans"),
           "+33 6 39 98 ## ##"),
    Script("el", 2, ("Ελένη", "Νίκος", "Δήμητρα"), ("Παππάς", "Βασιλείου", "Μαύρος"), ("Πάτρα",),
           "+30 000 ### ####"),
    Script("he", 2, ("נועה", "אורי", "תמר"), ("לביא", "אלון", "שקד"), ("חיפה",), "+972 00 ### ####"),
    Script("ko", 2, ("서연", "민준", "지우"), ("김", "박", "최"), ("부산",), "+82 00 #### ####", True, ""),
    Script("th", 2, ("สมชาย", "มาลี", "อนงค์"), ("ใจดี", "ศรีสุข", "ทองคำ"), ("เชียงใหม่",), "+66 00 ### ####"),
)  # fmt: skip
COMPANIES = (("Bakery Penrose Ltd", "en"), ("Кав'ярня «Дзвін»", "uk"), ("شركة النور", "ar"),
             ("成都云帆科技有限公司", "zh"),
             ("Hotel Møller & Søn", "en"), ("ТОВ «Північний дім»", "uk"))  # fmt: skip


@dataclass(frozen=True)
class Buyer:
    """A customer of the demo."""

    id: str
    name: str
    phones: tuple[str, ...]
    email: str | None
    address: str
    language: str
    since: date
    may_contact: bool = True
    business: bool = False
    notes: str | None = None


def buyer(
    name: str, phone: str, city: str, language: str, since: date, *,
    business: bool = False, may_contact: bool = True, notes: str | None = None, email: str | None = None,
) -> Buyer:  # fmt: skip
    """Make one customer by hand."""
    id_ = customer_id(name, (phone,), email)
    return Buyer(id_, name, (phone,), email, city, language, since, may_contact, business, notes)


def crowd(count: int, rng: Random, today: date) -> list[Buyer]:
    """Invent `count` customers, some since long before the desk's five years."""
    weights = [script.weight for script in SCRIPTS]
    return [_one(rng, rng.choices(SCRIPTS, weights)[0], number, today) for number in range(count)]


def _one(rng: Random, script: Script, number: int, today: date) -> Buyer:
    since = today - timedelta(days=int(30 + 2400 * rng.random() ** 1.3))
    phone = _phone(script.phone, number)
    if rng.random() < 0.06:
        name, language = rng.choice(COMPANIES)
        name, business = f"{name} {number}", True
    else:
        given, family = rng.choice(script.given), rng.choice(script.family)
        parts = (family, given) if script.family_first else (given, family)
        name, language, business = script.gap.join(parts), script.language, False
    return buyer(
        name, phone, f"{rng.choice(script.cities)}, {rng.randint(1, 140)}", language, since,
        business=business,
        may_contact=rng.random() > 0.07,
        notes="prefers a call after 18:00" if rng.random() < 0.04 else None,
        email=f"customer{number}@example.org" if rng.random() < 0.7 else None,
    )  # fmt: skip


def _phone(pattern: str, number: int) -> str:
    digits = iter(str(number).zfill(pattern.count("#"))[-pattern.count("#") :])
    return "".join(next(digits) if sign == "#" else sign for sign in pattern)
