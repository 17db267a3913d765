"""Forms whose contents survive a crash, a lock and a restart.

What is typed is kept within a third of a second, at once when a field or the screen is left, and when the
program ends. It comes back with a line that says so, and is dropped only once it has been sent off or the
agent begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import ClassVar, TypeVar

from textual import on, work
from textual.timer import Timer

from store.errors import StoreError, Unread
from store.records import Draft
from store.wording import _
from tui.screens.with_form import FormScreen
from tui.widgets.drafts import kept_at
from tui.widgets.form import Form
from tui.widgets.lines import Line, LineWidget

Result = TypeVar("Result")
KEEP_WITHIN = 0.3
"""Seconds for which something typed may be known only to the screen."""


class DraftScreen(FormScreen[Result]):
    """A screen with a `Form` and a line ``#said``; `about` is the key its draft is kept under."""

    about: str = ""
    room_to_say: ClassVar[int] = 2

    def __init__(self) -> None:
        """Begin with nothing typed."""
        super().__init__()
        self._said: list[Line] = []
        self._unkept: Mapping[str, object] | None = None
        """What was typed and is not kept yet; None: all is."""
        self._timer: Timer | None = None
        self._sent = False
        """The form was sent off: nothing of it is to be kept any more."""

    def to_keep(self) -> Mapping[str, object]:
        """Return what is worth keeping of the form; empty: nothing."""
        return self.form.values

    def tell(self, said: list[Line]) -> None:
        """Show up to two lines below the form: a refusal, or that the draft is back."""
        self._said = said
        self.query_one("#said", LineWidget).show(said)

    async def restore(self) -> bool:
        """Put the draft into the form, and say so."""
        draft = await self.desk.kept_draft(self.about)
        if draft is None or not draft.values:
            return False
        with self.prevent(Form.Changed):
            self.form.put(draft.values)
        self.came_back(draft)
        self.tell([self._back_again(draft)])
        return True

    def came_back(self, draft: Draft) -> None:
        """Take what else a draft knows than the form."""

    def _back_again(self, draft: Draft) -> Line:
        said = _("Your draft is here again.")
        if draft.at is not None:
            said = _("Your draft of {when} is here again.").format(when=kept_at(draft.at, self.desk.today()))
        return [("  ", ""), (said, "accent"), ("  ^n ", "accent strong"), (_("begins anew"), "dim")]

    def note_change(self) -> None:
        """Keep what is in the form soon."""
        if self._sent:
            return
        self._unkept = self.to_keep()
        if self._timer is None:
            self._timer = self.set_timer(KEEP_WITHIN, self._keep_soon)

    def _keep_soon(self) -> None:
        if self._unkept is not None:
            self._keep()

    @work(exit_on_error=False, group="draft")
    async def _keep(self) -> None:
        await self.keep_now()

    async def keep_now(self) -> None:
        """Keep what is not kept yet; when this returns it is safe."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        values, self._unkept = self._unkept, None
        if values is not None and not self._sent:
            await self.desk.keep_draft(self.about, values)

    async def drop(self) -> None:
        """Forget the draft: the form was sent off."""
        self._sent = True
        await self.keep_now()
        await self.desk.keep_draft(self.about, {})

    async def leave_unread(self, done: Unread, result: Result | None = None) -> None:
        """Leave the form: it is saved, and a second save would make a second one."""
        with suppress(StoreError):
            await self.drop()
        self.say(done, wrong=True)
        self.dismiss(result)

    async def put_aside(self) -> None:
        """Keep the draft before a scan leads away."""
        await self.keep_now()

    def on_descendant_blur(self) -> None:
        """Keep what was typed into a field when it is left."""
        self._keep_soon()

    def on_screen_suspend(self) -> None:
        """Keep it when another screen comes on top: a lock, a page."""
        self._keep_soon()

    async def on_unmount(self) -> None:
        """Keep it when the program ends."""
        await self.keep_now()

    @on(Form.Changed)
    def _note(self, event: Form.Changed) -> None:
        self.note_change()

    async def action_back(self) -> None:
        """Go back; the draft is kept."""
        await self.keep_now()
        self.dismiss(None)

    async def action_anew(self) -> None:
        """Begin with an empty form."""
        await self.throw_away()
        with self.prevent(Form.Changed):
            self.form.clear()
        self.tell([])
        self.form.start()

    async def throw_away(self) -> None:
        """Forget the draft."""
        self._unkept = None
        await self.desk.keep_draft(self.about, {})
