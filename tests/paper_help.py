"""A small real desk whose claims have gone through, for the tests of papers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from catalogues import ROOT, marked

from store.records import Customer, Unit
from store.store import Store

LOCALE = ROOT / "tui" / "locale"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
NAMES = {"en": "Grace Hopper", "zh": "李伟", "ru": "Ирина Коваль", "ar": "شركة النور"}
PAYER = {"maker": 22800, "customer": 0, "goodwill": 0}
LINES = [
    {"kind": "parts", "cost": 22800, "maker": 22800, "customer": 0},
    {"kind": "labour", "cost": 4000, "maker": 0, "customer": 4000},
    {"kind": "courier", "cost": 900, "maker": 900, "customer": 0},
]


class Clock:
    """Tells the instant it was set to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def day(self, month: int, day: int) -> None:
        self.now = datetime(2026, month, day, 9, tzinfo=UTC)


def founded(path: Path, clock: Callable[[], datetime]) -> Store:
    """Open a new desk with one product under two years of cover."""
    store = Store.open(path, clock=clock, create=True)
    store.settings.set(timezone="UTC")
    store.settings.rename("Kyiv-2")
    store.papers.setup.set(paper_head=["вул. Хрещатик 1, Київ", "+380 44 555 0101"])
    return store


def customer(store: Store, language: str, name: str | None = None) -> Customer:
    """Register somebody who speaks `language`."""
    return store.units.add_customer(
        name or NAMES[language], phones=(f"+380 44 555 01{len(language)}",), language=language, address="Kyiv"
    )


def unit(store: Store, owner: Customer, serial: str = "MJ0351-YNG9-Z0XA", product: str = "KX-200") -> Unit:
    """Register a unit bought on 14 March 2026, with 24 months."""
    made = store.products.add(product, "Haier", "refrigerator")
    return store.units.add(serial, made.id, customer=owner.id, invoiced="2026-03-14", warranty_months=24)


def filed(store: Store, of: Unit, note: str = "不制冷 it hums", fault: str = "G-COLD") -> str:
    """File a claim; return its number."""
    given = {"fault": fault, "failure_date": "2026-10-01", "channel": "in-store", "note": note}
    return store.claims.file(of.id, given).number or ""


def repaired(store: Store, clock: Clock, of: Unit, lines: bool = True) -> str:
    """Let a claim go from filing on 3 October to hand-back on 16 November; return its number."""
    clock.day(10, 3)
    number = filed(store, of)
    act = partial(store.claims.act, number)
    if lines:
        act("approve_partial", {"lines": LINES, "consent": True})
    else:
        act("approve", {"estimate": 22800, "payer": PAYER})
    clock.day(10, 5)
    act("start", {"received": "2026-10-04", "condition": "scratches", "accessories": ["shelf", "cable"]})
    clock.day(10, 7)
    act("wait_parts", {"part": "compressor", "ordered": "2026-10-07"})
    clock.day(10, 20)
    act("parts_in", {"arrived": "2026-10-20"})
    clock.day(11, 11)
    act("finish", {"diagnosis": "compressor seized; replaced", "resolution": "repaired", "new_part": "relay"})
    clock.day(11, 16)
    act("close", {"handed_over": "2026-11-16", "receiver": "Grace Hopper"})
    clock.now = NOW
    return number


def rejected(store: Store, clock: Clock, of: Unit) -> str:
    """File a claim and reject it with evidence; return its number."""
    clock.day(10, 3)
    number = filed(store, of)
    clock.day(10, 4)
    given = {
        "reason": "MISUSE",
        "text": "Water inside,\nseen on the board.",
        "evidence": ["photo 1", "photo 2"],
    }
    store.claims.act(number, "reject", given)
    clock.now = NOW
    return number


def pseudo_chinese(folder: Path) -> Path:
    """Write a catalogue that says what papers say in broad letters without blanks; return its folder."""
    catalog = Catalog(locale="zh", domain="counterpane")
    for path in sorted((ROOT / "store" / "paper").glob("*.py")):
        for message in marked(ast.parse(path.read_text("utf-8"))):
            catalog.add(message.id, (broad(message.many),) if message.many else broad(message.one))
    made = folder / "zh" / "LC_MESSAGES"
    made.mkdir(parents=True)
    file = BytesIO()
    write_mo(file, catalog)
    (made / "counterpane.mo").write_bytes(file.getvalue())
    return folder


def broad(text: str) -> str:
    """Say a text in broad letters, half as many; its places stay."""
    parts = re.split(r"(\{\w+\})", text)
    return "".join(part if part.startswith("{") else "修" * ((len(part) + 1) // 2) for part in parts)
