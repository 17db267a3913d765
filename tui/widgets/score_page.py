"""The Score place as lines: the number, its warnings, the trend and the parts; wide enough, side by side.

Every region has its lines from the start, so that nothing moves when what it shows arrives.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.records import Alert, Beside, Month, Score
from store.report import words
from store.wording import _, ngettext
from tui import text
from tui.commands import command_for, shown
from tui.text import Span
from tui.widgets import score as drawn
from tui.widgets.lines import Line, more_below
from tui.widgets.trend import draw
from tui.widgets.trend import room as trend_room

WIDE = 108
"""From so many cells on, trend and parts stand side by side."""
PAGES = ("loyalty", "effort", "pareto", "benchmarks", "reopened")
"""Commands that have no room in the footer and are named above it."""
OF_PEOPLE = ("agent", "technician")
TREND, TREND_WIDE = 9, 15


@dataclass(frozen=True, slots=True)
class Shown:
    """What the place shows now."""

    by: str
    score: Score | None = None
    months: tuple[Month, ...] = ()
    beside: Beside | None = None
    top: int = 0
    """First part in sight."""
    role: str = "agent"
    team: bool = True
    """The parts of a split of people are everybody's, and not only one's own."""
    refused: str = ""
    """Why there are no parts."""


def room(cells: int, height: int) -> int:
    """Return how many parts are in sight at once."""
    return max(height - 7 - (15 if cells >= WIDE else TREND), 1)


def page(now: Shown, cells: int, height: int) -> list[Line]:
    """Return exactly `height` lines of at most `cells` cells."""
    score = now.score
    if score is None:
        return [text.rule(cells, [])]
    top: list[Line] = [
        warning_rule(now.beside.alerts if now.beside else (), cells),
        *drawn.head(score, cells),
    ]
    below = height - len(top) - 1
    if cells >= WIDE:
        rest = [[], *_columns(now, score, cells, below - 1)]
    else:
        rest = [_mix_line(now, score, cells), *_trend(now, cells, TREND)]
        rest += _parts(now, score, cells, below - len(rest))
    lines = [*top, *rest][: height - 1]
    return [*lines, *[[]] * (height - 1 - len(lines)), more_line(now.role, cells)]


def more_line(role: str, cells: int) -> Line:
    """Name the commands that the footer has no room for."""
    spans: list[Span] = []
    for name in PAGES:
        command = command_for("score", name)
        if command is not None and command.may(role):
            spans += [(f" {shown(command.keys[0])} ", "accent"), (f"{_(command.title)}  ", "dim")]
    return text.line(cells, spans)


def warning_rule(alerts: tuple[Alert, ...], cells: int) -> Line:
    """Return the rule below the title, with what is out of the ordinary in it."""
    loud = [each for each in alerts if each.level == "alert"]
    quiet = len(alerts) - len(loud)
    spans: list[Span] = []
    if loud:
        said = ngettext("{n} alert", "{n} alerts", len(loud)).format(n=len(loud))
        spans += [("! ", "bad"), (said, "bad strong")]
    if quiet:
        said = _("{n} to watch").format(n=quiet)
        spans += [(" · " if loud else "· ", "dim"), (said, "warn")]
    if loud:
        spans += [("  ", ""), (text.words(loud[0].message), "dim")]
    return text.rule(cells, spans)


def _mix_line(now: Shown, score: Score, cells: int) -> Line:
    """Say in one line what the score would be at equal response, and how it was before."""
    spans = _mix(now)
    before = _before(now)
    if spans and before:
        spans.append(("  ·  ", "dim"))
    return text.line(cells, [*spans, *before])


def _mix(now: Shown) -> list[Span]:
    mixed = now.beside.mixed if now.beside else None
    if mixed is None or now.score is None:
        return []
    title: Span = (_("at equal response") + " ", "dim")
    if mixed.nps is None:
        if not mixed.silent:
            return []
        silent = ngettext("{n} silent", "{n} silent", len(mixed.silent)).format(n=len(mixed.silent))
        return [title, (_("n/a"), "bright"), (f", {silent}", "dim")]
    ends = f"{drawn.number(mixed.low)} … {drawn.number(mixed.high)}"
    return [title, (drawn.number(float(mixed.nps)), "bright"), (f"  {ends}", "dim")]


def _before(now: Shown) -> list[Span]:
    change = now.beside.change if now.beside else None
    if change is None or change.points is None:
        return []
    spans: list[Span] = [(_("the period before") + " ", "dim"), (change.before.shown, "bright")]
    equal = change.at_equal_mix
    if equal is not None:
        said = _("{points} at equal mix").format(points=drawn.number(float(equal)))
        spans.append((f", {said}", "dim"))
    if not change.comparable:
        spans += [("  ! ", "warn"), (_("the mix changed"), "warn")]
    return spans


def _trend(now: Shown, cells: int, height: int) -> list[Line]:
    months = now.months[-trend_room(cells) :]
    said = _("Twelve months")
    if 0 < len(months) < 12:
        said = ngettext("{n} month", "{n} months", len(months)).format(n=len(months))
    title: list[Span] = [(said, "bright"), ("  ", ""), ("▀▀", "accent")]
    title += [(" " + _("score"), "dim"), ("  ░░", "dim"), (" " + _("its range, 95 %"), "dim")]
    lines: list[Line] = [text.rule(cells, title)]
    if not any(month.score.n for month in months):
        said = _("No answers in these months yet.")
        return [*lines, [("  ", ""), (said, "dim")], *[[]] * (height - 2)]
    return [*lines, *draw(months, cells, height - 1, text.month)]


def _parts(now: Shown, score: Score, cells: int, height: int) -> list[Line]:
    """Return the rule and the parts in sight; what is silent is named in the rule."""
    within = max(height - 1, 1)
    notes = {
        each.product: _fell(each)
        for each in (now.beside.alerts if now.beside else ())
        if each.kind == "nps_fall" and now.by == "product"
    }
    lines: list[Line] = [
        drawn.part(part, cells, text.clean(words.part(now.by, part.key)), notes.get(part.key))
        for part in score.by
    ]
    known = {part.key for part in score.by if not part.n}
    lines += [_silent(each, cells) for each in score.silent if each not in known and score.by]
    top = min(now.top, max(len(lines) - within, 0))
    rest = len(lines) - top - within
    title: list[Span] = [(_(words.SPLITS[now.by]), "bright")]
    if now.by in OF_PEOPLE and not now.team:
        title.append(("  " + _("only your own"), "dim"))
    title += more_below(rest)
    if silent := words.silent(now.by, score):
        named = ", ".join(text.clean(each) for each in silent)
        title.append(("  " + _("silent: {parts}").format(parts=named), "warn"))
    if not lines:
        said = now.refused or _("No answers in this window. They come when claims are closed and rated.")
        if now.by in OF_PEOPLE and not now.team:
            said = now.refused or _("Of the team you see only yourself; no claim here is yours.")
        lines = [[("  ", ""), (part, "dim")] for part in text.wrap(said, cells - 2, within)]
    return [text.rule(cells, title), *lines[top : top + within]]


def _silent(key: str, cells: int) -> Line:
    empty = Score(0, 0, 0, None, None, None, _("n/a"), None, key=key)
    return drawn.part(empty, cells, text.clean(key))


def _fell(alert: Alert) -> Span:
    if alert.level == "mix":
        return ("≈ " + _("mix"), "dim")
    loud = alert.level == "alert"
    return ("! " + _("fell") if loud else "· " + _("fell"), "bad strong" if loud else "warn")


def _columns(now: Shown, score: Score, cells: int, height: int) -> list[Line]:
    """Return trend, asked and warnings at the left, parts, mix and benchmarks at the right."""
    first = (cells - 3) // 2
    second = cells - 3 - first
    left = [*_trend(now, first, TREND_WIDE), [], *_asked(now, score, first), []]
    left += _warnings(now, first, height - len(left))
    below = [*_mix_block(now, score, second), [], *_benchmarks(now, score, second)]
    right = _parts(now, score, second, height - len(below) - 1)
    right += [[]] * (height - len(below) - len(right)) + below
    left += [[]] * (height - len(left))
    return [
        [*text.line(first, list(one)), ("   ", ""), *other]
        for one, other in zip(left[:height], right[:height], strict=True)
    ]


def _asked(now: Shown, score: Score, cells: int) -> list[Line]:
    """Say in six lines what came of asking."""
    lines: list[Line] = [text.rule(cells, [(_("Who was asked"), "bright")])]
    came = now.beside.invitations if now.beside else None
    rows: list[tuple[str, int]] = []
    if came is not None:
        rows = [(_("asked"), came.asked), (_("answered"), came.answered),
                (_("preferred not to answer"), came.declined), (_("not heard of"), came.waiting)]  # fmt: skip
        rows += [(_("not asked: {reason}").format(reason=words.reason(code)), n) for code, n in came.reasons]
    if score.unlinked:
        rows.append((_("answers to no claim of this desk"), score.unlinked))
    if score.unasked:
        rows.append((_("answers nobody was asked for"), score.unasked))
    for title, n in rows[:7]:
        lines.append(text.line(cells, [("  ", ""), (text.clean(title), "dim")], [(text.number(n), "bright")]))
    return [*lines, *[[]] * (8 - len(lines))]


def _warnings(now: Shown, cells: int, height: int) -> list[Line]:
    """Say what is out of the ordinary, as much of it as there is room for."""
    lines: list[Line] = [text.rule(cells, [(_("Warnings"), "bright")])]
    alerts = now.beside.alerts if now.beside else ()
    for each in alerts:
        sign, role = words.LEVELS.get(each.level, ("·", ""))[0], "bad" if each.level == "alert" else "warn"
        for n, part in enumerate(text.wrap(text.words(each.message), cells - 4, 3)):
            lines.append([("    " if n else f"  {sign} ", role), (part, "")])
    if now.beside and not alerts:
        lines.append([("  ", ""), (_("Nothing is out of the ordinary."), "dim")])
    return lines[:height]


def _mix_block(now: Shown, score: Score, cells: int) -> list[Line]:
    lines: list[Line] = [text.rule(cells, [(_("Mix"), "bright")])]
    lines.append([("  " + _("as it stands") + " ", "dim"), (score.shown, "bright")])
    lines.append(text.line(cells, [("  ", ""), *_mix(now)]))
    mixed = now.beside.mixed if now.beside else None
    silent = ", ".join(words.part(now.by, each) for each in mixed.silent) if mixed else ""
    lines.append(text.line(cells, [("  ", ""), (text.clean(silent), "warn")]))
    return [*lines, text.line(cells, [("  ", ""), *_before(now)])]


def _benchmarks(now: Shown, score: Score, cells: int) -> list[Line]:
    lines: list[Line] = [text.rule(cells, [(_("Benchmarks"), "bright")])]
    known = now.beside.benchmarks if now.beside else ()
    for each in known[:3]:
        tail: list[Span] = [(f"  {float(each.value):+g}", "bright"), (f"  {words.age(each.age_days)}", "dim")]
        lines.append(text.line(cells, [("  ", ""), (text.clean(each.title), "")], tail))
    if now.beside and not known:
        said = _("None is entered; b leads there.")
        lines.append([("  ", ""), (said, "dim")])
    return [*lines, *[[]] * (4 - len(lines))]
