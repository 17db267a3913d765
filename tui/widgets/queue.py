"""A long list of claims that draws only the lines in sight; whoever owns it brings more when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message

from store.records import ClaimLine
from store.wording import _
from tui import text
from tui.text import Span
from tui.widgets import words, work_words
from tui.widgets.lines import Line, LineWidget

WIDE = 114
"""From so many cells on there are columns for the fault and the day of filing."""
AHEAD = 10
"""So many lines before the end of what is known more is asked for."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths of the columns, in cells."""

    number: int
    state: int
    unit: int
    customer: int
    fault: int = 0
    filed: int = 0
    due: int = 8
    law: int = 8


def columns(cells: int) -> Columns:
    """Return the widths for a list of `cells` cells; what is over goes to unit and customer."""
    if cells >= WIDE:
        spare = cells - WIDE
        return Columns(12, 19, 21 + spare // 3, 16 + spare // 3, 16 + spare - 2 * (spare // 3), 12)
    spare = max(cells - 78, 0)
    return Columns(11, 19, 18 + spare // 2, 14 + spare - spare // 2, due=6)


def heading(cells: int, working: bool = False) -> Line:
    """Return the names of the columns; for somebody at work, what is next in the customer's place."""
    wide = columns(cells)
    spans: list[Span] = [("  ", ""), (text.left(_("number"), wide.number), "dim")]
    spans += [(text.left(_("state"), wide.state), "dim"), (text.left(_("unit"), wide.unit), "dim")]
    spans.append((text.left(_("next") if working else _("customer"), wide.customer), "dim"))
    if wide.fault:
        spans += [(text.left(_("fault"), wide.fault), "dim"), (text.right(_("filed"), wide.filed), "dim")]
    return [*spans, (text.right(_("due"), wide.due), "dim"), (text.right(_("law") + "  ", wide.law), "dim")]


def row(claim: ClaimLine, cells: int, chosen: bool, working: bool = False) -> Line:
    """Return one claim as a line of the list; for somebody at work, with what is next."""
    wide = columns(cells)
    under = " chosen" if chosen else ""
    late = any(
        left is not None and left < 0 for left in (claim.clocks.service_left, claim.clocks.statutory_left)
    )
    sign: Span = ("! ", f"bad{under}") if late else ("› " if chosen else "  ", f"accent{under}")
    state = text.left("".join(part for part, _role in words.state(claim.state)), wide.state - 1)
    role = words.state(claim.state)[0][1]
    spans: list[Span] = [
        sign,
        (text.left(text.clean(claim.number), wide.number - 2), f"bright{under}"),
        ("  ", under),
    ]
    spans += [(state, f"{role}{under}"), (" ", under)]
    spans += [(text.left(_unit(claim, wide.unit - 2), wide.unit - 2), under.strip()), ("  ", under)]
    third = work_words.next_step(claim.state, claim.waiting) if working else claim.customer or "–"
    customer = text.left(third, wide.customer - 2)
    spans += [(customer, f"bright{under}" if chosen else ""), ("  ", under)]
    if wide.fault:
        fault = text.left(claim.fault_title or claim.fault or "–", wide.fault - 1)
        filed = text.day(claim.filed_on) if claim.filed_on else "–"
        spans += [(fault, under.strip()), (" ", under), (text.right(filed, wide.filed), f"dim{under}")]
    for (said, urgency), room in (
        (words.service(claim.clocks), wide.due),
        (words.law(claim.clocks), wide.law),
    ):
        spans.append((text.right(said, room), f"{urgency}{under}"))
    return text.line(cells, [(part, kind.strip()) for part, kind in spans])


def _unit(claim: ClaimLine, cells: int) -> str:
    """Name a unit by the first word of its product and both ends of its serial."""
    product = text.cut(text.clean(claim.product).split(" ", 1)[0], max(cells // 2 - 1, 4))
    return f"{product} {text.middle(claim.serial, max(cells - text.width(product) - 1, 3))}"


class QueueList(LineWidget, can_focus=True):
    """The list: ↑↓ choose, and near the end of what is known it asks for more."""

    class Chosen(Message):
        """Another claim is chosen, or none."""

    class More(Message):
        """The end of what is known is near."""

    class Opened(Message):
        """The chosen claim was clicked."""

    def __init__(self) -> None:
        """Begin without claims."""
        super().__init__(id="queue")
        self._claims: tuple[ClaimLine, ...] = ()
        self._at = 0
        self._top = 0
        self._empty = ""
        self._working = False

    @property
    def claim(self) -> ClaimLine | None:
        """The chosen claim."""
        return self._claims[self._at] if self._at < len(self._claims) else None

    def put(self, claims: Sequence[ClaimLine], empty: str = "", working: bool = False) -> None:
        """Show `claims`, the same one chosen if it is still there; `empty` says what to do where none is."""
        before = self.claim
        self._claims, self._empty, self._working = tuple(claims), empty, working
        numbers = [claim.number for claim in self._claims]
        if before is not None and before.number in numbers:
            self._at = numbers.index(before.number)
        self._at = min(self._at, max(len(numbers) - 1, 0))
        self.draw()
        self.post_message(self.Chosen())

    def first(self) -> None:
        """Choose the first claim."""
        self.move(-len(self._claims))

    def move(self, steps: int) -> None:
        """Choose another claim."""
        self._at = min(max(self._at + steps, 0), max(len(self._claims) - 1, 0))
        self.draw()
        self.post_message(self.Chosen())
        if self._at + AHEAD >= len(self._claims):
            self.post_message(self.More())

    def page(self, steps: int) -> None:
        """Choose a claim a page away."""
        self.move(steps * max(self.size.height - 1, 1))

    def draw(self) -> None:
        """Draw the lines in sight."""
        height, cells = self.size.height, self.size.width
        if not self._claims:
            self.show([[], [("  ", ""), (text.cut(self._empty, max(cells - 4, 0)), "dim")]])
            return
        self._top = min(max(self._top, self._at - height + 1), self._at)
        page = self._claims[self._top : self._top + height]
        self.show(
            [row(claim, cells, self._top + n == self._at, self._working) for n, claim in enumerate(page)]
        )

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size."""
        self.draw()

    def on_click(self, event: Click) -> None:
        """Choose what was clicked; open what was chosen already."""
        to = self._top + event.y
        if to < len(self._claims):
            same = to == self._at
            self.move(to - self._at)
            if same:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go down with the wheel."""
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go up with the wheel."""
        self.move(-3)
