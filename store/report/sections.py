"""The sections with charts: trend, splits, faults, loyalty, effort, benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from store.report import charts, words
from store.report.marks import Drawn, number, paragraph, percent, section, signed, table
from store.rules.nps import FEW
from store.wording import _, ngettext

if TYPE_CHECKING:
    from store.paper.tongue import Tongue
    from store.records import Effort, Month, Overview, Score

PARTS = 8
"""Lines of a split; the rest is summed up."""
FAULTS = 12
COLUMNS = ("name", "plot", "n", "span", "many")
"""What the columns of a table of scores hold."""
LONGEST = 24
"""Letters of a name in a chart."""


def trend(found: Overview, tongue: Tongue) -> str:
    """Return the months with their ranges."""
    months = found.months
    title = _("Twelve months, and the 95 % range as a band")
    if not any(month.score.stands for month in months):
        return section(title, paragraph(_("No month has answers enough for a score yet."), "soft"))
    points = [_point(month, tongue) for month in months]
    foot = _("Below each month: its answers. A month with fewer than {n} is left out.").format(n=FEW)
    return section(title, charts.trend(points, title), paragraph(foot, "soft"))


def _point(month: Month, tongue: Tongue) -> charts.Point:
    from babel.dates import format_date

    from store.paper.tongue import locale

    score = month.score
    label = str(format_date(month.first, "LLL", locale=locale(tongue.language))).rstrip(".")[:3]
    value = float(score.nps) if score.stands and score.nps is not None else None
    return charts.Point(
        label, value, score.low or 0.0, score.high or 0.0, score.shown, number(score.n, tongue)
    )


def split_tables(found: Overview, tongue: Tongue) -> str:
    """Return every split as a table with the range of each part."""
    return "".join(_split(by, score, tongue) for by, score in found.splits if score.by)


def _split(by: str, score: Score, tongue: Tongue) -> str:
    parts = [part for part in score.by if part.n]
    shown, rest = parts[:PARTS], parts[PARTS:]
    rows: list[Sequence[str]] = [_row(by, part, tongue) for part in shown]
    told = []
    if rest:
        answers = sum(part.n for part in rest)
        template = ngettext("{parts} more with {n} answer", "{parts} more with {n} answers", answers)
        told.append(template.format(parts=number(len(rest), tongue), n=number(answers, tongue)))
    silent = words.silent(by, score)
    if silent:
        more = f" … +{len(silent) - PARTS}" if len(silent) > PARTS else ""
        told.append(_("Silent: {parts}").format(parts=", ".join(silent[:PARTS]) + more))
    head = ("", "", "NPS", _("range"), _("answers"))
    notes = "".join(paragraph(each, "soft") for each in told)
    return section(_(words.SPLITS[by]), table(head, rows, COLUMNS), notes)


def _row(by: str, part: Score, tongue: Tongue) -> tuple[str, ...]:
    name = cut(words.part(by, part.key), 40)
    if not part.stands or part.nps is None or part.low is None or part.high is None:
        return (name, counts(part), number(part.n, tongue))
    span = f"{signed(part.low)} … {signed(part.high)}"
    drawn = Drawn(charts.whisker(float(part.nps), part.low, part.high, f"{part.shown}, {span}"))
    return (name, drawn, part.shown, span, number(part.n, tongue) + (" !" if part.few else ""))


def counts(score: Score) -> str:
    """Say how many answers of each group there are, where they are too few for a score."""
    groups = (
        (score.promoters, ngettext("promoter", "promoters", score.promoters)),
        (score.passives, ngettext("passive", "passives", score.passives)),
        (score.detractors, ngettext("detractor", "detractors", score.detractors)),
    )
    return ", ".join(f"{count} {title}" for count, title in groups if count)


def cut(name: str, most: int) -> str:
    """Shorten a name to `most` letters."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def faults(found: Overview, tongue: Tongue) -> str:
    """Return the Pareto chart of faults, what repairs hold and what claims cost."""
    pareto = found.pareto
    if pareto is None or not pareto.faults:
        return ""
    bars = [
        (cut(each.title or _("not known"), LONGEST), each.claims, float(each.cumulative))
        for each in pareto.faults[:FAULTS]
    ]
    title = _("Faults by claims, and their share together")
    told = []
    rest = len(pareto.faults) - len(bars)
    if rest > 0:
        told.append(ngettext("{n} more fault", "{n} more faults", rest).format(n=number(rest, tongue)))
    if pareto.first_time_fix is not None:
        template = _("{held} of {all} repairs held at the first time ({share})")
        told.append(
            template.format(
                held=number(pareto.first_time, tongue),
                all=number(pareto.repaired, tongue),
                share=percent(pareto.first_time_fix, tongue),
            )
        )
    costs = pareto.costs
    if costs.average is not None:
        paid = ((_("maker"), costs.maker), (_("customer"), costs.customer), (_("goodwill"), costs.goodwill))
        template = _("{average} a claim; paid by {shares} in all")
        told.append(
            template.format(
                average=tongue.money(round(costs.average)),
                shares=", ".join(f"{name} {tongue.money(amount)}" for name, amount in paid),
            )
        )
    return section(title, charts.pareto(bars, title), *map(paragraph, told))


def loyalty(found: Overview, tongue: Tongue) -> str:
    """Return the answers by years as a customer: promoters full, passives light, detractors hatched."""
    rows: list[Sequence[str]] = []
    for n, each in enumerate(found.loyalty):
        score = each.score
        groups = (score.promoters, score.passives, score.detractors)
        if not score.n:
            continue
        drawn = Drawn(charts.groups(*groups, counts(score), f"years{n}", 120, 11))
        name, answers = words.part("tenure", each.years), number(score.n, tongue)
        span = f"{signed(score.low)} … {signed(score.high)}" if score.stands else _("too few")
        rows.append((name, drawn, score.shown, span, answers + (" !" if score.few else "")))
    if not rows:
        return ""
    head = (_("years with us"), "", "NPS", _("range"), _("answers"))
    note = _("Promoters full, passives light, detractors hatched.")
    made = table(head, rows, COLUMNS)
    return section(_("Loyalty and the score"), made, paragraph(note, "soft"))


def effort(found: Overview, tongue: Tongue) -> str:
    """Return what the last six months' claims have cost in trouble, the newest first."""
    months = [each for each in found.effort if each.closed or each.filed][-6:]
    if not months:
        return ""
    scores = {month.first: month.score for month in found.months}
    rows = [_effort(each, scores.get(each.first), tongue) for each in reversed(months)]
    head = (_("month"), "NPS", _("closed"), _("contacts"), _("hand-overs"), _("days"), _("reopened"))
    note = _("Contacts, hand-overs and days are per claim.")
    kinds = ("", *["n"] * 6)
    return section(_("Effort"), table(head, rows, kinds), paragraph(note, "soft"))


def _effort(each: Effort, score: Score | None, tongue: Tongue) -> tuple[str, ...]:
    def per(value: Fraction | None) -> str:
        return "–" if value is None else number(value, tongue, 1)

    return (
        f"{each.first:%Y-%m}",
        score.shown if score is not None and score.n else "·",
        number(each.closed, tongue),
        per(each.contacts),
        per(each.handovers),
        per(each.days),
        "–" if each.repeats is None else percent(each.repeats, tongue),
    )


def benchmarks(found: Overview, tongue: Tongue) -> str:
    """Return what others are said to score, each with its source, its method and how old it is."""
    known = found.beside.benchmarks
    title = _("Benchmarks")
    if not known:
        return section(title, paragraph(_("No benchmark is entered; none is built in."), "soft"))
    rows = []
    for each in known:
        value = float(each.value)
        shown = signed(value) if value == round(value) else f"{value:+.1f}"
        said = f"{tongue.short(each.measured)}, {words.age(each.age_days)}"
        rows.append((each.title, shown, said))
    notes = (paragraph(f"{each.title}: {each.source}; {each.method}", "soft") for each in known)
    return section(title, table(("", "NPS", _("measured")), rows, ("", "n", "n")), *notes)
