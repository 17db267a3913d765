"""Benchmarks: scores of others as somebody here entered them, with source, day, method and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Benchmark, Score
from store.report.words import age
from store.wording import _
from tui import text
from tui.commands import bindings
from tui.screens.form_page import FormPage
from tui.screens.listing import ListScreen
from tui.text import Span
from tui.widgets.editors import DayEditor, TextEditor
from tui.widgets.form import Row
from tui.widgets.lines import Line
from tui.widgets.score import number

OLD = 365
"""Days after which a benchmark says little of today."""


class BenchmarksScreen(ListScreen[Benchmark]):
    """The list, the newest first, each beside our own score."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("benchmarks")]
    spot = "benchmarks"

    def __init__(self) -> None:
        """Begin with those in use."""
        super().__init__()
        self._retired = False
        self._own: Score | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Benchmarks")

    async def bring(self, known: Sequence[Benchmark]) -> Sequence[Benchmark]:
        """Bring them all at once; a desk has a handful."""
        if known:
            return ()
        self._own = self.desk.running()
        return await self.desk.benchmarks(retired=self._retired)

    def heading(self, cells: int) -> list[Line]:
        """Say what ours is, and name the columns."""
        own = self._own
        title: list[Span] = [(_("ours, last 90 days") + " ", "dim")]
        if own is not None and own.stands:
            title += [(own.shown, "bright strong"), (f"  {number(own.low)} … {number(own.high)}", "")]
        else:
            title.append((_("too few answers"), "dim"))
        last: list[Span] = [(text.right(_("score"), 8), "dim"), (text.right(_("ours is"), 10), "dim")]
        last.append((text.right(_("age"), 16), "dim"))
        return [text.rule(cells, title), text.line(cells, [("  ", ""), (_("whose"), "dim")], last)]

    def row(self, item: Benchmark, cells: int) -> tuple[list[Span], list[Span]]:
        """Show whose it is, the score, how far ours is from it, and its age."""
        title: list[Span] = [(text.clean(item.title), "dim" if item.retired else "bright")]
        if item.retired:
            title.append(("  " + _("out of use"), "warn"))
        own, apart = self._own, "–"
        if own is not None and own.nps is not None and own.stands:
            apart = number(float(own.nps - item.value))
        old = item.age_days > OLD
        last: list[Span] = [("  ", ""), (text.right(f"{float(item.value):+g}", 8), "bright strong")]
        last.append((text.right(apart, 10), ""))
        shown = ("! " if old else "") + age(item.age_days)
        return title, [*last, (text.right(shown, 16), "warn" if old else "dim")]

    def detail(self, item: Benchmark, cells: int) -> list[Line]:
        """Show day, source and method, and that methods differ."""
        rows = ((_("Source"), item.source), (_("Method"), item.method))
        lines: list[Line] = [text.rule(cells, [(text.day(item.measured), "bright")])]
        for title, said in rows:
            lines.append([("  ", ""), (text.left(title, 10), "dim"), (text.cut(said, cells - 14), "")])
        told = _("Compare with care: whoever asks otherwise, or others, gets another score.")
        return [*lines, [("  ", ""), (told, "dim")]]

    def nothing(self) -> str:
        """Say how one comes here."""
        return _("None is entered, and none is built in. a enters one with its source.")

    def action_add(self) -> None:
        """Enter a benchmark."""
        self.house.open_page("benchmark")

    def action_all(self) -> None:
        """Show also those out of use, or only those in use."""
        self._retired = not self._retired
        self._items, self._at = [], 0
        self._load()

    @work(exclusive=True, exit_on_error=False, group="retire")
    async def action_retire(self) -> None:
        """Take the chosen one out of use."""
        item = self.chosen
        if item is None or item.retired:
            return
        try:
            await self.desk.retire_benchmark(item.id)
        except StoreError as refused:
            self.say(refused)
            return
        self.say(_("Out of use: {title}. o shows it still.").format(title=text.clean(item.title)))
        self._items = []
        self._load()


class BenchmarkScreen(FormPage[bool]):
    """The form of a new benchmark."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("benchmark")]
    spot = "benchmark"
    first = "title"

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("A new benchmark")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Enter the benchmark")

    def about(self) -> str:
        """Say what belongs to a benchmark."""
        return _(
            "A score of others says something only with its source, its day and how it was measured: who was "
            "asked, how many, by what means."
        )

    def rows(self) -> Sequence[Row]:
        """Return the fields; all of them must be given."""
        return [
            Row(_("Whose score"), TextEditor("title", "", _("household appliances, Germany"))),
            Row(_("Score"), TextEditor("value", "", _("from -100 to 100"))),
            Row(_("Measured on"), DayEditor("measured", self.desk.today())),
            Row(_("Source"), TextEditor("source", "", _("where it is published"))),
            Row(_("Method"), TextEditor("method", "", _("who was asked, how many, how"))),
        ]

    async def keep(self, values: Mapping[str, str]) -> None:
        """Enter it."""
        measured = date.fromisoformat(values["measured"]) if "measured" in values else self.desk.today()
        given = {name: values.get(name, "") for name in ("title", "value", "source", "method")}
        found = await self.desk.add_benchmark(
            given["title"], given["value"], source=given["source"], measured=measured, method=given["method"]
        )
        self.say(_("Entered: {title}.").format(title=text.clean(found.title)))
        self.dismiss(True)
