"""The score in words and lines: the number with its range, who answered, and its parts."""

from __future__ import annotations

from store.records import Score
from store.report.words import BANDS as TITLES
from store.rules.nps import signed
from store.wording import _, ngettext
from tui import text
from tui.text import Span
from tui.widgets.lines import Line

WITHIN = 10
"""Half the width of the range that a desk would like to reach, in points."""
DIGITS = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    "+": ("   ", "╺╋╸", "   "),
    "-": ("   ", "╺━╸", "   "),
    ".": (" ", " ", "."),
}
"""The letters of a large number, three lines high."""

_ROLES = {"critical": "bad", "improvement": "accent", "quality": "good", "excellence": "good"}
BANDS = {band: (title, _ROLES[band]) for band, title in TITLES.items()}
"""By band, its word and the role that repeats it."""


def number(value: float | None) -> str:
    """Return one end of a range as a whole number with its sign; nothing known is a dash."""
    return signed(value)


def span_of(score: Score) -> str:
    """Return the range of a score: +29 … +54."""
    return f"{number(score.low)} … {number(score.high)}"


def big(said: str) -> list[str]:
    """Return a short number in letters of three lines."""
    return ["".join(DIGITS[letter][row] for letter in said if letter in DIGITS) for row in range(3)]


def counted(reopened: bool, but: str = "") -> list[Span]:
    """Say in a title whether reopened claims are counted, `but` for what."""
    if reopened:
        said: Span = (_("with reopened claims"), "dim")
    else:
        said = (_("without reopened claims") + (f" ({but})" if but else ""), "warn")
    return [("  ", ""), said]


def head(score: Score, cells: int) -> list[Line]:
    """Return the three lines of the number itself: large, its range and band, who answered."""
    shown = score.stands
    number_lines = big(score.shown) if shown else ["", _("n/a") if not score.n else "", ""]
    room = (
        max((text.width(line) for line in number_lines), default=0) + 2 if shown else 5 if not score.n else 0
    )
    wide = room + (20 if shown else 24)
    right = [_groups(score), _answered(score), _shares(score, max(cells - wide - 2, 10))]
    lines: list[Line] = []
    for large, small, more in zip(number_lines, _head_left(score), right, strict=True):
        left: list[Span] = [(text.left(large, room), "bright strong"), *small]
        lines.append(text.line(cells, [*text.line(wide, left), *more]))
    return lines


def _head_left(score: Score) -> list[list[Span]]:
    """Say the range, the band, and whether it should be trusted."""
    if not score.n:
        return [[], [(_("no answers"), "dim")], []]
    if not score.stands:
        said = ngettext("{n} answer", "{n} answers", score.n).format(n=score.n)
        return [[(said, "bright strong")], [(_("too few for a score"), "warn")], []]
    title, role = BANDS.get(score.band or "", (score.band or "", "dim"))
    note: list[Span] = []
    if score.few:
        note = [("! ", "warn"), (_("few answers"), "warn")]
    elif score.crosses:
        note = [(_("crosses a band"), "dim")]
    return [[(span_of(score), "")], [(_(title), f"{role} strong")], note]


def _groups(score: Score) -> list[Span]:
    roles = ("good", "dim", "bad")
    counts = (score.promoters, score.passives, score.detractors)
    spans: list[Span] = []
    for count, word, role in zip(counts, _words(score), roles, strict=True):
        spans += [(" · ", "dim")] if spans else []
        spans += [(text.number(count), "bright"), (f" {word}", role)]
    return spans


def _words(score: Score) -> tuple[str, str, str]:
    """Return what the three groups are called beside their counts."""
    return (
        ngettext("promoter", "promoters", score.promoters),
        ngettext("passive", "passives", score.passives),
        ngettext("detractor", "detractors", score.detractors),
    )


def _count(score: Score) -> list[str]:
    """Return the groups that have answers, each with its count."""
    counts = (score.promoters, score.passives, score.detractors)
    return [f"{count} {word}" for count, word in zip(counts, _words(score), strict=True) if count]


def _answered(score: Score) -> list[Span]:
    answers = ngettext("{n} answer", "{n} answers", score.n).format(n=text.number(score.n))
    spans: list[Span] = [(answers, "bright")]
    rate = score.response_rate
    if rate is not None and rate > 1:
        spans.append((" · " + _("{n} asked in this time").format(n=text.number(score.invited or 0)), ""))
    elif rate is not None and score.invited:
        asked = _("of {invited} asked ({share} %)")
        answered = score.n if score.answered is None else score.answered
        if answered != score.n:
            asked = _("· {answered} of {invited} asked ({share} %)")
        said = asked.format(
            answered=text.number(answered),
            invited=text.number(score.invited),
            share=round(100 * rate),
        )
        spans.append((f" {said}", ""))
    elif score.invited == 0:
        spans.append((" " + _("and nobody was asked"), "dim"))
    wanted = dict(score.needed).get(WITHIN, 0)
    if score.n < wanted:
        more = _("±{points} needs {n}").format(points=WITHIN, n=text.number(wanted))
        spans += [("  ", ""), (more, "dim")]
    return spans


def _shares(score: Score, cells: int) -> list[Span]:
    """Draw the three groups as one bar, told apart by their letters of shade."""
    room = min(cells, 52)
    if not score.n:
        return [("┈" * room, "rule")]
    good = room * score.promoters // score.n
    bad = room * score.detractors // score.n
    return [("█" * good, "good"), ("▒" * (room - good - bad), "dim"), ("▚" * bad, "bad")]


def part(score: Score, cells: int, name: str = "", note: Span | None = None) -> Line:
    """Return one line of a split: its name, score, range and answers, and a note where there is one."""
    wide = max(min(cells - 44, 44), 14)
    spans: list[Span] = [("  ", ""), (text.left(name or score.key or "–", wide), "bright"), (" ", "")]
    answers = ngettext("{n} answer", "{n} answers", score.n).format(n=text.number(score.n))
    if not score.n:
        said = _("nobody answered — silent")
        if score.invited:
            said = _("no answers from {n} asked — silent").format(n=text.number(score.invited))
        return text.line(cells, [*spans, (text.right(_("n/a"), 6), "dim"), ("  ", ""), (said, "warn")])
    if not score.stands:
        counts = f"{answers}: {', '.join(_count(score))}"
        return [*spans, (text.cut(counts, max(cells - wide - 4, 8)), "dim")]
    role = BANDS.get(score.band or "", ("", "bright"))[1]
    low, high = text.right(number(score.low), 5), text.right(number(score.high), 5)
    spans += [(text.right(score.shown, 6), f"{role} strong"), (f"  {low} …{high}", "")]
    spans += [(text.right(answers, 12), "dim")]
    if note is not None:
        spans += [("  ", ""), note]
    elif score.few:
        spans += [("  ", ""), (_("few"), "warn")]
    return text.line(cells, spans)
