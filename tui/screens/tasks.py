"""The open tasks, those due first: a plain list that leads to the unit or the claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import ClaimLine, Draft, Task
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.verdicts import when
from tui.widgets import words
from tui.widgets.drafts import draft_line, unlinked_line
from tui.widgets.lines import Line, LineWidget


class TasksScreen(DeskScreen[None]):
    """The place of the tasks."""

    CSS_PATH = "tasks.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("tasks")]
    AUTO_FOCUS = None
    spot = "tasks"

    def __init__(self) -> None:
        """Begin without tasks."""
        super().__init__()
        self._tasks: tuple[Task, ...] = ()
        self._drafts: tuple[Draft, ...] = ()
        self._unlinked: tuple[ClaimLine, ...] = ()
        self._at = 0
        self._loaded = False

    @property
    def title_line(self) -> str:
        """The name of the place."""
        return _("Tasks")

    def content(self) -> ComposeResult:
        """Lay out the list."""
        yield LineWidget(id="tasks")

    def on_screen_resume(self) -> None:
        """Ask again: something may be done meanwhile."""
        super().on_screen_resume()
        self._load()

    @work(exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        try:
            self._tasks = await self.desk.tasks()
            self._drafts = await self.desk.drafts()
            self._unlinked = await self.desk.unlinked()
        except StoreError as refused:
            self.say(refused)
            return
        self._loaded = True
        self._at = min(self._at, max(len(self._listed()) - 1, 0))
        self.redraw()

    def _listed(self) -> list[Draft | ClaimLine | Task]:
        """Return everything there is to choose, from top to bottom."""
        return [*self._drafts, *self._unlinked, *self._tasks]

    def frame(self) -> None:
        """Draw the list for the size of the screen."""
        super().frame()
        widget = self.query_one("#tasks", LineWidget)
        cells, room = self.size.width - 2, max(widget.size.height, 2)
        lines, chosen = self._lines(cells)
        top = min(max(chosen - room + 1, 0), max(len(lines) - room, 0))
        widget.show(lines[top : top + room])

    def _lines(self, cells: int) -> tuple[list[Line], int]:
        """Return all lines, and which of them is chosen."""
        today, at, chosen = self.desk.today(), 0, 0
        lines: list[Line] = []
        groups: tuple[tuple[str, Sequence[Draft | ClaimLine | Task]], ...] = (
            (_("Drafts, not sent off"), self._drafts),
            (_("Claims without a unit"), self._unlinked),
            (_("Open tasks"), self._tasks),
        )
        for title, group in groups:
            if group or title == groups[-1][0]:
                lines.append(text.rule(cells, [(title, "bright")]))
            for each in group:
                here = at == self._at
                chosen = len(lines) if here else chosen
                lines.append(self._any_line(each, here, cells, today))
                at += 1
        if self._loaded and not self._tasks:
            said = _("Nothing to do. Tasks come from claims, ratings and covers that end.")
            lines += [[], [("  ", ""), (said, "dim")]]
        return lines, chosen

    def _any_line(self, each: Draft | ClaimLine | Task, here: bool, cells: int, today: date) -> Line:
        if isinstance(each, Draft):
            return draft_line(each, here, cells, today)
        if isinstance(each, ClaimLine):
            return unlinked_line(each, here, cells)
        return self._line(each, here, cells)

    def _line(self, task: Task, here: bool, cells: int) -> Line:
        today, under = self.desk.today(), " chosen" if here else ""
        urgent = task.due is not None and task.due <= today
        late = task.due is not None and task.due < today
        role = "bad" if late else "warn" if urgent else "dim"
        sign = "! " if urgent else "› " if here else "  "
        due = when(task.due, today) if task.due else ""
        last: list[Span] = [(f"  {text.clean(task.claim or '', 20)}  ", f"dim{under}")]
        last.append((text.right(due, 16), f"{role}{under}"))
        first: list[Span] = [(sign, f"{role if urgent else 'accent'}{under}")]
        first.append((words.value(text.clean(task.title)), f"bright{under}"))
        return [(part, kind or under.strip()) for part, kind in text.line(cells, first, last)]

    def action_task_up(self) -> None:
        """Choose the task above."""
        self._choose(-1)

    def action_task_down(self) -> None:
        """Choose the task below."""
        self._choose(1)

    def _choose(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self._listed()) - 1, 0))
        self.redraw()

    async def action_open_unit(self) -> None:
        """Go on with the draft, or open the claim of the task, or its unit on the Counter."""
        listed = self._listed()
        if not listed:
            return
        chosen = listed[self._at]
        if isinstance(chosen, Draft):
            self._go_on(chosen)
        elif isinstance(chosen, ClaimLine):
            self.house.open_page("claim", chosen.number)
        elif chosen.claim:
            self.house.open_page("claim", chosen.claim)
        elif chosen.unit_id:
            try:
                serial = self.desk.card(chosen.unit_id).unit.serial
            except StoreError as refused:
                self.say(refused)
                return
            await self.house.scanned(serial)

    def _go_on(self, draft: Draft) -> None:
        """Open the form a draft belongs to."""
        pages = {"unknown": "unknown", "register": "registering"}
        if draft.kind in pages:
            self.house.open_page(pages[draft.kind], "", draft.about)
        elif draft.number:
            self.house.open_page("claim", draft.number, draft.kind)
        elif draft.unit_id:
            self.house.open_page("filing", draft.unit_id)

    @work(exit_on_error=False)
    async def action_forget(self) -> None:
        """Forget the chosen draft."""
        listed = self._listed()
        chosen = listed[self._at] if listed else None
        if isinstance(chosen, Draft):
            await self.desk.discard_draft(chosen.about)
            self._load()
        else:
            self.say(_("Only drafts can be forgotten here."))
