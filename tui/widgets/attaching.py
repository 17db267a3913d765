"""The row in which paths of photos and documents are typed, pasted or dropped; Tab completes."""

from __future__ import annotations

import asyncio
import os
import stat

from textual import events
from textual.suggester import Suggester

from store.paths import completed, typed_paths
from store.wording import _, ngettext
from tui import text
from tui.widgets.editors import SaidEditor, TextEditor
from tui.widgets.entry import Entry
from tui.widgets.lines import Line


class PathSuggester(Suggester):
    """Goes on with the first name in the folder that begins like what is typed."""

    def __init__(self) -> None:
        """Ask the disk each time: names come and go."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the path gone on with; looked up on a thread, for a stick may be slow."""
        return await asyncio.to_thread(completed, value)


class PathEntry(Entry):
    """An entry for paths; Tab or → takes what is suggested in grey. A burst was dropped here."""

    reads_scans = True

    def __init__(self, value: str, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002 - theirs
        """Begin with `value`."""
        super().__init__(value, placeholder=placeholder, id=id)
        self.suggester = PathSuggester()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "tab":
            before = self.value
            self.action_cursor_right()
            if self.value != before:
                event.stop()
                event.prevent_default()
                return
        await super()._on_key(event)


class AttachEditor(SaidEditor):
    """Paths of files to attach, with what is found there beside them."""

    DEFAULT_CSS = """
    AttachEditor Entry, AttachEditor Entry:focus { width: 1fr; }
    AttachEditor LineWidget { width: auto; min-width: 22; }
    """

    def __init__(self, name: str, value: str = "") -> None:
        """Start with `value`, as it was typed."""
        super().__init__(name, value, _("path of a photo or a document"))

    def _entry(self, value: str) -> Entry:
        entry = PathEntry(value, self._placeholder)
        entry.select_on_focus = False
        return entry

    def _said(self, typed: str) -> Line:
        paths = typed_paths(typed)
        if not paths:
            return []
        sizes = [size_of(path) for path in paths]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes):
            return [(_("! not a file yet"), "warn" if self.has_focus_within else "bad")]
        files = ngettext("{n} file", "{n} files", len(known)).format(n=len(known))
        return [("= ", "dim"), (files, "bright"), (f", {size_words(sum(known))}", "")]


def size_of(path: str) -> int | None:
    """Return how many bytes a plain file has; None if there is none at the path."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def size_words(size: int) -> str:
    """Write a number of bytes for people: 340 kB, 1.2 MB."""
    if size < 1000:
        return _("{n} bytes").format(n=size)
    if size < 1_000_000:
        return _("{n} kB").format(n=text.number(round(size / 1000)))
    return _("{n} MB").format(n=f"{size / 1_000_000:.1f}")


class PathEditor(TextEditor):
    """The path of a file to make; Tab or → goes on with what is there."""

    def _entry(self, value: str) -> Entry:
        return PathEntry(value, self._placeholder)
