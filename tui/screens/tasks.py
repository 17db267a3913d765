"""The open tasks, those due first: a plain list that leads to the unit or the claim."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Task
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.text import Span
from tui.verdicts import when
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
        except StoreError as refused:
            self.say(refused)
            return
        self._loaded = True
        self._at = min(self._at, max(len(self._tasks) - 1, 0))
        self.frame()

    def frame(self) -> None:
        """Draw the list for the size of the screen."""
        super().frame()
        widget = self.query_one("#tasks", LineWidget)
        cells, room = self.size.width - 2, max(widget.size.height - 1, 1)
        top = min(max(self._at - room + 1, 0), max(len(self._tasks) - room, 0))
        lines: list[Line] = [text.rule(cells, [(_("Open tasks"), "bright")])]
        for n, task in enumerate(self._tasks[top : top + room], top):
            lines.append(self._line(task, n == self._at, cells))
        if self._loaded and not self._tasks:
            said = _("Nothing to do. Tasks come from claims, ratings and covers that end.")
            lines += [[], [("  ", ""), (said, "dim")]]
        widget.show(lines)

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
        first.append((text.clean(task.title), f"bright{under}"))
        return [(part, kind or under.strip()) for part, kind in text.line(cells, first, last)]

    def action_task_up(self) -> None:
        """Choose the task above."""
        self._choose(-1)

    def action_task_down(self) -> None:
        """Choose the task below."""
        self._choose(1)

    def _choose(self, step: int) -> None:
        self._at = min(max(self._at + step, 0), max(len(self._tasks) - 1, 0))
        self.frame()

    async def action_open_unit(self) -> None:
        """Open the claim of the task, or its unit on the Counter."""
        if not self._tasks:
            return
        task = self._tasks[self._at]
        if task.claim:
            self.house.open_page("claim", task.claim)
        elif task.unit_id:
            try:
                serial = self.desk.card(task.unit_id).unit.serial
            except StoreError as refused:
                self.say(refused)
                return
            await self.house.scanned(serial)
