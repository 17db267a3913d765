"""The app: places, themes, and nothing of the store. Keys come by `tui.keyed`, locks by `tui.guarding`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter
from textual.screen import Screen

from store.errors import StoreError
from store.wording import N_, Sentence, _
from tui.commands import bindings
from tui.guarding import LOCK, Guarding
from tui.keyed import KeyedApp
from tui.palette import Offer, offers
from tui.places import MODES, WRITING, load
from tui.screens.base import DeskScreen
from tui.shield import Shield
from tui.styles import Styles
from tui.text import words, wrap
from tui.themes import THEMES

if TYPE_CHECKING:
    from store.records import Hit
    from tui.desk import Desk

LOOK_AFTER = 3.0
"""Seconds after the start in which the desk begins to look itself over: the agent first."""
BACK_UP_EVERY = 3600.0
"""Seconds between two looks whether a backup is due."""
LEAVE_WITHIN = 2.0
"""Seconds in which ctrl+c is to be pressed again."""
LOOKING_ONLY = N_("The desk is open to look at only; nothing is saved. Start without --read-only to work.")
LOOK_AROUND = 1.0
"""Seconds between two looks whether something was saved here or by another window."""
SEEN, WRONG_SEEN = 4.0, 7.0
"""Seconds that something said in passing stays in sight; longer where something is wrong."""
END_WITHIN = 3.0
"""Seconds that the framework may take to give the terminal back, if there still is one."""


class CounterpaneApp(Guarding, KeyedApp, inherit_bindings=False):
    """A service counter in a terminal pane."""

    TITLE = "Counterpane"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere")]
    MODES: ClassVar[dict[str, Any]] = {name: partial(load, name) for name in (*MODES, LOCK)}
    DEFAULT_MODE = "counter"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, desk: Desk, opened: Callable[[], None] = lambda: None) -> None:
        """Build the app around `desk`; `opened` is called once the first screen stands."""
        no_colour = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if no_colour else None)
        self.stylesheet = Styles(variables=self.get_css_variables())
        self.desk = desk
        self._opened = opened
        self._leave_asked = 0.0
        self._watched = False
        self._seen = -1
        self._shield = Shield()
        for name in list(self.available_themes):
            self.unregister_theme(name)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables, for the moment before a theme is set."""
        return dict(THEMES[0].variables)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the shield behind the filters of the framework."""
        return [*super().get_line_filters(), self._shield]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the commands of our registry: those of this place first, then those of the other places."""
        ours = screen if isinstance(screen, DeskScreen) else None
        spot, elsewhere = (ours.spot, ours.takes_scans) if ours else ("everywhere", False)
        for offer in offers(spot, self.desk.agent.role, elsewhere=elsewhere):
            yield SystemCommand(offer.title, offer.help, partial(self._do, offer))

    async def _do(self, offer: Offer) -> None:
        """Do what was chosen; in another place whatever is open on top of it there."""
        if offer.place:
            await self.action_go(offer.place)
            await self.run_action(offer.command.id, self.screen_stack[0])
        else:
            await self.run_action(offer.command.action)

    def on_mount(self) -> None:
        """End in good order when the terminal goes away; watch over the desk."""
        self.watch_desk()
        if not self.is_headless and sys.platform != "win32":
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self._end, 128 + number)

    def _end(self, status: int) -> None:
        """End in good order; if the framework still waits for a terminal that is gone, end all the same.

        Everything that was told to be saved is in the file by now.
        """
        last = Timer(END_WITHIN, os._exit, (status,))
        last.daemon = True
        last.start()
        self.exit(status)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Do nothing of the app's own while the screen is turned to the customer."""
        screen = self.screen_stack[-1] if self._screen_stack else None
        closed = isinstance(screen, DeskScreen) and not screen.takes_scans and action not in screen.lets
        return not closed

    async def ready_for_keys(self) -> None:
        """Begin to work: the first screen stands."""
        self._opened()
        await super().ready_for_keys()
        self.watch_over()

    def watch_over(self) -> None:
        """Say how it stands with the safety of the desk, and look after it, once it is open."""
        if self._watched or self.desk.locked:
            return
        self._watched = True
        standing = self.desk.standing()
        for notice in standing.notices:
            self.say_to_agent(notice, wrong=True)
        self.set_interval(LOOK_AROUND, self._look_around)
        if not standing.read_only and not standing.refused:
            self.set_timer(LOOK_AFTER, self._look_over)
            self.set_interval(BACK_UP_EVERY, self._back_up)

    @property
    def warning(self) -> str:
        """What the first line warns of: that nothing is saved."""
        if self.desk.locked:
            return ""
        standing = self.desk.standing()
        return _("READ ONLY") if standing.read_only or standing.refused else ""

    def _show_saved(self, screen: DeskScreen[Any]) -> None:
        try:
            screen.saved_meanwhile()
        except StoreError as error:
            self.say_to_agent(error, wrong=True)

    def _look_around(self) -> None:
        """Draw anew what everybody's work changes, such as the score in the corner, if any was saved."""
        screen = self.screen_stack[-1] if self._screen_stack else None
        if self.desk.locked or self.desk.away or not isinstance(screen, DeskScreen):
            return
        try:
            version = self.desk.version()
        except StoreError:  # whoever asks for something is told
            return
        if version != self._seen and screen.takes_scans:
            self._seen = version
            screen.call_after_refresh(self._show_saved, screen)

    @work(exit_on_error=False, group="safety")
    async def _look_over(self) -> None:
        """Say what a quick look at the desk finds wrong; then see whether a backup is due."""
        if self.desk.locked:
            return
        try:
            for problem in (await self.desk.look_over())[:3]:
                self.say_to_agent(problem, wrong=True)
        except StoreError as error:
            self.say_to_agent(error)
        self._back_up()

    @work(exit_on_error=False, group="safety")
    async def _back_up(self) -> None:
        """Make the backup of the day, if it is due; say loudly if that fails."""
        if self.desk.locked:
            return
        problem = await self.desk.back_up()
        if problem is not None:
            self.say_to_agent(_("No backup could be made: {problem}").format(problem=problem), wrong=True)

    async def scanned(self, code: str) -> None:
        """Take `code` to the search, whatever is on the screen."""
        (await self.counter()).scan(code)

    async def show_unit(self, hit: Hit) -> None:
        """Open a unit on the Counter."""
        (await self.counter()).show(hit)

    async def counter(self) -> Any:
        """Go to the Counter; what is half done on top of it is kept and put aside."""
        if self.current_mode != "counter":
            await self.switch_mode("counter")
        await self._clear_place()
        return self.screen

    async def _clear_place(self) -> None:
        """Take off what lies on top of the place; what is half done is kept and put aside."""
        while len(self.screen_stack) > 1:
            if isinstance(self.screen, DeskScreen):
                await self.screen.put_aside()
            await self.pop_screen()

    def open_page(self, name: str, *arguments: object, then: Callable[[Any], None] | None = None) -> None:
        """Lay the screen called `name` (see `tui.places`) on top; `then` gets its result."""
        if name in WRITING and self.warning:
            standing = self.desk.standing()
            why = standing.notices[0] if standing.refused and standing.notices else _(LOOKING_ONLY)
            self.say_to_agent(why, wrong=True)
            return
        self.push_screen(load(name, *arguments), then)

    def say_to_agent(self, what: Sentence | str | StoreError, *, wrong: bool = False) -> None:
        """Tell the agent something in passing; the only way to a notification, and never markup."""
        if isinstance(what, StoreError):
            what, wrong = what.sentence, True
        self.notify(
            words(what)[:400],
            severity="error" if wrong else "information",
            markup=False,
            timeout=WRONG_SEEN if wrong else SEEN,
        )

    def _refresh_notifications(self) -> None:
        """Forget the oldest of what was said in passing: the upper half of the screen stays in sight."""
        room = self.size.height // 2 - 1
        for n, each in enumerate(reversed(list(self._notifications))):
            room -= len(wrap(each.message, self.size.width - 3, 20))
            if n and room < 0:
                self._unnotify(each, refresh=False)
        super()._refresh_notifications()

    async def action_go(self, place: str) -> None:
        """Go to a place; what was open there is still open, unless we are there already."""
        if place == self.current_mode:
            await self._clear_place()
        else:
            await self.switch_mode(place)

    def action_help(self) -> None:
        """Show the keys of this place."""
        screen = self.screen
        if isinstance(screen, DeskScreen) and screen.takes_scans:
            self.open_page("help", screen.spot)

    def action_command_palette(self) -> None:
        """Let the agent find a command by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Search for commands…"), id="--command-palette"))

    def action_theme(self) -> None:
        """Change between dark and light."""
        names = [theme.name for theme in THEMES]
        self.theme = names[1 - names.index(self.theme)]

    def action_leave(self) -> None:
        """Copy what is marked; otherwise leave when asked twice."""
        marked = self.screen.get_selected_text()
        now = asyncio.get_running_loop().time()
        if marked:
            self.copy_to_clipboard(marked)
            self.screen.clear_selection()
            self.say_to_agent(_("Copied."))
        elif now - self._leave_asked < LEAVE_WITHIN:
            self.exit(0)
        else:
            self._leave_asked = now
            self.say_to_agent(_("Press ctrl+c once more to leave."))

    @property
    def fault(self) -> Exception | None:
        """The error that ended the app."""
        return self._exception

    def _handle_exception(self, error: Exception) -> None:
        """End the app; whoever started it reports the error, and none of the values."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


class LockedApp(CounterpaneApp):
    """The app on a desk that has to be opened first."""

    DEFAULT_MODE = LOCK
