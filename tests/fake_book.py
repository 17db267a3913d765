"""Made-up units, customers, claims and tasks in memory, for tests of the screens."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from store.records import (
    ClaimLine,
    Clocks,
    Cover,
    Customer,
    Entry,
    Fault,
    Grant,
    Layer,
    Loan,
    Need,
    Possible,
    Rating,
    Score,
    Step,
    Task,
    Unit,
)
from store.rules.enough import needed
from store.wording import N_, say

TODAY = date(2026, 11, 21)

NAMES = (
    "李伟 Li Wei",
    "Ірина Коваль",
    "Grace Hopper",
    "شركة النور",
    "Siobhán Ó Briain",
    "Александр Преображенский",
    "王小明",
    "Zoë Müller-Lüdenscheidt",
    "김민준",
    "Bağdagül Şahin",
)
PRODUCTS = (
    ("KX-200", "KX-200 refrigerator", "Haier", "refrigerator"),
    ("KX-210", "KX-210 refrigerator", "Haier", "refrigerator"),
    ("TV-55", "TV-55 television", "Lumen", "television"),
    ("AC-9", "AC-9 air conditioner", "Polar", "air conditioner"),
)
SERIALS = (
    "MJ0351-YNG9-Z0XA",
    "MJ0351-YNG9-Z1QK",
    "MJ0351-YNGA-003T",
    "MJ0351-YNH0-7PPA",
    *(f"ZX{8100 + number}-TV{number:02d}-Q{number * 7919 % 9973:04d}" for number in range(32)),
)
FAULTS = (
    Fault("E-01", "no power", "refrigerator", 31),
    Fault("E-02", "does not cool", "refrigerator", 17),
    Fault("E-04", "noisy", "refrigerator", 9),
    Fault("E-07", "no power, noise", "refrigerator", 4),
    Fault("E-12", "door does not close", "refrigerator", 2),
)


def key(text: str) -> str:
    """Return the serial key: NFKC, case-folded, without blanks and dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter != "-")


def layer(title: str, start: date, end: date | None, **more: Any) -> Layer:
    values: dict[str, Any] = {
        "policy": title,
        "kind": "maker",
        "scope": "whole",
        "parts": 100,
        "labour": 100,
    } | more
    return Layer(title=title, start=start, end=end, **values)


def covered(bought: date, end: date, today: date = TODAY) -> Cover:
    """Return a standard cover and a compressor cover, as the engine would answer."""
    ended = end < today
    steps = (
        Step(
            "term",
            "HA-24",
            say(
                N_("invoice {bought} + 24 months = {end}, last day included ({policy})"),
                bought=bought,
                end=end,
                policy="HA-24",
            ),
        ),
        Step(
            "merge",
            None,
            say(
                N_("compressor: parts only, until {end} ({policy})"),
                end=end.replace(year=bought.year + 10),
                policy="HA-C10",
            ),
        ),
    )
    return Cover(
        status="EXPIRED" if ended else "COVERED",
        start=bought,
        end=end,
        days_left=(end - today).days,
        parts_pct=0 if ended else 100,
        labour_pct=0 if ended else 100,
        use=None if ended else "HA-24",
        steps=steps,
        layers=(
            layer("Standard 24 m", bought, end),
            layer(
                "Compressor 10 y",
                bought,
                end.replace(year=bought.year + 10),
                scope="compressor",
                labour=0,
            ),
        ),
    )


def unknown() -> Cover:
    """Return the answer for a unit without any date."""
    return Cover(
        status="UNKNOWN",
        flags=frozenset({"NEED_PROOF"}),
        steps=(
            Step(
                "term",
                "HA-24",
                say(N_("{policy} starts with the invoice, and none is known"), policy="HA-24"),
            ),
        ),
        needs=(Need("invoiced", say(N_("An invoice would date the cover of {policy}."), policy="HA-24")),),
    )


def _cover(number: int) -> Cover:
    if number % 4 == 2:
        return unknown()
    bought = date(2025, 3, 14) if number == 0 else TODAY - timedelta(days=number * 61 + 40)
    bought = date(2024, 1, 2) if number == 1 else bought
    end = bought.replace(year=bought.year + 2) if (bought.month, bought.day) != (2, 29) else bought
    return covered(bought, end)


def make_score(promoters: int, passives: int, detractors: int, **more: Any) -> Score:
    n = promoters + passives + detractors
    nps = Fraction(100 * (promoters - detractors), n) if n else None
    half = {153: 13.0}.get(n, 30.0)
    return Score(
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        nps=nps,
        low=None if nps is None else max(-100.0, float(nps) - half),
        high=None if nps is None else min(100.0, float(nps) + half),
        display="n/a" if nps is None else f"{round(nps):+d}" if round(nps) else "0",
        band="improvement" if n >= 5 else None,
        needed=needed(promoters, passives, detractors),
        **more,
    )


@dataclass
class Book:
    """What the fake desk knows; tests change it freely."""

    units: dict[str, Unit] = field(default_factory=dict)
    covers: dict[str, Cover] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    claims: dict[str, ClaimLine] = field(default_factory=dict)
    claim_units: dict[str, str] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    drafts: dict[str, Mapping[str, object]] = field(default_factory=dict)
    currency: str = "EUR"
    given_up: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    taken: list[dict[str, object]] = field(default_factory=list)
    """What filing has cost, in keys and seconds."""
    loans: list[Loan] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    acts: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)


def sample() -> Book:
    """Return three dozen units, ten customers, five claims and three tasks."""
    book = Book()
    for number, name in enumerate(NAMES):
        book.customers[f"c{number}"] = Customer(
            id=f"c{number}",
            name=name,
            phones=(f"+86 138 0013 80{number:02d}",),
            address="Chengdu" if number == 0 else "Львів" if number == 1 else None,
            language=("zh", "uk", "en", "ar", "en", "ru", "zh", "de", "ko", "tr")[number],
            since=date(2020, 11, 2) if number == 0 else None,
        )
    for number, serial in enumerate(SERIALS):
        product = PRODUCTS[(0, 0, 1, 0)[number] if number < 4 else number % 4]
        cover = _cover(number)
        book.units[f"u{number}"] = Unit(
            id=f"u{number}",
            serial=serial,
            product_id=product[0],
            product=product[1],
            brand=product[2],
            category=product[3],
            customer_id=f"c{number % len(NAMES)}" if number % 11 != 10 else None,
            dates={"invoiced": cover.start.isoformat()} if cover.start else {},
        )
        book.covers[f"u{number}"] = cover
    _add_claims(book)
    book.tasks = [
        Task("t1", "Call back: detractor follow-up (Ana)", due=TODAY, unit_id="u0", claim="K2-000117"),
        Task("t2", "Extended plan open until 30 Nov", due=date(2026, 11, 30), unit_id="u0", customer_id="c0"),
        Task("t3", "Tip: clean the condenser twice a year", unit_id="u0"),
        Task("t4", "Order a T-CON board", due=TODAY - timedelta(days=3), unit_id="u6", claim="K2-000098"),
    ]
    book.ratings = [Rating("r1", 9, date(2026, 10, 13), claim="K2-000117", serial=SERIALS[0])]
    return book


def _add_claims(book: Book) -> None:
    rows = (
        (
            "K2-000117",
            "closed",
            "u0",
            FAULTS[0],
            date(2026, 10, 3),
            None,
            None,
            "repaired",
            date(2026, 10, 12),
            9,
        ),
        ("K2-000131", "ready", "u0", FAULTS[2], date(2026, 11, 16), 2, 30, None, None, None),
        ("K2-000098", "awaiting_parts", "u6", FAULTS[1], date(2026, 8, 22), -3, -1, None, None, None),
        ("K2-000104", "in_service", "u1", FAULTS[2], date(2026, 11, 14), 0, 22, None, None, None),
        ("K2-000119", "conflict", "u2", FAULTS[4], date(2026, 11, 12), 4, 31, None, None, None),
    )
    for number, state, unit_id, fault, filed, service, law, resolution, handed, score in rows:
        unit = book.units[unit_id]
        flags = {"STATUTORY_OVERDUE"} if law is not None and law < 0 else set()
        flags |= {"SERVICE_OVERDUE"} if service is not None and service < 0 else set()
        clocks = Clocks(
            None if service is None else TODAY + timedelta(days=service),
            None if law is None else TODAY + timedelta(days=law),
            service,
            law,
            frozenset(flags),
        )
        book.claims[number] = ClaimLine(
            number=number,
            state=state,
            serial=unit.serial,
            product=unit.product,
            customer=book.customers[unit.customer_id].name if unit.customer_id else None,
            fault=fault.code,
            fault_title=fault.title,
            filed_on=filed,
            owner="Olena",
            clocks=clocks,
            resolution=resolution,
            handed_over=handed,
            score=score,
        )
        book.claim_units[number] = unit_id


POSSIBLE: dict[str, tuple[Possible, ...]] = {
    "filed": (
        Possible("approve", "approved", ("estimate", "payer")),
        Possible("request_info", "info_needed", ("question",)),
        Possible("reject", "rejected", ("reason", "text")),
        Possible(
            "approve_goodwill",
            "approved",
            ("amount", "reason", "would_be_covered"),
            say(N_("Goodwill is decided by a supervisor.")),
        ),
        Possible("cancel", "cancelled", ("reason",)),
    ),
    "in_service": (Possible("wait_parts", "awaiting_parts", ("part", "ordered")),),
    "awaiting_parts": (Possible("parts_in", "in_service", ("arrived",)),),
    "ready": (Possible("close", "closed", ("handed_over", "receiver")),),
    "closed": (Possible("reopen", "in_service", ("fault",)),),
    "conflict": (
        Possible("decide", "filed", ("version",), say(N_("A supervisor decides which version holds."))),
    ),
}

_OVER = ("closed", "cancelled", "rejected")
VIEWS: dict[str, Callable[[ClaimLine], bool]] = {
    "open": lambda line: line.state not in _OVER,
    "mine": lambda line: line.state not in _OVER and line.owner == "Olena",
    "parts": lambda line: line.state == "awaiting_parts",
    "ready": lambda line: line.state == "ready",
    "late": lambda line: line.clocks.service_left is not None and line.clocks.service_left < 0,
    "today": lambda line: line.clocks.service_left == 0,
    "conflict": lambda line: line.state == "conflict",
    "closed": lambda line: line.state == "closed",
    "all": lambda line: True,
}
