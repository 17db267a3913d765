"""What every screen of the desk has: the desk, its commands, the first line and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.events import Key, Paste
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from store.errors import StoreError
from store.wording import Sentence, _, ngettext
from tui.commands import command_for, footer
from tui.widgets.footer import Footer
from tui.widgets.header import Header, score_spans
from tui.widgets.pasting import Told

if TYPE_CHECKING:
    from tui.app import CounterpaneApp
    from tui.desk import Desk

Result = TypeVar("Result")

WIDE = 110
"""From so many cells on regions may stand side by side; the screen then has the class ``-wide``."""


class DeskScreen(Screen[Result], Generic[Result]):
    """A screen that knows the desk; `spot` names the place in `tui.commands` whose commands it has now."""

    AUTO_FOCUS: ClassVar[str | None] = "*"
    spot: str = "page"
    takes_scans: ClassVar[bool] = True
    """False where a scan must not lead away: the screen turned to the customer."""
    lets: ClassVar[frozenset[str]] = frozenset()
    """Actions of the app that work here though `takes_scans` is false."""

    @property
    def house(self) -> CounterpaneApp:
        """The app, by its own type."""
        return cast("CounterpaneApp", self.app)

    @property
    def desk(self) -> Desk:
        """What the screens ask."""
        return self.house.desk

    @property
    def title_line(self) -> str:
        """What stands first in the first line."""
        return "Counterpane"

    def compose(self) -> ComposeResult:
        """Put the first line, the content and the last line below each other."""
        yield Header()
        yield from self.content()
        yield Footer()

    def content(self) -> ComposeResult:
        """Yield what lies between the first line and the last."""
        yield from ()

    def on_screen_resume(self) -> None:
        """Draw the first and the last line anew: score and agent may have changed."""
        self.call_after_refresh(self.redraw)

    def saved_meanwhile(self) -> None:
        """Draw anew: something was saved, perhaps in another window of this desk."""
        self.redraw()

    def on_resize(self) -> None:
        """Draw the first and the last line for the new size, and say where there is room side by side."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Draw what there is now; nothing is drawn on a screen that is being taken away, part by part."""
        if self.display:
            self.frame()

    def frame(self) -> None:
        """Draw the first line and the last; `redraw` asks for it."""
        for header in () if self.desk.away else self.query(Header):
            score = score_spans(self.desk.running(), self.desk.running_trend())
            header.tell(self.title_line, [self.desk.name, self.desk.agent.name], score, self.loud())
        self.keys()

    def loud(self) -> list[str]:
        """Say what the first line must not hide: nothing is saved, notices wait, anybody reads the file."""
        waiting = self.desk.inbox_waiting()
        said = ["! " + ngettext("{n} notice", "{n} notices", waiting).format(n=waiting)] if waiting else []
        if not (self.desk.encrypted or self.desk.throw_away):
            said.append("! " + _("not encrypted"))
        return [self.house.warning, *said] if self.house.warning else said

    def keys(self) -> None:
        """Draw the last line: the commands of the spot."""
        for line in self.query(Footer):
            line.tell(*footer(self.spot, self.desk.agent.role))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow a command to those who may use it; the store decides in the end."""
        command = command_for(self.spot, action)
        return command is None or command.may(self.desk.agent.role)

    def say(self, what: Sentence | str | StoreError, *, wrong: bool = False) -> None:
        """Tell the agent something in passing."""
        self.house.say_to_agent(what, wrong=wrong)

    @on(Told)
    def _tell_of_paste(self, event: Told) -> None:
        event.stop()
        self.say(event.what)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of what failed in the background; it must not pass in silence."""
        error = event.worker.error
        if event.state is not WorkerState.ERROR or error is None:
            return
        if isinstance(error, StoreError):
            self.say(error)
            return
        from tui.mishap import noted

        self.say(noted(error), wrong=True)

    def pressed(self, event: Key | Paste) -> None:
        """Take note of a key or a paste, before anybody obeys it."""

    def give_up(self, refused: StoreError) -> None:
        """Say why there is nothing to show here, and go; but not if another page lies on top by now."""
        self.say(refused)
        if self.is_active:
            self.dismiss(None)

    async def put_aside(self) -> None:
        """Keep what is half done: a scan is about to lead away from here."""

    def action_close(self) -> None:
        """Go back to where we came from."""
        self.dismiss(None)
