"""What may be given with an action, field by field: how it is read and what it is called.

Values come from forms, from the command line and from files, so whole numbers, days and yes/no are
read from text as well. A body holds plain JSON data only: days are written 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from store.clean import clean
from store.errors import Refused
from store.record import Record
from store.records import UNIT_DATES
from store.rules.claim_table import CHANNELS, PAYERS, RESOLUTIONS, UNKNOWN_UNIT, VOID_REASONS
from store.wording import N_, Sentence, say

LONGEST = 10_000
"""Characters of a text."""
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
PARTIAL_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", re.ASCII)
LINE_SUMS = ("cost", "maker", "customer")


class Missing(Exception):
    """A value, or something inside it, is not given; `inner` are the names inside."""

    def __init__(self, *inner: str) -> None:
        super().__init__(*inner)
        self.inner = inner


class Bad(Exception):
    """A value cannot be accepted; `expected` says what could."""

    def __init__(self, expected: Sentence) -> None:
        super().__init__(expected)
        self.expected = expected


def text(raw: object) -> str:
    """Read text; blank text is missing."""
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Bad(say(N_("text")))
    try:
        read = clean(str(raw), multiline=True, limit=LONGEST).strip()
    except Refused:
        raise Bad(say(N_("text of at most {n} characters"), n=LONGEST)) from None
    if not read:
        raise Missing
    return read


def day(raw: object) -> str:
    """Read a day."""
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day).isoformat()
    expected = say(N_("a day such as {example}"), example="2026-11-21")
    if not isinstance(raw, str):
        raise Bad(expected)
    if not (read := raw.strip()):
        raise Missing
    try:
        return date(*(int(part) for part in _day_parts(read))).isoformat()
    except ValueError:
        raise Bad(expected) from None


def _day_parts(read: str) -> tuple[str, str, str]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", read, re.ASCII):
        raise ValueError(read)
    return (read[:4], read[5:7], read[8:])


def moment(raw: object) -> str:
    """Read a day, or words such as an order number; what looks like a day must be one."""
    if raw is True:
        return "true"
    read = text(raw)
    return day(read) if re.match(r"\d{4}-\d", read, re.ASCII) else read


def whole(raw: object) -> int:
    """Read a whole number of minor currency units."""
    expected = say(N_("a whole number of minor units, 0 or more"))
    if isinstance(raw, str):
        if not raw.strip():
            raise Missing
        if not re.fullmatch(r"\d{1,15}", raw.strip(), re.ASCII):
            raise Bad(expected)
        return int(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < 10**15:
        raise Bad(expected)
    return raw


def number(raw: object) -> int | float:
    """Read a meter reading."""
    expected = say(N_("a number, 0 or more"))
    if isinstance(raw, str):
        if not raw.strip():
            raise Missing
        if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", raw.strip(), re.ASCII):
            raise Bad(expected)
        raw = float(raw) if "." in raw else int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw < 10**15:
        raise Bad(expected)
    return raw


def flag(raw: object) -> bool:
    """Read yes or no."""
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word == "":
        raise Missing
    if word not in YES | NO:
        raise Bad(say(N_("yes or no")))
    return word in YES


def consent(raw: object) -> bool:
    """Read a consent; one that is denied is a missing one."""
    if not flag(raw):
        raise Missing
    return True


def choice(*options: str) -> Callable[[object], str]:
    """Make a reader of one of `options`."""

    def read(raw: object) -> str:
        word = text(raw).casefold().replace(" ", "_" if "no_fault" in options else "-")
        if word not in options:
            raise Bad(say(N_("one of {options}"), options=", ".join(options)))
        return word

    return read


def texts(raw: object) -> list[str]:
    """Read a list of texts; one text is a list of one."""
    if isinstance(raw, str):
        return [text(raw)]
    if not isinstance(raw, Sequence):
        raise Bad(say(N_("a list of texts")))
    return [text(item) for item in raw]


def void_reason(raw: object) -> str:
    """Read why it is rejected; a void reason in any spelling is one and asks for evidence."""
    read = text(raw)
    code = re.sub(r"[\s_-]+", "_", read).upper()
    return code if code in VOID_REASONS else read


def unit(raw: object) -> str:
    """Read which unit it is about, or that nobody knows."""
    read = text(raw)
    return UNKNOWN_UNIT if read.casefold() in {UNKNOWN_UNIT, "unknown", "unknown_unit"} else read


def payer(raw: object) -> dict[str, int]:
    """Read who pays how much."""
    if not isinstance(raw, Mapping):
        raise Bad(say(N_("the sums of {names}"), names=", ".join(PAYERS)))
    return _sums(raw, PAYERS, "")


def _sums(raw: Mapping[object, object], names: Sequence[str], where: str) -> dict[str, int]:
    found: dict[str, int] = {}
    missing: list[str] = []
    for name in names:
        try:
            if raw.get(name) is None:
                raise Missing
            found[name] = whole(raw[name])
        except Missing:
            missing.append(f"{where}.{name}")
    if missing:
        raise Missing(*missing)
    return found


def lines(raw: object) -> list[dict[str, object]]:
    """Read the lines of a partial approval."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise Bad(say(N_("a list of lines with {names}"), names="kind, cost, maker, customer"))
    if not raw:
        raise Missing
    return [_line(line, f"[{place}]") for place, line in enumerate(raw, start=1)]


def _line(raw: object, where: str) -> dict[str, object]:
    if not isinstance(raw, Mapping):
        raise Bad(say(N_("a list of lines with {names}"), names="kind, cost, maker, customer"))
    try:
        kind = text(raw.get("kind") or "")
    except Missing:
        raise Missing(f"{where}.kind") from None
    return {"kind": kind, **_sums(raw, LINE_SUMS, where)}


def change(raw: object) -> dict[str, object]:
    """Read what is to change about a unit: its serial, its dates."""
    expected = say(N_("a serial, or dates out of {names}, such as {example}"), names=", ".join(UNIT_DATES),
                   example="2026-11-21")  # fmt: skip
    if not isinstance(raw, Mapping):
        raise Bad(expected)
    read: dict[str, object] = {}
    for name, value in raw.items():
        if name == "serial":
            read["serial"] = text(value)
        elif name in UNIT_DATES and (value is None or PARTIAL_DATE.fullmatch(str(value))):
            read[name] = None if value is None else str(value)
        else:
            raise Bad(expected)
    if not read:
        raise Missing
    return read


def file(raw: object) -> dict[str, object]:
    """Read what is known of an attached file; whoever copied it knows all of it."""
    expected = say(N_("the path of a photo or a document"))
    if raw == "":
        raise Missing
    if not isinstance(raw, Mapping):
        raise Bad(expected)
    texts_ = {name: raw.get(name) for name in ("name", "sha256", "kind", "stored")}
    size = raw.get("size")
    if not all(isinstance(each, str) and each for each in texts_.values()) or not isinstance(size, int):
        raise Bad(expected)
    return {**texts_, "size": size}


class Field(Record):
    """One field that an action may take."""

    read: Callable[[object], object]
    hint: str
    """What it is, for people."""
    past: bool = False
    """A day that cannot lie ahead."""
    may_be_empty: bool = False


FIELDS: Mapping[str, Field] = {
    "unit": Field(unit, N_("the unit, or “unknown unit” and the customer")),
    "customer": Field(text, N_("the customer")),
    "fault": Field(text, N_("the fault code")),
    "failure_date": Field(day, N_("the day it failed"), past=True),
    "channel": Field(choice(*CHANNELS), N_("mail-in, in-store or on-site")),
    "different_fault": Field(text, N_("why it is another fault")),
    "repeat_of": Field(text, N_("the number of the earlier claim")),
    "read_serial": Field(text, N_("what can be read of the serial")),
    "described": Field(text, N_("what kind of thing it is")),
    "file": Field(file, N_("the path of a photo or a document")),
    "component": Field(text, N_("the component")),
    "note": Field(text, N_("a note")),
    "question": Field(text, N_("what the customer is asked")),
    "answer": Field(text, N_("what the customer answered")),
    "estimate": Field(whole, N_("the estimate")),
    "payer": Field(payer, N_("how much maker, customer and goodwill pay")),
    "lines": Field(lines, N_("the lines with kind, cost, maker and customer")),
    "consent": Field(consent, N_("the customer agrees")),
    "amount": Field(whole, N_("the amount")),
    "reason": Field(text, N_("the reason")),
    "would_be_covered": Field(flag, N_("whether it would be covered but for the date")),
    "text": Field(text, N_("the text")),
    "evidence": Field(texts, N_("the evidence")),
    "handed_over": Field(day, N_("the hand-over date"), past=True),
    "receiver": Field(text, N_("who took it")),
    "received": Field(day, N_("the day it was handed in"), past=True),
    "condition": Field(text, N_("the condition it is in")),
    "accessories": Field(texts, N_("what came with it; may be none"), may_be_empty=True),
    "visit": Field(moment, N_("the visit")),
    "part": Field(text, N_("the part")),
    "ordered": Field(moment, N_("when it was ordered")),
    "arrived": Field(moment, N_("when it arrived")),
    "diagnosis": Field(text, N_("the diagnosis")),
    "resolution": Field(choice(*RESOLUTIONS), N_("how it ended")),
    "new_serial": Field(text, N_("the serial of the new unit")),
    "new_part": Field(text, N_("the component that is new")),
    "change": Field(change, N_("the dates or the serial to change")),
    "measure": Field(text, N_("what is measured")),
    "value": Field(number, N_("the reading")),
    "version": Field(text, N_("the version that shall hold")),
}
