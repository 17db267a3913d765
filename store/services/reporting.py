"""The report on its way out: gathered, laid out in a language, written to a new file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused
from store.services.overview import overview
from store.wording import N_, language, languages, nearest, say

if TYPE_CHECKING:
    from store.store import Store


def write(
    store: Store,
    since: date | None,
    until: date | None,
    *,
    spoken: str | None = None,
    team: bool = False,
    out: Path | None = None,
) -> Path:
    """Write the report of a period and return its file.

    Args:
        store: the open desk.
        since: first day; None: since ever.
        until: last day; None: today.
        spoken: language of the report; None: that of whoever works here.
        team: also who works how well.
        out: a new file, or a folder; None: the folder for papers, under a name of its own.

    Raises:
        Refused: the file is there or cannot be made, the language has no catalogue, the period ends before
            it begins, or the team is not for this person to see.
    """
    from store.exchange import slips
    from store.report.page import page

    found = overview(store, since, until, team=team)
    chosen = tongue(spoken)
    made = page(found, chosen)
    if out is not None and not out.is_dir():
        return slips.save_as(made, out)
    return slips.save(
        made, out or store.papers.folder(), f"report-{found.until or found.today}-{chosen}.html"
    )


def tongue(spoken: str | None) -> str:
    """Return the language to write in.

    Raises:
        Refused: there is no catalogue for it.
    """
    found = nearest(spoken or language())
    if found is not None:
        return found
    if spoken is None:
        return "en"
    sentence = say(
        N_("There is no report in {language}; there is one in {known}."),
        language=spoken[:20],
        known=", ".join(languages()),
    )
    raise Refused("NO_SUCH_LANGUAGE", sentence, field="language")
