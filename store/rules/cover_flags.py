"""Section 4: which flags an answer carries, exactly when."""

from __future__ import annotations

from datetime import date

from store.rules.calendar import is_working, plus
from store.rules.case import Terms
from store.rules.cover_life import Life
from store.rules.cover_status import Finding, find
from store.rules.cover_stops import approved, meter, voids_of
from store.rules.cover_terms import bought_too_late, excludes, not_offered

_BY_KIND = {
    "legal": "LEGAL_SELLER",
    "plan": "PLAN",
    "contract": "CONTRACT",
    "window": "RETURN_WINDOW",
    "repair": "REPAIR_WARRANTY",
    "part": "PART_WARRANTY",
}


def flags(found: Finding) -> frozenset[str]:
    """Return the flags of an answer."""
    if found.ambiguous:
        return frozenset(("AMBIGUOUS_SERIAL",))
    typed = found.case.typed
    marks = {"NORMALISED_MATCH"} if typed is not None and typed != found.case.unit.serial else set()
    if found.recalls:
        marks.add("RECALL")
    if found.retired is not None:
        return frozenset(marks | {"REFUNDED"} if found.retired.refunded else marks)
    marks |= _always(found) | _of_shown(found) | _of_in_force(found)
    if found.status == "COVERED":
        marks |= _of_covered(found)
    if found.status in ("EXPIRED", "GAP"):
        marks |= _of_ended(found)
    return frozenset(marks)


def _always(found: Finding) -> set[str]:
    """Return the flags of the case itself."""
    case = found.case
    marks = {flag for _, undated in found.undated for flag in undated.flags}
    for terms in case.policies:
        if bought_too_late(terms, case.unit):
            marks.add("PLAN_INELIGIBLE")
        if case.component and excludes(terms, case.component) and not not_offered(terms, case.unit):
            marks.add("EXCLUDED")
    if found.status != "COVERED" and case.failed is not None and find(case, case.failed).status == "COVERED":
        marks.add("FAILURE_DATE_CLAIMED")
    return marks


def _of_shown(found: Finding) -> set[str]:
    """Return the flags gathered by the covers of the shown block, and of its end."""
    marks = {flag for life in found.shown for flag in life.flags}
    if any(life.end is None for life in found.shown):
        marks.add("LIFETIME")
    site = found.case.site
    if found.end is not None and not is_working(found.end, site.working, site.holidays):
        marks.add("ENDS_NONWORKING")
    return marks


def _of_in_force(found: Finding) -> set[str]:
    """Return the flags of the covers whose dates include the day, stopped or not."""
    marks: set[str] = set()
    for life in found.in_force:
        marks |= _usage(life, found)
        terms = life.terms
        if _used_up(terms, found):
            marks.add("CLAIM_CAP")
        if any(not void.evidence for void in voids_of(terms, found.history)):
            marks.add("NEEDS_EVIDENCE")
    return marks


def _used_up(terms: Terms, found: Finding) -> bool:
    return terms.max_claims is not None and approved(terms, found.history) >= terms.max_claims


def _usage(life: Life, found: Finding) -> set[str]:
    if life.line.measure is None:
        return set()
    read = meter(life.line, found.history)
    if read.highest is None:
        return {"USAGE_UNKNOWN"}
    marks = {"USAGE_REGRESSION"} if read.fell else set()
    if read.highest > life.line.most:
        marks.add("USAGE_CAP")
    elif 10 * read.highest >= 9 * life.line.most:
        marks.add("USAGE_NEAR")
    return marks


def _of_covered(found: Finding) -> set[str]:
    """Return the flags that only a COVERED answer has."""
    marks = {"LAST_DAY"} if found.end == found.on else set()
    paying = found.paying
    if any(life.line.parts for life in paying) and not any(life.line.labour for life in paying):
        marks.add("PARTS_ONLY")
    for life in paying:
        if life.terms.kind in _BY_KIND:
            marks.add(_BY_KIND[life.terms.kind])
        if life.terms.seller_proves is not None:
            until = plus(life.start, life.terms.seller_proves)
            marks.add("BURDEN_SELLER" if found.on <= until else "BURDEN_CUSTOMER")
    return marks


def _of_ended(found: Finding) -> set[str]:
    """Return the hints for a refusal that a supervisor may soften."""
    marks = {"BOUNDARY"} if ended_yesterday(found) else set()
    return marks | {"GOODWILL_CANDIDATE"} if goodwill(found) else marks


def ended_yesterday(found: Finding) -> bool:
    """Tell whether the day asked about is the first one without cover."""
    ended = found.status in ("EXPIRED", "GAP") and found.end is not None
    return ended and found.end is not None and (found.on - found.end).days == 1


def goodwill(found: Finding) -> list[tuple[date, Terms]]:
    """Return until when goodwill may be asked for, and by which policy: ended covers that are not stopped."""
    if found.status not in ("EXPIRED", "GAP"):
        return []
    windows = [
        (plus(life.end, life.terms.goodwill_window), life.terms)
        for life in found.covers
        if life.terms.goodwill_window and life.end and life.end < found.on and not life.stop
    ]
    return [window for window in windows if found.on <= window[0]]
