"""The report for the whole company: which period, in which language, to which file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from store.wording import _, language, languages, nearest
from tui import text
from tui.commands import bindings
from tui.score_commands import HEADING
from tui.screens.form_page import FormPage
from tui.screens.score import window
from tui.widgets.choices import ChoiceEditor, Option
from tui.widgets.editors import TextEditor
from tui.widgets.form import Row

NAMES = {"en": "English", "ru": "русский", "zh": "中文"}
"""Languages by what they call themselves."""
YEAR = timedelta(days=364)


class ReportingScreen(FormPage[Path]):
    """A form of three or four fields; its result is the file."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reporting")]
    spot = "reporting"
    first = "period"

    def __init__(self, number: int = 0) -> None:
        """Begin with the window of that number: 90 days, this month, all time."""
        super().__init__()
        self._number = number

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Report")

    @property
    def deed(self) -> str:
        """What the last line does."""
        return _("Write the report")

    def about(self) -> str:
        """Say what is in it."""
        return _(
            "One page for the whole company, to be read in any browser or printed: the score with its range, "
            "warnings, trend, parts, faults, loyalty, benchmarks. It names no customer."
        )

    def rows(self) -> Sequence[Row]:
        """Return the fields; who sees the team may ask for it."""
        titles = {"0": _("90 days"), "1": _("this month"), "3": _("a year"), "2": _("all time")}
        periods = [Option(value, title) for value, title in titles.items()]
        spoken = [Option(each, NAMES.get(each, each)) for each in languages()]
        rows = [
            Row(_("Period"), ChoiceEditor("period", periods, str(self._number)), passed=True),
            Row(_("Language"), ChoiceEditor("language", spoken, nearest(language()) or "en"), passed=True),
        ]
        if self.desk.agent.role in HEADING:
            team = [Option("no", _("no names")), Option("yes", _("with the team"))]
            rows.append(Row(_("People"), ChoiceEditor("team", team, "no"), passed=True))
        rows.append(Row(_("File"), TextEditor("out", "", _("in the folder for papers")), passed=True))
        return rows

    async def keep(self, values: Mapping[str, str]) -> None:
        """Write it, and say where it is."""
        today, number = self.desk.today(), values["period"]
        shown = window(int(number), today) if number != "3" else None
        since, until = (shown.since, shown.until) if shown else (today - YEAR, today)
        out = Path(values["out"]).expanduser() if values.get("out") else None
        path = await self.desk.write_report(
            since, until, spoken=values["language"], team=values.get("team") == "yes", out=out
        )
        self.say(_("The report is in {path}.").format(path=text.clean(path)))
        self.dismiss(path)
