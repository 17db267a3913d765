"""Importing a list: look first, then take it.

Enter reads the file without changing anything and says what would happen; ctrl+t takes it. Rows that are
refused go to a file beside the list, each with its reason. What a file leaves open, the order of its
dates or the meaning of a column, is answered on the second line, in the words of the refusal, which are
those of the command line.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from store.errors import StoreError
from store.wording import N_, _, ngettext
from tui.commands import bindings
from tui.screens.base import DeskScreen
from tui.text import Span, clean, left, middle, number, right, rule, words, wrap
from tui.widgets.attaching import PathEntry
from tui.widgets.editors import ScanEntry
from tui.widgets.entry import Entry
from tui.widgets.lines import Line, LineWidget

if TYPE_CHECKING:
    from store.records import Report

KINDS = {
    "": N_("found out from its columns"),
    "units": N_("units"),
    "customers": N_("customers"),
    "products": N_("products"),
    "claims": N_("claims"),
    "ratings": N_("ratings"),
    "policies": N_("policies"),
}
"""What a list may hold; the first: the reader finds out."""


MOST_LINES = 12
"""Lines that a refusal may take: its end says what would help."""
LONGEST_PATH = 4096
"""Letters; no system takes more."""


class ImportingScreen(DeskScreen[None]):
    """Path, preview, import."""

    CSS_PATH = "importing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("importing")]
    AUTO_FOCUS = "Entry"
    spot = "importing"

    def __init__(self) -> None:
        """Begin without a file."""
        super().__init__()
        self._kind = ""
        self._previewed: Path | None = None
        self._busy = False
        self._told: list[Line] = []

    def content(self) -> ComposeResult:
        """Yield the entry and what is known of the file."""
        yield LineWidget(id="import-title")
        with Horizontal(id="path-line"):
            yield LineWidget(id="path-label")
            yield PathEntry("", _("path of a CSV, TSV, XLSX or TOML file"), id="path")
        with Horizontal(id="with-line"):
            yield LineWidget(id="with-label")
            yield ScanEntry(id="with", placeholder="--date-order dmy  --map serial=#3  --encoding cp1252")
        yield LineWidget(id="import-told")

    @property
    def _cells(self) -> int:
        return self.size.width - 2

    def frame(self) -> None:
        """Draw title, kind and what is known."""
        super().frame()
        title: list[Line] = [
            [("", "")],
            [(" ", ""), *rule(self._cells, [(_("Import a list"), "bright strong")])],
            [(f" {left(_('It holds'), 12)}", "dim"), (_(KINDS[self._kind]), ""), ("   ^o", "accent")],
        ]
        self.query_one("#path-label", LineWidget).show([[(f" {left(_('File'), 12)}", "dim")]])
        self.query_one("#with-label", LineWidget).show([[(f" {left(_('With'), 12)}", "dim")]])
        self.query_one("#import-title", LineWidget).show(title)
        advice = _("Enter reads the file and shows what would happen; nothing is changed before you say so.")
        told = self._told or [[(part, "dim")] for part in wrap(advice, self._cells, 3)]
        self._tell(told)

    def _tell(self, lines: list[Line]) -> None:
        self._told = lines
        shown: list[Line] = [[("", "")], *[[(" ", ""), *spans] for spans in lines]]
        self.query_one("#import-told", LineWidget).show(shown)

    def action_kind(self) -> None:
        """Take the next kind of list."""
        kinds = list(KINDS)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        self._previewed = None
        self._told = []
        self.redraw()

    @on(Input.Changed)
    def forget_preview(self) -> None:
        """Another path or option needs another preview."""
        self._previewed = None

    @on(Input.Submitted)
    def preview(self) -> None:
        """Read the file and say what would happen."""
        path = path_of(self.query_one("#path", Entry).value)
        if path is not None:
            self._read(path, dry=True)

    def action_take(self) -> None:
        """Import the file whose preview is shown."""
        if self._previewed is None:
            self.say(_("Look at the preview first: press Enter on the path."), wrong=True)
        else:
            self._read(self._previewed, dry=False)

    @work(exit_on_error=False, group="import")
    async def _read(self, path: Path, *, dry: bool) -> None:
        if self._busy:
            return
        self._busy = True
        loop = asyncio.get_running_loop()
        try:
            options = self._options(path, dry=dry)
            report = await self.desk.import_file(
                path, options, lambda done, total: self._later(loop, done, total)
            )
        except (StoreError, OSError) as error:
            reason = (
                words(error.sentence) if isinstance(error, StoreError) else clean(error.strerror or error)
            )
            told = wrap(reason, self._cells - 2, MOST_LINES)
            self._tell([[("! ", "bad"), (part, "bright")] for part in told])
            self.query_one("#path", Entry).action_select_all()
        else:
            self._previewed = path if dry else None
            self._tell(report_lines(report, self._cells, dry=dry))
        finally:
            self._busy = False

    def _options(self, path: Path, *, dry: bool) -> dict[str, object]:
        from tui.verbs.exchange import refused_beside, typed_options

        options = typed_options(self.query_one("#with", Entry).value)
        options["as"] = options["as"] or self._kind or None
        options["rejects"] = options["rejects"] or refused_beside(path)
        return {**options, "dry_run": dry}

    def _later(self, loop: asyncio.AbstractEventLoop, done: int, total: int) -> None:
        """Draw the progress; called from the desk's thread."""
        loop.call_soon_threadsafe(partial(self._progress, done, total))

    def _progress(self, done: int, total: int) -> None:
        if self._busy and self.is_attached:
            share = min(1.0, done / total) if total else 1.0
            bar = "━" * int(share * 40)
            self._tell([[(bar, "accent"), ("─" * (40 - len(bar)), "rule"), (f" {share:4.0%}", "bright")]])


def path_of(text: str) -> Path | None:
    """Return the path somebody typed or dropped: quotes, ``file://`` and ``~`` are understood."""
    text = clean(text, LONGEST_PATH).strip().strip("'\"").removeprefix("file://")
    return Path(text).expanduser() if text else None


def report_lines(report: Report, cells: int, *, dry: bool) -> list[Line]:
    """Return what an import did, or would do: a line of counts for each file, warnings, the rejects."""
    lines: list[Line] = []
    for file in report.files:
        title: list[Span] = [(middle(str(file.file), cells // 2), "bright")]
        facts = (file.preset, file.encoding, file.date_order)
        title.append(("  " + " · ".join(clean(fact, 30) for fact in facts if fact), "dim"))
        lines.append(rule(cells, title))
        taken = _("would be taken") if dry else _("taken")
        counts: tuple[tuple[int, str, str], ...] = (
            (file.rows, _("rows"), ""),
            (file.accepted, taken, "good"),
            (file.unchanged, _("known already, unchanged"), "dim"),
            (file.rejected, _("refused, each with its reason"), "bad" if file.rejected else "dim"),
        )
        lines += [
            [(right(number(count), 10), f"{role} strong"), (f"  {text}", role)]
            for count, text, role in counts
        ]
        lines += [
            [("! ", "warn"), (part, "")]
            for warning in file.warnings[:5]
            for part in wrap(words(warning), cells - 2, 3)
        ]
        if len(file.warnings) > 5:
            more = len(file.warnings) - 5
            lines.append([(ngettext("{n} more warning", "{n} more warnings", more).format(n=more), "dim")])
    if report.rejects and not dry:
        lines += [
            [("", "")],
            [(_("The refused rows:"), "dim")],
            [(middle(str(report.rejects), cells), "")],
        ]
    last = _("^t imports it") if dry else _("Done. esc goes back.")
    return [*lines, [("", "")], [(last, "accent")]]
