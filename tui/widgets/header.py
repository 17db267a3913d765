"""The first line: where we are, who works, and the running score, honest about few answers."""

from __future__ import annotations

from store.records import Month, Score
from store.rules.nps import caption
from store.wording import _, ngettext
from tui.text import Span, clean, line, number, words
from tui.widgets.lines import LineWidget

_BARS = "▁▂▃▄▅▆▇█"


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


class Header(LineWidget):
    """Counterpane, desk and agent at the left, the running score at the right."""

    def tell(self, title: str, who: list[str], score: list[Span], warning: str = "") -> None:
        """Show the `title` of the place, `who` works where, and the `score`; a `warning` before them."""
        names = " · ".join(clean(name, 60) for name in who if name)
        first: list[Span] = [(" ", ""), (title, "accent strong"), ("   ", ""), (names, "dim")]
        if warning:
            first[2:2] = [("  ", ""), (warning, "warn strong")]
        self.show([line(self.size.width, first, [("  ", ""), *score, (" ", "")])])
