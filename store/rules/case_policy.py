"""From plain data to the checked terms of a policy, so that a store reads it once for many cases."""

from __future__ import annotations

import re
from collections.abc import Mapping

from store.records import UNIT_DATES
from store.rules import case_fields as read
from store.rules.calendar import Duration
from store.rules.case import AFTER_REPAIRS, KINDS, WHOLE, Earliest, Entry, Fixed, Later, Line, Named, Terms
from store.rules.case_fields import Fields, refuse
from store.wording import N_, say

_LINE = ("scope", "duration", "start", "end", "parts", "labour", "usage_cap", "instead", "excluded")
_DATING = ("start", "cap", "on_repair", "on_replacement")
_RECALL = ("serials", "announced")
_NOTES = (
    *("title", "version", "source", "note", "jurisdiction", "examples"),
    *("products", "categories", "brands"),
)
"""What is written about a policy, of which no answer depends."""
_POLICY = (
    *("id", "kind", "lines", "convention", *_DATING, "roll", "transferable", "buyer", "bought", "buy_within"),
    *("max_claims", "void_needs_evidence", "goodwill_window", "seller_proves", *_RECALL, *_NOTES),
)
_DEEPEST = 20
_RULE = re.compile(r"([A-Z_]+) (.+)")

_percent = read.whole(0, 100)
_START: tuple[tuple[Entry, ...], str | None] = ((Named("invoiced"),), None)


def parse_policy(data: object, path: str = "policy") -> Terms:
    """Read a policy: the body of a `store.records.Policy`, say."""
    fields = Fields(data, path, _POLICY)
    kind = fields.must("kind", read.one_of(*KINDS))
    _check_kind(fields, kind)
    start, after = fields.may("start", _start, _START)
    on_repair, repair_adds = fields.may("on_repair", _on_repair, ("NONE", None))
    on_replacement, gives = fields.may("on_replacement", _on_replacement, ("REMAINING", None))
    return Terms(
        id=fields.must("id", read.text),
        kind=kind,
        lines=_lines(fields, kind),
        title=fields.may("title", read.any_text, ""),
        inclusive=fields.may("convention", read.one_of("CORR", "INCL"), "CORR") == "INCL",
        start=start,
        after=after,
        cap=fields.maybe("cap", _entry),
        on_repair=on_repair,
        repair_adds=repair_adds,
        on_replacement=on_replacement,
        replacement_gives=gives,
        roll=fields.may("roll", read.truth, False),
        transferable=fields.may("transferable", read.truth, True),
        buyer=fields.maybe("buyer", read.buyer),
        bought=fields.maybe("bought", read.day),
        buy_within=fields.maybe("buy_within", _entry),
        max_claims=fields.maybe("max_claims", read.whole(0, 1_000_000)),
        void_needs_evidence=fields.may("void_needs_evidence", read.truth, False),
        goodwill_window=fields.maybe("goodwill_window", read.duration),
        seller_proves=fields.maybe("seller_proves", read.duration),
        serials=fields.may("serials", read.many(_range), ()),
        announced=fields.maybe("announced", read.day),
    )


def _check_kind(fields: Fields, kind: str) -> None:
    """Refuse fields that a policy of this kind does not take."""
    barred: tuple[str, ...] = _DATING if kind in AFTER_REPAIRS else ()
    barred += () if kind == "recall" else _RECALL
    for name in barred:
        if name in fields:
            refuse(fields.at(name), say(N_("a policy of kind {kind} does not take this field."), kind=kind))


def _lines(fields: Fields, kind: str) -> tuple[Line, ...]:
    """Read the lines: none for a recall, and only with durations where cover begins at a hand-back."""
    if kind == "recall":
        lines = fields.may("lines", read.many(_line), ())
        if lines:
            refuse(fields.at("lines"), say(N_("a recall has no lines; it covers in full.")))
        return lines
    lines = fields.must("lines", read.many(_line))
    for place, line in enumerate(lines):
        if kind in AFTER_REPAIRS and line.start is not None:
            path = f"{fields.at('lines')}[{place}].start"
            refuse(path, say(N_("lines of a policy of kind {kind} have durations."), kind=kind))
    return lines


def _line(data: object, path: str) -> Line:
    fields = Fields(data, path, _LINE)
    excluded = fields.may("excluded", read.truth, False)
    scope = fields.may("scope", read.text, WHOLE)
    if excluded and scope == WHOLE:
        refuse(fields.at("excluded"), say(N_("name the excluded component as “scope”.")))
    parts, labour = fields.may("parts", _percent, 100), fields.may("labour", _percent, 100)
    if parts == labour == 0 and not excluded:
        refuse(fields.at("labour"), say(N_("parts and labour must not both be 0.")))
    term, lifetime = fields.may("duration", _term, (None, False))
    start, end = fields.maybe("start", read.day), fields.maybe("end", read.day)
    _check_term(fields, excluded)
    measure, most = fields.may("usage_cap", _usage_cap, (None, 0))
    return Line(
        scope=scope,
        duration=term,
        lifetime=lifetime,
        start=start,
        end=end,
        parts=parts,
        labour=labour,
        measure=measure,
        most=most,
        instead=fields.may("instead", read.truth, False),
        excluded=excluded,
    )


def _check_term(fields: Fields, excluded: bool) -> None:
    """See that the line has a duration, or both fixed dates, and not the two together."""
    fixed = [name for name in ("start", "end") if name in fields]
    if "duration" in fields and fixed:
        refuse(fields.at(fixed[0]), say(N_("a line has either a duration or fixed dates, not both.")))
    if len(fixed) == 1:
        missing = "end" if fixed == ["start"] else "start"
        refuse(fields.at(missing), say(N_("fixed dates need both a start and an end.")))
    if "duration" not in fields and not fixed and not excluded:
        refuse(fields.at("duration"), say(N_("a duration, or a start and an end, is expected.")))


def _term(value: object, path: str) -> tuple[Duration | None, bool]:
    """Read the duration of a line; the second part tells whether it is for life."""
    if value == "lifetime":
        return None, True
    return read.duration(value, path), False


def _usage_cap(data: object, path: str) -> tuple[str, float]:
    fields = Fields(data, path, ("measure", "max"))
    return fields.must("measure", read.text), fields.must("max", read.amount)


def _range(value: object, path: str) -> tuple[str, str]:
    ends = read.many(read.text)(value, path)
    if len(ends) != 2:
        refuse(path, say(N_("a first and a last serial are expected.")))
    return ends[0], ends[1]


def _rule(
    value: object, path: str, plain: tuple[str, ...], timed: tuple[str, ...]
) -> tuple[str, Duration | None]:
    """Read one of the `plain` words, or one of the `timed` words with a duration behind it."""
    if isinstance(value, str):
        if value in plain:
            return value, None
        if (match := _RULE.fullmatch(value)) and match[1] in timed:
            return match[1], read.duration(match[2], path)
    words = ", ".join((*plain, *(f"{word} 12m" for word in timed)))
    refuse(path, say(N_("one of these is expected: {words}."), words=words))


def _on_repair(value: object, path: str) -> tuple[str, Duration | None]:
    return _rule(value, path, ("NONE", "TOLL", "TOLL_INCL"), ("ADD", "AT_LEAST"))


def _on_replacement(value: object, path: str) -> tuple[str, Duration | None]:
    return _rule(value, path, ("REMAINING", "ANEW"), ("LONGER",))


def _start(value: object, path: str) -> tuple[tuple[Entry, ...], str | None]:
    """Read a preference list; the second part is the policy it follows, which stands alone in it."""
    if (
        isinstance(value, list | tuple)
        and len(value) == 1
        and isinstance(value[0], Mapping)
        and "after" in value[0]
    ):
        return (), Fields(value[0], f"{path}[0]", ("after",)).must("after", read.text)
    return read.many(_entry)(value, path), None


def _entry(value: object, path: str) -> Entry:
    """Read an entry: a name, a literal date, `plus` or `earliest`."""
    if isinstance(value, str):
        if value in UNIT_DATES or value == "bought":
            return Named(value)
        if value[:1].isdigit():
            return Fixed(read.day(value, path))
    elif isinstance(value, Mapping) and "after" in value:
        refuse(path, say(N_("“after” must stand alone in the list “start”.")))
    elif isinstance(value, Mapping) and "earliest" in value and path.count(".") < _DEEPEST:
        fields = Fields(value, path, ("earliest",))
        return Earliest(fields.must("earliest", read.many(_entry)))
    elif isinstance(value, Mapping) and path.count(".") < _DEEPEST:
        fields = Fields(value, path, ("date", "plus"))
        return Later(fields.must("date", _entry), fields.must("plus", read.duration))
    names = ", ".join((*UNIT_DATES, "bought"))
    refuse(path, say(N_("a date, or one of these names, is expected: {names}."), names=names))
