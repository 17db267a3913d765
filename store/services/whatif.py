"""What if: the same question with other facts, answered and forgotten. Nothing is written.

A jurisdiction is a preset. Asked with one, the policies of other jurisdictions fall away; the rules of law
among the shipped examples of the one asked for take their place; and what its law demands of a maker's
warranty — that a repair adds its days, say — fills in where the unit's own warranties are silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from store.errors import Refused, Unreadable
from store.records import UNIT_DATES
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.records import Cover, Unit
    from store.rules.case import Case, Terms
    from store.services.context import Context
    from store.services.covers import Covers

CHANGES = (*UNIT_DATES, "buyer", "jurisdiction", "reading", "evidence")
"""What can be asked about: a date (None: as if it were unknown), consumer or business, a jurisdiction
(EU, US-CA …), a reading (``{"measure": "km", "value": 900}``), and whether what voids cover is proven."""
OF_LAW = ("legal", "window", "repair", "part")
"""Kinds of shipped example that hold for every unit of a jurisdiction."""


def what_if(
    context: Context,
    covers: Covers,
    unit: Unit,
    terms: Mapping[str, Any],
    changes: Mapping[str, object],
    on: date,
    component: str | None = None,
) -> tuple[Cover, Cover]:
    """Answer for a unit as it is, and as it would be with `changes` (see `CHANGES`).

    Raises:
        Refused: a change is impossible, or there is no such thing to change.
    """
    from store.rules.coverage import cover

    for name in changes:
        if name not in CHANGES:
            template = N_("What if does not know {name}; it takes {known}.")
            _refuse("NO_SUCH_FIELD", name, say(template, name=name, known=", ".join(CHANGES)))
    past = list(covers.past(unit.id))
    before = covers.case(unit, terms, past, on, component)
    if changes.get("reading") is not None:
        past.append(_reading(changes["reading"], on))
    after = covers.case(_other(context, unit, changes), terms, past, on, component)
    if changes.get("evidence") is not None:
        proven = bool(changes["evidence"])
        voids = tuple(replace(void, evidence=proven) for void in after.history.voids)
        after = replace(after, history=after.history._replace(voids=voids))
    if changes.get("jurisdiction"):
        after = _under(after, str(changes["jurisdiction"]), covers.shelf().bodies)
    return cover(before), cover(after)


@cache
def jurisdictions() -> dict[str, list[Mapping[str, Any]]]:
    """Return the shipped examples of each jurisdiction, as plain data."""
    from store.exchange.policies import read_policies, shipped

    found: dict[str, list[Mapping[str, Any]]] = {}
    for path in shipped():
        for policy in read_policies(path).policies:
            name = policy.body.get("jurisdiction")
            if name:
                found.setdefault(str(name), []).append(policy.body)
    return found


def _other(context: Context, unit: Unit, changes: Mapping[str, object]) -> Unit:
    from store.services.corrections import BUYERS, day_of

    dates: dict[str, str] = dict(unit.dates)
    for name in UNIT_DATES:
        if name in changes:
            day = day_of(name, changes[name], context.today())
            dates.pop(name, None)
            if day is not None:
                dates[name] = day
    buyer = changes.get("buyer") or unit.buyer
    if buyer not in BUYERS:
        _refuse("BAD_BUYER", "buyer", say(N_("A buyer is a consumer or a business.")))
    return replace(unit, dates=dates, buyer=str(buyer))


def _reading(given: object, on: date) -> Mapping[str, object]:
    from store.rules.case_history import parse_history

    reading = {"date": on.isoformat(), **given} if isinstance(given, Mapping) else {}
    event = {"kind": "reading", **reading}
    try:
        parse_history([event])
    except Unreadable:
        template = N_("A reading has a measure and a value, such as km and 1200.")
        _refuse("BAD_READING", "reading", say(template))
    return event


def _under(case: Case, jurisdiction: str, bodies: Mapping[str, Mapping[str, object]]) -> Case:
    from store.rules.case_policy import parse_policy

    known = jurisdictions()
    name = next((each for each in known if each.casefold() == jurisdiction.casefold()), None)
    if name is None:
        template = N_("There are no examples for {name}; there are for {known}.")
        sentence = say(template, name=jurisdiction[:40], known=", ".join(sorted(known)))
        _refuse("NO_SUCH_JURISDICTION", "jurisdiction", sentence)
    examples = [parse_policy(body) for body in known[name]]
    own = [terms for terms in case.policies if bodies.get(terms.id, {}).get("jurisdiction") in (None, name)]
    makers = [terms for terms in examples if terms.kind == "maker"]
    ids = {terms.id for terms in own}
    law = [terms for terms in examples if terms.kind in OF_LAW and terms.id not in ids]
    return replace(case, policies=(*(_fill(terms, makers) for terms in own), *law))


def _fill(terms: Terms, presets: Iterable[Terms]) -> Terms:
    """Let a maker's warranty do what the law of the preset demands of it."""
    if terms.kind != "maker":
        return terms
    for preset in presets:
        if terms.on_repair == "NONE":
            terms = replace(terms, on_repair=preset.on_repair, repair_adds=preset.repair_adds)
        if terms.on_replacement == "REMAINING":
            gives = preset.replacement_gives
            terms = replace(terms, on_replacement=preset.on_replacement, replacement_gives=gives)
        needs = terms.void_needs_evidence or preset.void_needs_evidence
        terms = replace(terms, void_needs_evidence=needs, roll=terms.roll or preset.roll)
    return terms


def _refuse(code: str, field: str, sentence: Sentence) -> NoReturn:
    raise Refused(code, sentence, field=field)
