"""What leaves the desk as a file of its own: all about one customer, or a copy of an attached file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from store.records import Attachment
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.form_page import FormPage
from tui.widgets.attaching import PathEditor, size_words
from tui.widgets.form import Row


class LeavingScreen(FormPage[Path]):
    """A form of one field: where the file goes; its result is the file."""

    first = "out"

    def offered(self) -> Path:
        """Return where the file goes unless somebody says otherwise."""
        raise NotImplementedError

    async def write(self, path: Path) -> Path:
        """Write it and return where it is.

        Raises:
            StoreError: it is refused.
        """
        raise NotImplementedError

    def rows(self) -> Sequence[Row]:
        """Return the one field."""
        return [Row(_("File"), PathEditor("out", str(self.offered()), _("a new file, or a folder")))]

    async def keep(self, values: Mapping[str, str]) -> None:
        """Write it and leave with where it is."""
        typed = values.get("out", "")
        path = Path(os.path.expanduser(typed)) if typed else self.offered()
        self.dismiss(await self.write(path))


class HandingOutScreen(LeavingScreen):
    """All that is kept about one customer goes to a file."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("handing_out")]
    spot = "handing_out"

    def __init__(self, customer: str, name: str) -> None:
        """Hand out what is kept about the customer with this id and name."""
        super().__init__()
        self._customer, self._name = customer, name

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Hand out")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Write the file")

    def about(self) -> str:
        """Say what goes out, and who hears of it."""
        told = _(
            "All that is kept about {name}, as one JSON file that only you can read. The desk no longer"
            " protects it; the admin is told."
        )
        return told.format(name=text.clean(self._name, 60))

    def offered(self) -> Path:
        """Return a file in Downloads, or in the home folder, whose name names nobody."""
        return self.desk.file_for(self._customer)

    async def write(self, path: Path) -> Path:
        """Write the file."""
        return await self.desk.hand_out(self._customer, path)


class SavingCopyScreen(LeavingScreen):
    """A copy of an attached file goes outside the desk."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("saving_copy")]
    spot = "saving_copy"

    def __init__(self, number: str, file: Attachment) -> None:
        """Save a copy of a file of the claim with this number."""
        super().__init__()
        self._number, self._file = number, file

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Save a copy")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Save the copy")

    def about(self) -> str:
        """Say what is copied, and what the copy is worth."""
        told = _(
            "{name}, {size}, of claim {number}. The copy is not protected: whoever gets at it can read it."
            " Only you can at first; the admin is told."
        )
        name = text.clean(self._file.name, 60)
        return told.format(name=name, size=size_words(self._file.size), number=self._number)

    def offered(self) -> Path:
        """Return a file in Downloads, or in the home folder."""
        return self.desk.copy_for(self._file.name)

    async def write(self, path: Path) -> Path:
        """Save the copy, and say where it is."""
        made = await self.desk.save_copy(self._number, self._file.sha256, path)
        told = _("The copy is in {path}. It is not protected: delete it when it has served.")
        self.say(told.format(path=text.clean(made)))
        return made
