"""The first line: where we are, who works, and the running score, honest about few answers."""

from __future__ import annotations

from collections.abc import Sequence

from store.records import Month, Score
from store.rules.nps import caption
from store.wording import _, ngettext
from tui.text import Span, clean, line, number, shortened, span_width, width, words
from tui.widgets.lines import LineWidget

_BARS = "▁▂▃▄▅▆▇█"
_LEAST = 8
"""Cells that a title keeps, and less than which no name is begun."""


def bar(score: Score) -> str:
    """Return one bar for a month, on the whole scale from -100 to 100; a dot where nobody answered."""
    if score.nps is None or not score.stands:
        return "·"
    return _BARS[min(7, int((float(score.nps) + 100) / 25))]


def score_spans(score: Score, trend: tuple[Month, ...] = ()) -> list[Span]:
    """Return the running score in words: score, half its range, trend and how many answers."""
    answers = ngettext("{n} answer", "{n} answers", score.n).format(n=number(score.n))
    if not score.n:
        return [(_("NPS"), "dim"), (" " + _("n/a"), ""), ("  " + _("no answers yet"), "dim")]
    if not score.stands:
        return [(_("NPS") + " ", "dim"), (words(caption(score)), "")]
    spans: list[Span] = [(_("NPS") + " ", "dim"), (score.display, "bright strong")]
    if score.low is not None and score.high is not None:
        spans.append((f" ±{(score.high - score.low) / 2:.0f}", "dim"))
    if trend:
        spans += [(" ", ""), ("".join(bar(month.score) for month in trend), "accent")]
    return [*spans, (f"  {answers}", "dim")]


def place_spans(title: str, loud: Sequence[str], names: Sequence[str], cells: int) -> list[Span]:
    """Return the `title` of a place, what is `loud`, and the `names` of who works where, in `cells` cells.

    What is loud keeps its room: the title is shortened to make some, the names take what is left.
    """
    taken = sum(width(each) + 2 for each in loud)
    spans: list[Span] = [(" ", ""), (shortened(title, max(cells - 1 - taken, _LEAST)), "accent strong")]
    for each in loud:
        spans += [("  ", ""), (each, "warn strong")]
    room = cells - span_width(spans) - 3
    if any(names) and room >= _LEAST:
        spans += [
            ("   ", ""),
            (shortened(" · ".join(clean(name, 60) for name in names if name), room), "dim"),
        ]
    return spans


class Header(LineWidget):
    """Counterpane, desk and agent at the left, the running score at the right."""

    def tell(self, title: str, names: Sequence[str], score: list[Span], loud: Sequence[str] = ()) -> None:
        """Show the `title` of the place, what is `loud`, the `names` of who works where, and the `score`."""
        last = [("  ", ""), *score, (" ", "")]
        first = place_spans(title, loud, names, self.size.width - span_width(last))
        self.show([line(self.size.width, first, last)])
