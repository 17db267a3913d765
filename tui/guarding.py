"""What the app does to keep a desk: look at the clocks, lock, and let somebody in again."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import events

from store.errors import StoreError
from store.records import Person
from store.wording import _
from tui.guard import EVERY, Watch
from tui.places import MODES, load
from tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from tui.app import CounterpaneApp

LOCK = "lock"
"""The mode of a locked desk: one screen, and nothing below it."""


class Guarding:
    """The part of the app that locks and unlocks."""

    sitting: Watch
    """Since when somebody works, and when a key was pressed last."""
    _locking = False

    @property
    def _app(self) -> CounterpaneApp:
        return cast("CounterpaneApp", self)

    def watch_desk(self) -> None:
        """Begin to look at the clocks."""
        self.sitting = Watch()
        self._app.set_interval(EVERY, self.look_at_clocks)

    async def look_at_clocks(self) -> None:
        """Lock the desk if it is time."""
        if self._due():
            await self.lock()

    def _due(self) -> bool:
        app = self._app
        if app.desk.locked or not app.desk.guarded or self._locking:
            return False
        screen = app.screen_stack[-1] if app.screen_stack else None
        customer = isinstance(screen, DeskScreen) and screen.spot == "rating"
        return self.sitting.due(app.desk.agent.role, customer=customer, limits=app.desk.lock_limits)

    async def locks_now(self, event: events.Event) -> bool:
        """Look at the clocks before a key is obeyed; True: it came too late, and the desk is locked."""
        if not isinstance(event, events.Key | events.Paste) or not hasattr(self, "sitting"):
            return False
        if self._locking:
            return True
        if self._due():
            await self.lock()
            return True
        self.sitting.touch()
        return False

    async def lock(self) -> None:
        """Keep what is half done, take every screen away, close the connections and drop the key."""
        app = self._app
        if app.desk.locked or self._locking:
            return
        self._locking = True
        app.forget_keys()
        try:
            await self._put_everything_aside()
            app.desk.last_name = app.desk.agent.name
            await app.switch_mode(LOCK)
            await self._forget_modes(MODES)
            app.clear_notifications()
            # Also tells the terminal, whose clipboard may hold a customer's phone.
            app.copy_to_clipboard("")
            await app.desk.lock()
        finally:
            self._locking = False

    async def _put_everything_aside(self) -> None:
        for mode in (*MODES, LOCK):
            with suppress(KeyError):
                for screen in app_stack(self._app, mode):
                    if isinstance(screen, DeskScreen):
                        with suppress(StoreError):
                            await screen.put_aside()

    async def _forget_modes(self, names: Any) -> None:
        for name in names:
            if name in app_modes(self._app):
                await self._app.remove_mode(name)
            self._app.add_mode(name, partial(load, name))

    async def unlocked(self) -> None:
        """Begin anew at the Counter: somebody has opened the desk."""
        self.sitting.begin()
        await self._app.switch_mode("counter")
        await self._forget_modes([LOCK])
        self._app.watch_over()

    def sat_down(self, person: Person) -> None:
        """Begin to watch whoever sits here now."""
        self.sitting.begin()
        self._app.say_to_agent(_("{name} works here now.").format(name=person.name))

    async def action_lock(self) -> None:
        """Lock the desk, if anybody could open it again."""
        if self._app.desk.guarded:
            await self.lock()
        else:
            told = _("Nobody here has a passphrase yet: counterpane people passphrase NAME gives one.")
            self._app.say_to_agent(told, wrong=True)

    async def action_switch_person(self) -> None:
        """Ask who works now; what the one before has half done is kept as their draft."""
        if not self._app.desk.with_pin():
            told = _("Nobody here has a PIN yet: counterpane people pin NAME gives one.")
            self._app.say_to_agent(told, wrong=True)
            return
        await self._app.counter()
        self._app.open_page("switch")


def app_stack(app: CounterpaneApp, mode: str) -> list[Any]:
    """Return the screens of a mode, the lowest first; none if it was never gone to."""
    return list(app._screen_stacks.get(mode, ()))


def app_modes(app: CounterpaneApp) -> dict[str, Any]:
    """Return the modes the app knows."""
    return app._modes
