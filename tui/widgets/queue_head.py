"""The lines above a queue: what is late, which groups there are, and to what the one in sight is narrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.wording import N_, _, pgettext
from tui import text
from tui.text import Span
from tui.widgets import words
from tui.widgets.header import place_spans
from tui.widgets.lines import Line

VIEWS = {
    "open": N_("all open"),
    "mine": N_("mine"),
    "parts": N_("parts"),
    "ready": N_("ready"),
    "late": N_("late"),
    "conflict": N_("conflicts"),
    "closed": N_("closed"),
}
"""The groups of claims, in the order of the line that names them."""


def top(
    loud: Sequence[str], names: Sequence[str], score: list[Span], counts: Mapping[str, int], cells: int
) -> Line:
    """Say what is loud, whose desk it is, how much is late, due today and open, and the running score.

    The counts, the last first, make room for what is loud: the groups below count late and open claims too.
    """
    said: list[list[Span]] = []
    for name, title, role in (
        ("late", _("late"), "bad"),
        ("today", _("today"), "warn"),
        ("open", pgettext("claims", "open"), ""),
    ):
        count = counts.get(name, 0)
        said.append([(f"{title} ", role if count else "dim"), (text.number(count), "bright"), (" · ", "dim")])
    least = text.span_width(place_spans(_("Claims"), loud, (), cells))
    while loud and said and cells - text.span_width(_counted(said, score)) < least:
        said.pop()
    last = _counted(said, score)
    return text.line(cells, place_spans(_("Claims"), loud, names, cells - text.span_width(last)), last)


def _counted(said: Sequence[list[Span]], score: list[Span]) -> list[Span]:
    return [("  ", ""), *[span for part in said for span in part][:-1], ("   ", ""), *score, (" ", "")]


def narrowed(state: str | None, owner: tuple[str, str] | None) -> list[Span]:
    """Say to which state and to whose claims (id and name) the group is narrowed."""
    parts: list[Span] = []
    if state:
        parts += [*words.state(state), ("  ", "")]
    if owner:
        parts += [(_("owner {name}").format(name=text.cut(owner[1], 30)), "bright"), ("  ", "")]
    return [*parts, (_("esc shows all"), "dim")] if parts else []


def views(view: str, counts: Mapping[str, int], cells: int) -> Line:
    """Name the groups, the one in sight marked, with how many claims each holds."""
    spans: list[Span] = []
    for name, title in VIEWS.items():
        count, here = counts.get(name), name == view
        spans += [("› " if here else "  ", "accent"), (_(title), "bright strong" if here else "dim")]
        if count and name != "closed":
            spans.append((f" {text.number(count)}", "accent" if here else "dim"))
        spans.append((" ", ""))
    return text.line(cells, spans)
