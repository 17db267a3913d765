"""The units worth showing: one for each status and flag of the rules, and the customers of the pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from store.demo.book import Item, extension, model
from store.demo.life import Job
from store.demo.people import Buyer, buyer

if TYPE_CHECKING:
    from store.demo.desk import Desk

LI_WEI = "MJ0351-YNG9-Z0XA"


class Faces:
    """Makes the units by hand and says what happens to them."""

    def __init__(self, today: date) -> None:
        """Arrange everything around `today`."""
        self.today = today
        self.items: dict[str, Item] = {}
        self._people(today)
        self._pictured()
        self._statuses()
        self._flags()
        self._work()

    def ago(self, days: int) -> date:
        """Return the day so many days before today."""
        return self.today - timedelta(days=days)

    def _people(self, today: date) -> None:
        self.li = buyer("李伟 Li Wei", "+86 138 0013 8000", "成都, 武侯区 9", "zh",
                        today - relativedelta(years=6, days=40),
                        email="li.wei@example.org")  # fmt: skip
        self.koval = buyer("Ірина Коваль", "+380 00 900 1001", "Київ, Лісова 4", "uk", self.ago(1500))
        self.greta = buyer("Greta Halloran", "+1 212 555 0142", "Portland, 12", "en", self.ago(800),
                           email="greta@example.org")  # fmt: skip
        self.noor = buyer("شركة النور", "+971 00 900 1002", "دبي, 7", "ar", self.ago(2100), business=True)
        self.obriain = buyer("Síle Ó Briain", "+353 20 912 0104", "Cork, 31", "en", self.ago(1300))
        self.quiet = buyer("Jörg Großmann", "+49 171 3920017", "Köln, 8", "de", self.ago(1900),
                           may_contact=False,
                           notes="no calls, no surveys")  # fmt: skip
        self.thai = buyer("สมชาย ใจดี", "+66 00 900 1003", "เชียงใหม่, 5", "th", self.ago(700))
        self.korean = buyer("김서연", "+82 00 9000 1004", "부산, 21", "ko", self.ago(650))
        self.cafe = buyer(
            "Кав'ярня «Ранок»", "+380 00 900 1005", "Львів, 2", "uk", self.ago(1200), business=True
        )

    def _add(
        self, key: str, name: str, serial: str, who: Buyer | None, plans: tuple[Mapping[str, object],
                                                            ...] = (),
        notes: str | None = None, **dates: date | str,
    ) -> None:  # fmt: skip
        days = {field: str(day) for field, day in dates.items()}
        known = [date.fromisoformat(day) for day in days.values() if len(day) == 10]
        sold = min([*known, self.ago(1)]) if known else self.ago(500)
        item = Item(model(name), serial, who, sold, days, plans, "Brightmart", notes)
        item.busy_until = date.max
        self.items[key] = item

    def _years(self, years: int, days: int = 0) -> date:
        return self.today - relativedelta(years=years) + timedelta(days=days)

    def _pictured(self) -> None:
        add, ago = self._add, self.ago
        add("li", "KX-200", LI_WEI, self.li, invoiced=ago(617), delivered=ago(617), shipped=ago(640))
        add("li phone", "P5", "004405000123457", self.li, activated=ago(210), invoiced=ago(212))
        add("li coffee", "Crema 3", "BL3-24-000417", self.li, invoiced=ago(900))
        add("expired", "KX-200", "MJ0351-YNG9-Z1QK", self.koval, invoiced=ago(1054), shipped=ago(1070))
        add("unknown", "KX-210", "MJ0351-YNGA-003T", self.greta, notes="receipt lost, bought as a gift")
        add("plan", "KX-200", "MJ0351-YNH0-7PPA", self.noor, (extension(ago(410)),), invoiced=ago(417))
        add("alike", "KX-210", "MJO351-YNG9-Z0XA", self.thai, invoiced=ago(300))
        add("twin tv", "TV-55", "ZX8155-004902", self.obriain, invoiced=ago(130), shipped=ago(160))
        add("twin dryer", "DR-80 dryer", "ZX8155-004902", self.korean, invoiced=ago(90), delivered=ago(88))

    def _statuses(self) -> None:
        add, ago, years = self._add, self.ago, self._years
        contract = {"id": "CARE-7", "title": "Care contract", "kind": "contract", "lines": [
            {"start": str(ago(700)), "end": str(ago(60))},
            {"start": str(ago(-20)), "end": str(ago(-750))}]}  # fmt: skip
        running = {"id": "CARE-8", "title": "Care contract", "kind": "contract",
                   "lines": [{"start": str(ago(200)), "end": str(ago(-165))}]}  # fmt: skip
        add("contract", "Box-1", "OB1000000416", self.noor, (running,), invoiced=ago(210))
        add("yesterday", "KX-210", "MJ0352-KA19-0001", self.greta, invoiced=years(2, -1))
        add("last day", "KX-210", "MJ0352-KA19-0002", self.koval, invoiced=years(2))
        add("gap", "Box-1", "OB1000000417", self.cafe, (contract,), invoiced=ago(710))
        add("not started", "WM-810", "HW810XA20417", self.thai, invoiced=ago(-14))
        add("void", "TV-65", "ZX8165-017710", self.noor, invoiced=ago(300), shipped=ago(330))
        add("limit", "Crema Office", "BL9-24-001040", self.cafe, invoiced=ago(500))
        add("sold on", "BD-18 drill", "0180004711", self.obriain, invoiced=ago(200))
        add("recall", "Crema 5", "BL5-23-004088", self.quiet, invoiced=ago(1150))
        add("bare", "Box-1", "OB1000000418", self.korean, invoiced=ago(40))
        add("swapped", "TV-55", "ZX8155-004711", self.thai, invoiced=ago(280), delivered=ago(278))
        add("refunded", "P5 Max", "004406000777001", self.korean, invoiced=ago(330), activated=ago(329))

    def _flags(self) -> None:
        add, ago = self._add, self.ago
        ineligible, nowhere = extension(ago(300)), {**extension(ago(795), "OLD-24"), "id": "PLUS-OLD"}
        once = {"id": "CARE-ONE", "title": "One repair", "kind": "plan", "max_claims": 1,
                "bought": str(ago(900)),
                "start": ["bought"], "lines": [{"duration": "4y"}]}  # fmt: skip
        add("late plan", "KX-90 mini", "MJ0901-LATE-0001", self.greta, (ineligible,), invoiced=ago(500))
        add("bad plan", "KX-90 mini", "MJ0901-NONE-0002", self.greta, (nowhere,), invoiced=ago(800))
        add("used up", "Box-1", "OB1000000419", self.cafe, (once,), invoiced=ago(900))
        add("near", "Crema Office", "BL9-25-002100", self.cafe, invoiced=ago(200))
        add("backwards", "Crema Office", "BL9-25-002101", self.noor, invoiced=ago(220))
        add("no meter", "Crema Office", "BL9-25-002102", self.cafe, invoiced=ago(90))
        add("unproven", "AG-125 grinder", "0125000042", self.obriain, invoiced=ago(120))
        add("month only", "Nimbus 14", "TS14MONTH7", self.thai, invoiced=f"{ago(500):%Y-%m}")
        add("for life", "RS-20 saw", "0200000815", self.quiet, invoiced=ago(1400))
        add("capped", "TV-43", "ZX8143-009000", self.noor, invoiced=ago(400), shipped=ago(720))
        add("by activation", "P3 Lite", "004401000999002", self.quiet, invoiced=ago(150))
        add("returnable", "P5", "004405000222331", self.greta, activated=ago(6), delivered=ago(6))
        add("repaired", "AC-12", "ZA120417001", self.obriain, installed=ago(420), invoiced=ago(430))
        weekend = next(day for day in map(self.ago, range(7)) if day.weekday() == 5) + timedelta(days=14)
        add("weekend", "KX-210", "MJ0352-KA19-0003", self.thai, invoiced=weekend - relativedelta(years=2))
        add("rolled", "WM-700", "HW700WE0003", self.koval, delivered=weekend - relativedelta(years=2))

    def _work(self) -> None:
        add, ago = self._add, self.ago
        add("parts", "TV-55", "ZX8155-000902", self.obriain, invoiced=ago(400), shipped=ago(420))
        add("conflict", "AC-9", "ZA090007741", self.greta, invoiced=ago(200), installed=ago(195))
        add("bench", "AC-18", "ZA180000111", self.noor, installed=ago(100), invoiced=ago(101))
        for number, (state, name, serial, _) in enumerate(STILL):
            add(
                state,
                name,
                serial,
                (self.koval, self.thai, self.korean)[number % 3],
                invoiced=ago(120 + number),
            )

    def jobs(self) -> Iterator[tuple[int, Job]]:
        """Yield the claims on these units with how many days ago each is filed."""
        item = self.items
        yield (
            49,
            Job(
                item["li"],
                "E-01",
                "Off since the storm.",
                resolution="repaired",
                score=9,
                parts=False,
                pace=4,
            ),
        )
        yield (
            8,
            Job(
                item["li"], "E-12", "Hums at night.", stop="ready", resolution="repaired", parts=False, pace=1
            ),
        )
        yield 91, Job(item["parts"], "T-01", stop="awaiting_parts")
        yield 20, Job(item["conflict"], "A-01", "Blows warm air.", stop="conflict")
        yield 55, Job(item["bench"], "A-02", stop="in_service")
        yield 150, Job(item["swapped"], "T-03", resolution="replaced", score=10, parts=True)
        yield 120, Job(item["refunded"], "P-03", resolution="refunded", score=3, parts=False)
        yield 140, Job(item["repaired"], "A-01", resolution="repaired", score=8, parts=True)
        yield 30, Job(item["expired"], "E-13", stop="rejected")
        for number, (state, _, _, fault) in enumerate(STILL):
            yield 4 + 3 * number, Job(item[state], fault, stop=state)

    def past(self, desk: Desk) -> None:
        """Write what happened to these units outside claims."""
        ids = {key: item.id for key, item in self.items.items()}
        day = {days: self.ago(days).isoformat() for days in (30, 60, 90, 100, 400)}
        photo = "photo of the board"
        desk.remember(ids["void"], kind="void", date=day[30], reason=f"MISUSE: {photo}", evidence=True)
        desk.remember(ids["unproven"], kind="void", date=day[30], reason="OPENED", evidence=False)
        desk.remember(ids["sold on"], kind="transfer", date=day[60])
        desk.remember(ids["used up"], kind="claim", date=day[400], policy="CARE-ONE", outcome="approved")
        for key, date_, cups in (("limit", 90, 8800), ("limit", 30, 10400), ("near", 30, 9300),
                                 ("backwards", 60, 5200), ("backwards", 30, 4100)):  # fmt: skip
            desk.remember(ids[key], kind="reading", date=day[date_], measure="cups", value=cups)


STILL = (
    ("filed", "TV-43", "ZX8143-000501", "T-02"),
    ("info_needed", "WM-810", "HW810STB0502", "W-03"),
    ("approved", "P5", "004405000000503", "P-02"),
    ("rejected", "Nimbus 16", "TS16STD504", "L-03"),
    ("in_service", "AC-12", "ZA120000505", "A-03"),
    ("ready", "Crema 3", "BL3-24-000506", "C-03"),
    ("cancelled", "BD-18 drill", "0180000507", "D-01"),
    ("awaiting_parts", "Nimbus Go", "TSGOSTH508", "L-01"),
)
"""Claims that stand still: state, model, serial, fault."""
