"""A list that fills the screen: one line a thing, one chosen, more brought as the choice nears the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.events import Click

from store.errors import StoreError
from tui.screens.base import DeskScreen
from tui.text import Span, line
from tui.widgets.lines import Line, LineWidget

Item = TypeVar("Item")
AHEAD = 10
"""So many lines before the end of what is known more is asked for."""


class ListScreen(DeskScreen[None], Generic[Item]):
    """A list to choose from; a subclass brings the items and words them."""

    DEFAULT_CSS = """
    ListScreen #list { height: 1fr; margin: 0 1; width: 1fr; }
    ListScreen #detail { height: 4; margin: 0 1; width: 1fr; }
    """
    AUTO_FOCUS: ClassVar[str | None] = None
    page = 50
    """How many items are brought at once."""

    def __init__(self) -> None:
        """Begin without items."""
        super().__init__()
        self._items: list[Item] = []
        self._at = 0
        self._loaded = False
        self._whole = False

    def content(self) -> ComposeResult:
        """Lay out the list, and what there is to say of the chosen line below it."""
        yield LineWidget(id="list")
        yield LineWidget(id="detail")

    async def bring(self, known: Sequence[Item]) -> Sequence[Item]:
        """Return the items that come after those `known`, at most a `page` of them."""
        raise NotImplementedError

    def heading(self, cells: int) -> list[Line]:
        """Return the lines above the first item."""
        raise NotImplementedError

    def row(self, item: Item, cells: int) -> tuple[list[Span], list[Span]]:
        """Return what stands at the left and at the right of an item's line."""
        raise NotImplementedError

    def detail(self, item: Item, cells: int) -> list[Line]:
        """Return up to four lines about the chosen item."""
        raise NotImplementedError

    def nothing(self) -> str:
        """Say what to do where there is no item."""
        raise NotImplementedError

    @property
    def chosen(self) -> Item | None:
        """The chosen item."""
        return self._items[self._at] if self._at < len(self._items) else None

    def on_screen_resume(self) -> None:
        """Ask again: something may have changed meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        wanted, items = max(self.page, len(self._items)), list[Item]()
        while len(items) < wanted and await self._more(items):
            continue
        self._items, self._loaded = items, True
        self._at = min(self._at, max(len(items) - 1, 0))
        self.redraw()

    @work(exclusive=True, exit_on_error=False)
    async def _grow(self) -> None:
        await self._more(self._items)
        self.redraw()

    async def _more(self, items: list[Item]) -> bool:
        try:
            found = await self.bring(items)
        except StoreError as refused:
            self.say(refused)
            found = ()
        items.extend(found)
        self._whole = len(found) < self.page
        return not self._whole

    def frame(self) -> None:
        """Draw the list for the size of the screen."""
        super().frame()
        widget = self.query_one("#list", LineWidget)
        cells = self.size.width - 2
        lines = self.heading(cells)
        top, room = self._window()
        for n, item in enumerate(self._items[top : top + room], top):
            lines.append(self._line(item, n == self._at, cells))
        if self._loaded and not self._items:
            lines += [[], [("  ", ""), (self.nothing(), "dim")]]
        widget.show(lines)
        chosen = self.chosen
        self.query_one("#detail", LineWidget).show(self.detail(chosen, cells) if chosen is not None else [])

    def _window(self) -> tuple[int, int]:
        """Return the first item in sight and how many there is room for."""
        room = max(self.query_one("#list", LineWidget).size.height - len(self.heading(80)), 1)
        return min(max(self._at - room + 1, 0), max(len(self._items) - room, 0)), room

    def _line(self, item: Item, here: bool, cells: int) -> Line:
        under = " chosen" if here else ""
        first, last = self.row(item, cells - 2)
        spans = line(cells, [("› " if here else "  ", "accent"), *first], last)
        return [(part, f"{role}{under}".strip()) for part, role in spans]

    def _choose(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self._items) - 1, 0))
        if not self._whole and self._loaded and self._at + AHEAD >= len(self._items):
            self._grow()
        self.redraw()

    def on_click(self, event: Click) -> None:
        """Choose the line that was clicked."""
        if event.widget is not None and event.widget.id == "list":
            top, _room = self._window()
            self._choose(top + event.y - len(self.heading(80)) - self._at)

    def action_choose_up(self) -> None:
        """Choose the line above."""
        self._choose(-1)

    def action_choose_down(self) -> None:
        """Choose the line below."""
        self._choose(1)

    def action_page_up(self) -> None:
        """Choose a page further up."""
        self._choose(-self._window()[1])

    def action_page_down(self) -> None:
        """Choose a page further down."""
        self._choose(self._window()[1])
