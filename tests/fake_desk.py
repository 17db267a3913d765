"""A small desk in memory, with the same methods as `tui.desk.Desk`: for tests of the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from fake_book import FAULTS, POSSIBLE, PRODUCTS, TODAY, VIEWS, Book, key, make_score, sample
from fake_papers import FakePapers
from fake_privacy import FakePrivacy
from fake_scores import FakeScores

from store.errors import NotFound, Refused
from store.records import (
    Act,
    Card,
    Chapter,
    Claim,
    ClaimLine,
    ClaimView,
    Clocks,
    Cover,
    Customer,
    DaysOff,
    Draft,
    Fault,
    Found,
    Hit,
    Kept,
    Known,
    Ledger,
    Loan,
    Month,
    Person,
    Policy,
    Product,
    Queue,
    Rating,
    Repeat,
    Score,
    Standing,
    Task,
    Unit,
)
from store.wording import N_, say
from tui.desk import Desk
from tui.verdicts import OVER


@dataclass(frozen=True)
class FakeFileReport:
    """What an import did with one file."""

    file: str
    rows: int
    accepted: int
    unchanged: int
    rejected: int
    encoding: str = "utf-8"
    delimiter: str = ";"
    date_order: str = "dmy"
    preset: str | None = None
    warnings: tuple[object, ...] = ()


@dataclass(frozen=True)
class FakeReport:
    """What an import did."""

    files: tuple[FakeFileReport, ...]
    rejects: Path | None = None


class FakeDesk(FakeScores, FakePapers, FakePrivacy, Desk):
    """The desk the screens ask, answered from a `Book`."""

    def __init__(self, book: Book | None = None, name: str = "Kyiv-2", role: str = "agent") -> None:
        super().__init__()
        self.book = book or sample()
        self._name = name
        self._agent = Person("p1", "Olena", role)
        self.score_now = make_score(99, 20, 34, invited=412, since=TODAY - timedelta(days=89), until=TODAY)
        self.days = TODAY
        self.stands = Standing(folder="backups", days=14, backed_up=datetime.combine(TODAY, time(8), UTC))
        self.asked: list[str] = []
        self.imports: list[tuple[Path, Mapping[str, object]]] = []
        self.report = FakeReport((FakeFileReport("units.csv", 1204, 1187, 12, 5),))

    def standing(self) -> Standing:
        return self.stands

    async def look_over(self) -> tuple[str, ...]:
        return ()

    async def back_up(self) -> str | None:
        return None

    def close(self) -> None:
        return

    encrypted = True
    away = False

    def inbox_waiting(self) -> int:
        return 0

    def with_pin(self) -> list[Person]:
        return []

    @property
    def name(self) -> str:
        return self._name

    @property
    def agent(self) -> Person:
        return self._agent

    @property
    def currency(self) -> str:
        return self.book.currency

    @property
    def throw_away(self) -> bool:
        return False

    def today(self) -> date:
        return self.days

    def count_units(self) -> int:
        return len(self.book.units)

    def _hit(self, unit: Unit) -> Hit:
        customer = self.book.customers.get(unit.customer_id or "")
        return Hit(unit.id, unit.serial, unit.product, customer.name if customer else None)

    def find(self, text: str, limit: int = 20) -> Found:
        self.asked.append(text)
        wanted, words = key(text), text.casefold().split()
        if not wanted:
            return Found(text)
        units = self.book.units.values()
        hits = [unit for unit in units if key(unit.serial) == wanted]
        if not hits:
            hits = [
                unit
                for unit in units
                if key(unit.serial).startswith(wanted) or key(unit.serial).endswith(wanted)
            ]
        if not hits:
            hits = [unit for unit in units if self._names(unit, words, wanted)]
        return Found(
            text,
            tuple(self._hit(unit) for unit in hits[:limit]),
            len(hits),
            suggestions=() if hits else self._alike(wanted),
        )

    def _names(self, unit: Unit, words: Iterable[str], wanted: str) -> bool:
        customer = self.book.customers.get(unit.customer_id or "")
        numbers = [number for number, unit_id in self.book.claim_units.items() if unit_id == unit.id]
        if any(key(number).startswith(wanted) for number in numbers):
            return True
        if customer is None:
            return False
        digits = "".join(letter for letter in wanted if letter.isdigit())
        phones = ["".join(filter(str.isdigit, phone)) for phone in customer.phones]
        if len(digits) > 3 and any(phone.endswith(digits) for phone in phones):
            return True
        return all(word in customer.name.casefold() for word in words)

    def _alike(self, wanted: str) -> tuple[str, ...]:
        alike = str.maketrans("oibs", "0185")
        return tuple(
            unit.serial
            for unit in self.book.units.values()
            if key(unit.serial).translate(alike).startswith(wanted.translate(alike))
        )[:3]

    def card(self, unit_id: str) -> Card:
        unit = self.book.units.get(unit_id)
        if unit is None:
            raise NotFound("NO_UNIT", say(N_("There is no such unit.")))
        others = [other for other in self.book.units.values() if other.customer_id == unit.customer_id]
        claims = [self.book.claims[n] for n, owner in self.book.claim_units.items() if owner == unit_id]
        return Card(
            unit=unit,
            customer=self.book.customers.get(unit.customer_id or ""),
            cover=self.book.covers[unit_id],
            claims=tuple(claims),
            ratings=tuple(rating for rating in self.book.ratings if rating.serial == unit.serial),
            tasks=tuple(task for task in self.book.tasks if task.unit_id == unit_id and not task.done),
            other_units=len(others) - 1 if unit.customer_id else 0,
        )

    def version(self) -> int:
        return self.score_now.n

    def running(self) -> Score:
        return self.score_now

    def running_trend(self) -> tuple[Month, ...]:
        shares = ((20, 8, 18), (24, 6, 14), (25, 4, 9), (28, 3, 8))
        return tuple(Month(date(2026, 8 + n, 1), make_score(*share)) for n, share in enumerate(shares))

    async def faults(self, unit_id: str | None) -> tuple[Fault, ...]:
        return FAULTS

    async def draft(self, unit_id: str) -> Mapping[str, object]:
        return self.book.drafts.get(unit_id, {})

    async def keep_draft(self, unit_id: str, values: Mapping[str, object]) -> None:
        if values:
            self.book.drafts[unit_id] = dict(values)
        else:
            self.book.drafts.pop(unit_id, None)

    async def discard_draft(self, about: str) -> None:
        given_up = self.book.drafts.pop(about, None)
        if given_up is not None:
            self.book.given_up.append((about, dict(given_up)))

    async def kept_draft(self, about: str) -> Draft | None:
        values = self.book.drafts.get(about)
        return Draft(about, values, datetime(2026, 11, 21, 9, tzinfo=UTC)) if values else None

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(self._draft(about, values) for about, values in self.book.drafts.items())

    def _draft(self, about: str, values: Mapping[str, object]) -> Draft:
        unit = self.book.units.get(about)
        at = datetime(2026, 11, 20, 9, tzinfo=UTC)
        if unit is None:
            return Draft(about, values, at, kind="unknown", customer=str(values.get("customer", "")))
        return Draft(about, values, at, unit_id=unit.id, serial=unit.serial, product=unit.product)

    async def unlinked(self) -> tuple[ClaimLine, ...]:
        return ()

    def known(self, unit_id: str, fault: str | None) -> Known:
        lines = [line for line in self.card(unit_id).claims if line.state not in OVER]
        repeats = [
            Repeat(line.number, line.handed_over, line.handed_over + timedelta(days=90), line.resolution)
            for line in self.card(unit_id).claims
            if line.state == "closed" and line.fault == fault and line.handed_over
        ]
        return Known(tuple(sorted(lines, key=lambda line: line.fault != fault)), tuple(repeats), 1, 2)

    def customers(self, text: str) -> tuple[Customer, ...]:
        wanted = text.casefold()
        return tuple(each for each in self.book.customers.values() if wanted in each.name.casefold())

    def customer(self, customer_id: str) -> tuple[Customer, int] | None:
        known = self.book.customers.get(customer_id)
        owned = sum(unit.customer_id == customer_id for unit in self.book.units.values())
        return (known, owned) if known else None

    async def products(self) -> tuple[Product, ...]:
        return tuple(Product(id_, name, brand, kind) for id_, name, brand, kind in PRODUCTS)

    async def attachments(self, number: str) -> tuple[Kept, ...]:
        return ()

    async def promise(self) -> Clocks:
        return Clocks(self.days + timedelta(days=7), self.days + timedelta(days=45), 7, 45)

    async def file(self, unit_id: str, values: Mapping[str, object]) -> Claim:
        needed = [name for name in ("fault", "failure_date", "channel") if not values.get(name)]
        if needed:
            raise Refused(
                "MISSING_FIELD",
                say(N_("file needs {names}."), names=", ".join(needed)),
                field=needed[0],
                details={"fields": needed},
            )
        open_claims = [
            line for line in self.card(unit_id).claims if line.state not in ("closed", "cancelled")
        ]
        same = [line for line in open_claims if line.fault == values["fault"]]
        if same and not values.get("different_fault"):
            raise Refused(
                "DUPLICATE",
                say(N_("{number} is open for the same fault; say what is different."), number=same[0].number),
                field="different_fault",
            )
        number = f"K2-{132 + len(self.book.acts):06d}"
        unit = self.book.units[unit_id]
        fault = next((fault for fault in FAULTS if fault.code == values["fault"]), None)
        due = self.days + timedelta(days=7)
        law = self.days + timedelta(days=45)
        self.book.claims[number] = ClaimLine(
            number=number,
            state="filed",
            serial=unit.serial,
            product=unit.product,
            customer=None,
            fault=str(values["fault"]),
            fault_title=fault.title if fault else None,
            filed_on=self.days,
            owner="Olena",
            clocks=Clocks(due, law, 7, 45),
        )
        self.book.claim_units[number] = unit_id
        taken = {name: values[name] for name in ("keys", "seconds") if name in values}
        self.book.taken.append(taken)
        given = {name: value for name, value in values.items() if name not in taken}
        self.book.acts.append((number, "file", given))
        self.book.drafts.pop(unit_id, None)
        return self._claim(number)

    def _claim(self, number: str) -> Claim:
        line = self.book.claims[number]
        unit = self.book.units[self.book.claim_units[number]]
        at = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
        history = [Act(at, "Olena", "agent", "file", "draft", "filed", {"fault": line.fault, "note": "hums"})]
        history += [
            Act(at + timedelta(hours=hour), "Olena", "agent", action, "filed", line.state, values)
            for hour, (owner, action, values) in enumerate(self.book.acts, 1)
            if owner == number and action != "file"
        ]
        return Claim(
            id=number,
            state=line.state,
            unit_id=unit.id,
            customer_id=unit.customer_id,
            number=number,
            fault=line.fault,
            channel="in-store",
            failure_date=line.filed_on,
            filed_on=line.filed_on,
            service_due=line.clocks.service_due,
            statutory_due=line.clocks.statutory_due,
            resolution=line.resolution,
            handed_over=line.handed_over,
            snapshot={"status": "COVERED", "end": "2027-03-14", "steps": ["invoice + 24 months"]},
            history=tuple(history),
        )

    async def claim(self, number: str) -> ClaimView:
        if number not in self.book.claims:
            raise NotFound("NO_CLAIM", say(N_("There is no claim {number}."), number=number))
        line = self.book.claims[number]
        return ClaimView(
            claim=self._claim(number),
            card=self.card(self.book.claim_units[number]),
            clocks=line.clocks,
            possible=POSSIBLE.get(line.state, ()),
            fault_title=line.fault_title,
            rating=next((rating for rating in self.book.ratings if rating.claim == number), None),
        )

    async def cover_now(self, claim: Claim) -> Cover | None:
        return None

    async def act(self, number: str, action: str, values: Mapping[str, object]) -> Claim:
        line = self.book.claims[number]
        possible = {act.action: act for act in POSSIBLE.get(line.state, ())}
        if action not in possible or possible[action].refusal:
            raise Refused(
                "WRONG_STATE",
                say(N_("{action} does not fit the state {state}."), action=action, state=line.state),
            )
        missing = [name for name in possible[action].needs if values.get(name) in (None, "")]
        if missing:
            raise Refused(
                "MISSING_FIELD",
                say(N_("{action} needs {names}."), action=action, names=", ".join(missing)),
                field=missing[0],
                details={"fields": missing},
            )
        self.book.acts.append((number, action, dict(values)))
        self.book.claims[number] = replace(line, state=possible[action].to)
        return self._claim(number)

    async def owners(self) -> tuple[tuple[str, str, int], ...]:
        names = sorted({line.owner for line in self.book.claims.values() if line.owner})
        return tuple((name, name, 1) for name in names)

    async def loans(self, skip: int = 0, limit: int = 50) -> tuple[Loan, ...]:
        return tuple(self.book.loans[skip : skip + limit])

    async def ledger(self, since: date | None = None, after: str | None = None, limit: int = 50) -> Ledger:
        first = since or self.days.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        grants = tuple(each for each in self.book.grants if each.day and first <= each.day <= last)
        return Ledger(first, last, grants, sum(each.amount for each in grants), 100_000)

    async def history(self, number: str, after: str | None = None, limit: int = 50) -> Chapter:
        start = int(after or 0)
        page = self.book.entries[start : start + limit]
        return Chapter(tuple(page), str(start + limit) if len(self.book.entries) > start + limit else None)

    async def queue(
        self,
        view: str,
        after: str | None = None,
        limit: int = 50,
        *,
        state: str | None = None,
        owner: str | None = None,
    ) -> Queue:
        lines = sorted(
            self.book.claims.values(),
            key=lambda line: (
                99 if line.clocks.service_left is None else line.clocks.service_left,
                line.number,
            ),
        )
        fits = {name: [line for line in lines if test(line)] for name, test in VIEWS.items()}
        start = int(after) if after else 0
        wanted = [line for line in fits[view] if state in (None, line.state) and owner in (None, line.owner)]
        page = wanted[start : start + limit]
        more = str(start + limit) if len(wanted) > start + limit else None
        counts = {name: len(group) for name, group in fits.items()}
        for line in self.book.claims.values():
            if line.state not in VIEWS:
                counts[line.state] = counts.get(line.state, 0) + 1
        return Queue(tuple(page), counts, more)

    async def rate(
        self, claim_number: str, score: int | None, *, comment: str | None = None, reason: str | None = None
    ) -> Rating | None:
        if score is None:
            return None
        rating = Rating(
            f"r{len(self.book.ratings) + 1}", score, self.days, claim_number, comment=comment, reason=reason
        )
        self.book.ratings.append(rating)
        self.book.claims[claim_number] = replace(self.book.claims[claim_number], score=score)
        return rating

    async def correct_answer(self, number: str, score: int, reason: str) -> Rating:
        place = next(n for n, each in enumerate(self.book.ratings) if each.claim == number)
        before = self.book.ratings[place]
        if not reason.strip():
            raise Refused("MISSING_FIELD", say(N_("A correction needs its reason.")), field="reason")
        if before.score == score:
            raise Refused("SAME", say(N_("The answer is {score} already."), score=score), field="score")
        found = replace(before, score=score, given=before.given or before.score)
        self.book.ratings[place] = found
        self.book.claims[number] = replace(self.book.claims[number], score=score)
        return found

    async def score(
        self, since: date | None, until: date | None, by: str | None = None, *, reopened: bool = True
    ) -> Score:
        parts = (
            make_score(16, 2, 20, key="KX-200 refrigerator", invited=120),
            make_score(36, 7, 6, key="TV-55 television", invited=99),
            make_score(1, 0, 1, key="AC-9 air conditioner", invited=31),
        )
        return replace(
            self.score_now,
            since=since,
            until=until,
            by=parts if by else (),
            silent=("AC-11 heat pump",) if by else (),
        )

    async def trend(self, months: int = 12, *, reopened: bool = True) -> tuple[Month, ...]:
        return tuple(
            Month(date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1), make_score(20 + n, 6, 16 - n))
            for n in range(months)
        )

    async def tasks(self, *, due: bool = False) -> tuple[Task, ...]:
        tasks = [task for task in self.book.tasks if not task.done]
        if due:
            tasks = [task for task in tasks if task.due and task.due <= self.days]
        return tuple(sorted(tasks, key=lambda task: task.due or date.max))

    async def policies(self) -> tuple[Policy, ...]:
        return (Policy("HA-24", "Haier 24 months", "maker"), Policy("HA-C10", "Compressor 10 years", "maker"))

    async def calendar(self) -> DaysOff:
        return DaysOff(None, None, None, False, ("mon", "tue", "wed", "thu", "fri"))

    async def name_desk(self, name: str) -> None:
        self._name = name

    async def import_file(
        self, path: Path, options: Mapping[str, object], progress: Callable[[int, int], None]
    ) -> Any:
        self.imports.append((path, dict(options)))
        progress(1, 2)
        progress(2, 2)
        return self.report
