"""The sections that say how far the score can be trusted: summary, warnings, who was asked, mix, method."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from store.report import charts, words
from store.report.marks import number, paragraph, percent, section, signed, table
from store.rules.nps import FEW, MANY
from store.wording import N_, _, ngettext

if TYPE_CHECKING:
    from store.paper.tongue import Tongue
    from store.records import Overview, Score

TRADEMARK = N_(
    "Net Promoter, Net Promoter Score and NPS are registered trademarks of Bain & Company, Satmetrix Systems "
    "and Fred Reichheld."
)


def summary(found: Overview, tongue: Tongue) -> str:
    """Return the number itself, its range on the scale, and who answered."""
    score = found.score
    counts = _counts(score, tongue)
    if not score.stands or score.nps is None or score.low is None or score.high is None:
        said = _("too few for a score") if score.n else _("no answers")
        return (
            f'<div class="sum"><p class="big">{escape(score.shown)}</p>'
            f"<div>{paragraph(said)}{paragraph(_rate(score, tongue))}</div><div>{counts}</div></div>"
        )
    span = f"{signed(score.low)} … {signed(score.high)}"
    band = _(words.BANDS.get(score.band or "", score.band or ""))
    notes = [band]
    if score.few:
        notes.append(_("few answers"))
    if score.crosses:
        notes.append(_("the range crosses a band"))
    drawn = charts.scale(float(score.nps), score.low, score.high, f"{score.shown}, {span}")
    return (
        f'<div class="sum"><p class="big">{escape(score.shown)}</p><div>'
        f"{paragraph(_('95 % range {span}').format(span=span))}{drawn}{paragraph(' · '.join(notes))}</div>"
        f"<div>{counts}{paragraph(_rate(score, tongue))}</div></div>"
    )


def _counts(score: Score, tongue: Tongue) -> str:
    groups = (score.promoters, score.passives, score.detractors)
    titles = (
        ngettext("promoter", "promoters", groups[0]),
        ngettext("passive", "passives", groups[1]),
        ngettext("detractor", "detractors", groups[2]),
    )
    told = " · ".join(f"{number(count, tongue)} {title}" for count, title in zip(groups, titles, strict=True))
    drawn = charts.groups(*groups, told, "all") if score.n else ""
    return f"{drawn}{paragraph(told)}"


def _rate(score: Score, tongue: Tongue) -> str:
    answers = ngettext("{n} answer", "{n} answers", score.n).format(n=number(score.n, tongue))
    told = answers
    rate = score.response_rate
    if rate is not None and rate > 1:
        told += "; " + _("{n} asked in this time").format(n=number(score.invited or 0, tongue))
    elif rate is not None:
        asked = _("{answered} of {invited} asked have answered ({share})")
        told += "; " + asked.format(
            answered=number(score.n if score.answered is None else score.answered, tongue),
            invited=number(score.invited or 0, tongue),
            share=percent(rate, tongue),
        )
    if score.needed and score.n:
        points, needed = score.needed[0]
        if needed > score.n:
            told += "; " + _("±{points} needs {n}").format(points=points, n=number(needed, tongue))
    return told + "."


def warnings(found: Overview, tongue: Tongue) -> str:
    """Return what is out of the ordinary, loud things first; nothing is said as well."""
    alerts = found.beside.alerts
    if not alerts:
        return f'<div class="warn calm">{paragraph(_("Nothing is out of the ordinary."))}</div>'
    rows = ""
    for each in alerts:
        sign, level = words.LEVELS.get(each.level, ("·", each.level))
        said = each.message.read(tongue.short)
        since = " " + _("since {day}").format(day=tongue.short(each.since)) + "." if each.since else ""
        rows += (
            f'<li dir="auto"><span class="sign">{sign}</span><b>{escape(_(level))}:</b> '
            f'{escape(said)}<span class="soft">{escape(since)}</span></li>'
        )
    loud = any(each.level == "alert" for each in alerts)
    return f'<div class="warn{"" if loud else " calm"}"><ul>{rows}</ul></div>'


def asked(found: Overview, tongue: Tongue) -> str:
    """Return what came of asking, and who was not asked and why."""
    came = found.beside.invitations
    rows = [
        (_("asked"), came.asked),
        (_("answered"), came.answered),
        (_("preferred not to answer"), came.declined),
        (_("not heard of"), came.waiting),
        *[(_("not asked: {reason}").format(reason=words.reason(code)), n) for code, n in came.reasons],
    ]
    if found.score.unlinked:
        rows.append((_("answers to no claim of this desk"), found.score.unlinked))
    if found.score.unasked:
        rows.append((_("answers nobody was asked for"), found.score.unasked))
    shown = [(title, number(n, tongue)) for title, n in rows]
    return section(_("Who was asked"), table(("", ""), shown, ("", "n")))


def mix(found: Overview, tongue: Tongue) -> str:
    """Return the score at equal response, and what the period before says."""
    mixed, change = found.beside.mixed, found.beside.change
    told = []
    if mixed is not None and mixed.nps is not None:
        template = _("Weighed by all closed claims of each product instead of by who answered: {score}.")
        span = f"{signed(float(mixed.nps))} ({signed(mixed.low)} … {signed(mixed.high)})"
        told.append(template.format(score=span))
    elif mixed is not None and mixed.silent:
        names = _few(mixed.silent)
        told.append(_("No score at equal response: no answers from {parts}.").format(parts=names))
    if change is not None and change.points is not None:
        template = _("The period before: {before}, {n} answers; now {points} points against it.")
        told.append(
            template.format(
                before=change.before.shown,
                n=number(change.before.n, tongue),
                points=signed(float(change.points)),
            )
        )
        if change.at_equal_mix is not None:
            told.append(_("At equal mix: {points}.").format(points=signed(float(change.at_equal_mix))))
        if not change.comparable:
            told.append(_("The mix changed, or the response rate: compare with care."))
    return section(_("Mix"), *map(paragraph, told)) if told else ""


def _few(names: tuple[str, ...], most: int = 6) -> str:
    rest = len(names) - most
    listed = ", ".join(names[:most])
    return f"{listed} … +{rest}" if rest > 0 else listed


def method(found: Overview, tongue: Tongue) -> str:
    """Return how it was computed, what it cannot tell, and whose mark it is."""
    formula = _(
        "NPS = 100 × (promoters, 9–10, − detractors, 0–6) ÷ all answers. The range is the adjusted Wald "
        "interval, 95 %, drawn from −100 to +100; below {n} answers there are counts and no score; ! marks "
        "fewer than {many}."
    )
    bias = _(
        "No range covers the bias of who answers: read it with the response rate and the silent groups, "
        "and compare only periods with a similar rate and mix."
    )
    told = (
        formula.format(n=FEW, many=MANY),
        bias,
        _(TRADEMARK),
        _("Made by Counterpane on {day}.").format(day=tongue.day(found.today)),
    )
    return f"<footer>{''.join(map(paragraph, told))}</footer>"
