"""Which column means what, decided before the first row is taken in.

`choose` puts together the mapping — what was asked for, a preset, or the titles — and surveys the file:
how dates are written, whether untitled columns hold something. What cannot be told is refused with the
very option to type; what was assumed is a notice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from store.errors import Unreadable
from store.exchange.columns import DATES, FIELDS, KINDS, REQUIRED, likely_kind
from store.exchange.mapping import IGNORE, Mapped, mapped, quoted, titles_of
from store.exchange.plan import Plan
from store.exchange.presets import PRESETS, Preset, detect, preset_named, title_keys
from store.exchange.source import Notice, Source, unreadable
from store.wording import N_, Sentence, say

__all__ = ["IGNORE", "Mapped", "Plan", "choose"]


def choose(
    source: Source,
    kind: str | None = None,
    preset: str | None = None,
    mapping: Mapped | None = None,
    *,
    date_order: str | None = None,
    today: date | None = None,
) -> Plan:
    """Decide how to read `source`.

    Args:
        source: What `sniff` found.
        kind: units, ratings, customers, products or claims; told from the titles if not given.
        preset: The name of a preset; told from the titles if not given.
        mapping: Columns for fields, over what the preset or the titles say.
        date_order: dmy, mdy or ymd, for dates of three numbers.
        today: The day of the import; the day of the machine if not given.

    Raises:
        Unreadable: NO_MAPPING, MISSING_COLUMN, NO_COLUMN, NO_FIELD, DUPLICATE_COLUMN, UNNAMED_COLUMN,
            NO_PRESET, AMBIGUOUS_DATES or CONTRADICTORY_DATES.
    """
    from store.exchange.survey import surveyed

    pairs = list(mapping.items() if isinstance(mapping, Mapping) else mapping or ())
    known = _known_preset(preset) or detect(source.columns, kind)
    if known is not None and kind not in {None, known.kind}:
        known = None
    kind = kind or (known.kind if known else None) or _kind_of(source, pairs)
    if kind not in KINDS:
        raise unreadable(
            "NO_KIND",
            say(N_("{kind} cannot be read from a table; {kinds} can."), kind=kind, kinds=", ".join(KINDS)),
        )
    plan = mapped(source, kind, known, pairs, today or date.today())
    _check_required(plan, known)
    return surveyed(replace(plan, notices=(*plan.notices, *_unused(plan, known))), date_order)


def _known_preset(name: str | None) -> Preset | None:
    if name is None:
        return None
    found = preset_named(name)
    if found is None:
        names = ", ".join(preset.name for preset in PRESETS)
        raise unreadable(
            "NO_PRESET", say(N_("There is no preset {name}; there are: {names}."), name=name, names=names)
        )
    return found


def _kind_of(source: Source, pairs: list[tuple[str, str]]) -> str:
    asked = {name for name, _ in pairs} - {IGNORE}
    likely = likely_kind(source.columns)
    if likely and asked <= set(FIELDS[likely]):
        return likely
    if asked:
        for kind in ("units", "ratings", "claims", "customers", "products"):
            if asked <= set(FIELDS[kind]) and asked & set(REQUIRED[kind]):
                return kind
    if likely:
        return likely
    raise _nothing_fits(source)


def _nothing_fits(source: Source) -> Unreadable:
    titles = titles_of(source)
    first = source.columns[0] if source.columns else ""
    if _looks_like_data(source.columns):
        sentence = say(
            N_(
                "The first line of {file} looks like data: {titles}. Put a line "
                "with titles above it, such as "
                "serial, product, customer, invoiced."
            ),
            file=source.path.name,
            titles=titles,
        )
    else:
        sentence = say(
            N_(
                "No column of {file} is known. It has: {titles}. Say what they are, for example: "
                "--as units --map serial={first}"
            ),
            file=source.path.name,
            titles=titles,
            first=quoted(first),
        )
    return unreadable("NO_MAPPING", sentence, columns=list(source.columns))


def _looks_like_data(header: tuple[str, ...]) -> bool:
    return any(re.fullmatch(r"[\d\s./:+-]{3,}", title) for title in header)


def _check_required(plan: Plan, known: Preset | None) -> None:
    for name in REQUIRED[plan.kind]:
        if name in plan.columns or plan.constants.get(name):
            continue
        option = _offer(plan, known, name)
        sentence = say(
            N_(
                "{file} has no column for {name}, which {kind} need. It has: "
                "{titles}. If one of them holds it, say so: {option}"
            ),
            file=plan.source.path.name,
            name=name,
            kind=plan.kind,
            titles=titles_of(plan.source),
            option=option,
        )
        raise unreadable(
            "MISSING_COLUMN", sentence, field=name, option=option, columns=list(plan.source.columns)
        )


def _offer(plan: Plan, known: Preset | None, name: str) -> str:
    """Return the very option to type."""
    if name in DATES:
        return f"--map {name}=COLUMN, or --map {name}=={plan.today.isoformat()}"
    keys = title_keys(plan.source.columns)
    if name == "serial" and known and known.instead_of_serial in keys:
        return f"--map serial={quoted(plan.source.columns[keys[known.instead_of_serial]])}"
    return f"--map {name}=COLUMN"


def _unused(plan: Plan, known: Preset | None) -> tuple[Notice, ...]:
    used = {place for places in plan.columns.values() for place in places} | plan.ignored | {plan.quantity}
    left = [title for place, title in enumerate(plan.source.columns) if title and place not in used]
    if not left:
        return ()
    sentence: Sentence = say(
        N_(
            "Not taken in: {titles}. To keep one as a note: --map "
            "{notes}={first}; to leave it out: --map ignore={first}"
        ),
        titles=", ".join(left)[:1000],
        notes="notes" if "notes" in FIELDS[plan.kind] else "comment" if plan.kind == "ratings" else "note",
        first=quoted(left[0]),
    )
    return (Notice("UNUSED_COLUMNS", sentence, ask=known is None),)
