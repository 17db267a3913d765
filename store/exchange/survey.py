"""A look over the whole file before anything is taken in: dates, untitled columns, quantities.

The first chunk is enough where every date is written year first. Otherwise all rows are looked at, for
one 25/12 in the last row decides how 03/04 is meant in the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from store.errors import Unreadable
from store.exchange.columns import DATES
from store.exchange.dates import ORDER_NAMES, ORDERS, Evidence, Style, decide, gather, readings, span
from store.exchange.plan import Plan
from store.exchange.reader import chunks
from store.exchange.source import Notice, unreadable
from store.wording import N_, Sentence, say


def surveyed(plan: Plan, given: str | None) -> Plan:
    """Return the plan with the style of each date column and what a person should know.

    Raises:
        Unreadable: AMBIGUOUS_DATES, CONTRADICTORY_DATES or UNNAMED_COLUMN.
    """
    if given is not None and given not in ORDERS:
        raise unreadable("DATE_ORDER", say(N_("{order} is no order of dates: dmy, mdy or ymd."), order=given))
    seen = {name: Evidence(Counter(), {}) for name in DATES if name in plan.columns}
    width = len(plan.source.header)
    notices: list[Notice] = []
    for number, chunk in enumerate(chunks(plan.source)):
        rows = [cells for cells in chunk.records if len(cells) == width]
        for name, evidence in seen.items():
            place = plan.columns[name][0]
            gather(evidence, [cells[place] for cells in rows], span(name, plan.today))
        if number == 0:
            _refuse_untitled(plan, rows)
            notices += _quantities(plan, rows)
        if all(set(evidence.families) == {"year"} for evidence in seen.values()):
            break
    for name, value in plan.constants.items():
        if name in DATES:
            seen[name] = Evidence(Counter(), {})
            gather(seen[name], [value], span(name, plan.today))
    styles = _styles(plan, seen, given, notices)
    return replace(plan, styles=styles, notices=(*plan.notices, *notices))


def _refuse_untitled(plan: Plan, rows: list[list[str]]) -> None:
    for place in plan.untitled:
        example = next((cells[place].strip() for cells in rows if cells[place].strip()), None)
        if example is not None:
            sentence = say(
                N_(
                    "Column {number} has no title but holds {example}. Give it "
                    "one, or say what to do with it: "
                    "--map notes=#{number} or --map ignore=#{number}"
                ),
                number=place + 1,
                example=example[:40],
            )
            raise unreadable("UNNAMED_COLUMN", sentence, column=place + 1)


def _quantities(plan: Plan, rows: list[list[str]]) -> list[Notice]:
    if plan.quantity is None:
        return []
    many = [cells[plan.quantity].strip() for cells in rows if cells[plan.quantity].strip() not in {"", "1"}]
    if not many:
        return []
    sentence = say(
        N_("{n} row has a quantity other than 1 (such as {example}) but one serial; one unit is taken in."),
        N_(
            "{n} rows have a quantity other than 1 (such as {example}) but one "
            "serial; one unit is taken in for each."
        ),
        n=len(many),
        example=many[0][:20],
    )
    return [Notice("QUANTITY", sentence, ask=True)]


def _styles(
    plan: Plan, seen: Mapping[str, Evidence], given: str | None, notices: list[Notice]
) -> dict[str, Style]:
    styles = {name: decide(evidence, given) for name, evidence in seen.items()}
    proved = {style.order for name, style in styles.items() if style and seen[name].proves and style.order}
    settled: dict[str, Style] = {}
    for name, style in styles.items():
        evidence = seen[name]
        if style is None:
            if evidence.proves or len(proved) != 1:
                raise _undecided(plan, name, evidence)
            style = Style("three", next(iter(proved)))  # noqa: PLW2901 - another column of the file is proof
        settled[name] = style
        notices += _date_notices(plan, name, style, evidence, given)
    return settled


def _title(plan: Plan, name: str) -> str:
    places = plan.columns.get(name)
    return (plan.source.columns[places[0]] or f"#{places[0] + 1}") if places else name


def _order(order: str | None) -> Sentence:
    return say(ORDER_NAMES[order or "ymd"])


def _date_notices(plan: Plan, name: str, style: Style, evidence: Evidence, given: str | None) -> list[Notice]:
    if style.family != "three":
        return []
    notices = []
    column = _title(plan, name)
    if not given and evidence.both:
        proof = evidence.proves.get(style.order or "")
        sentence = say(
            N_("{column} is read as {order}, for {proof} fits no other; {n} date would also read otherwise."),
            N_(
                "{column} is read as {order}, for {proof} fits no other; {n} dates would also read otherwise."
            ),
            column=column,
            order=_order(style.order),
            proof=proof or say(N_("another column")),
            n=evidence.both,
        )
        notices.append(Notice("DATES_BY_EVIDENCE", sentence))
    if evidence.short:
        sentence = say(
            N_(
                "{column} has years of two digits, such as {example}: they are taken as no later than {year}."
            ),
            column=column,
            example=evidence.short,
            year=str(span(name, plan.today).pivot),
        )
        notices.append(Notice("TWO_DIGIT_YEARS", sentence))
    return notices


def _undecided(plan: Plan, name: str, evidence: Evidence) -> Unreadable:
    column = _title(plan, name)
    if len(evidence.proves) > 1:
        (one, first), (other, second) = list(evidence.proves.items())[:2]
        sentence = say(
            N_(
                "{column} holds {first}, which is {one}, and {second}, which is "
                "{other}. Nothing was taken in. Say how "
                "the dates are written, and the others go to the reject file: "
                "--date-order {a} or --date-order {b}"
            ),
            column=column,
            first=first,
            one=_order(one),
            second=second,
            other=_order(other),
            a=one,
            b=other,
        )
        return unreadable("CONTRADICTORY_DATES", sentence, column=column, orders=sorted(evidence.proves))
    example = evidence.open or ""
    ways = readings(example, span(name, plan.today))
    (one, day), (other, otherwise) = ways[0], ways[1]
    sentence = say(
        N_(
            "{column} cannot be told: {example} is {day} as {one} or {otherwise} "
            "as {other}. Nothing was taken in. "
            "Say which: --date-order {a} or --date-order {b}"
        ),
        column=column,
        example=example,
        day=day,
        one=_order(one),
        otherwise=otherwise,
        other=_order(other),
        a=one,
        b=other,
    )
    return unreadable(
        "AMBIGUOUS_DATES",
        sentence,
        column=column,
        example=example,
        readings={order: found.isoformat() for order, found in ways},
    )
