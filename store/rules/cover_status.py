"""Rule 8 and section 2: the status of a case on a day, and the block of covers that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from store.records import Step
from store.rules.case import Case, History, Terms
from store.rules.cover_book import Book, Outcome
from store.rules.cover_facts import Retired, as_of, is_ambiguous, retirement
from store.rules.cover_life import Life
from store.rules.cover_stops import STOPS, open_recalls, stop
from store.rules.cover_terms import Undated

PAYS_FIRST = ("part", "repair", "maker", "plan", "contract", "legal", "window")
"""Kinds in the order in which they pay for a claim."""


class Finding:
    """What was found out about a case on a day, before it is put into an answer."""

    def __init__(self, case: Case, on: date, history: History) -> None:
        self.case = case
        self.on = on
        self.history = history
        self.status = "UNKNOWN"
        self.apart = "UNKNOWN"
        """The status without recalls."""
        self.ambiguous = False
        self.retired: Retired | None = None
        self.recalls: list[Terms] = []
        """Open recalls that name the unit."""
        self.covers: list[Life] = []
        """All covers of what is asked about, stopped ones too, the first to start first."""
        self.in_force: list[Life] = []
        """The covers whose dates include the day, stopped or not."""
        self.paying: list[Life] = []
        """The usable covers in force, who pays first first."""
        self.undated: list[tuple[Terms, Undated]] = []
        self.told: list[Life | Step] = []
        """Policy by policy, its covers, and why its other lines give none."""
        self.shown: Sequence[Life] = ()
        """The shown block."""
        self.start: date | None = None
        """First day of the shown block."""
        self.end: date | None = None
        """Last day of the shown block; None also when it never ends."""


def _pays(life: Life) -> tuple[int, int, date, str]:
    """Rank by kind, then by the end, a cover for life last, then by id."""
    end = (1, date.max) if life.end is None else (0, life.end)
    return PAYS_FIRST.index(life.terms.kind), *end, life.terms.id


def find(case: Case, on: date) -> Finding:
    """Find out what covers the unit on a day, knowing only what had happened by then."""
    found = Finding(case, on, as_of(case.history, on))
    if is_ambiguous(case):
        found.ambiguous = True
        return found
    found.recalls = open_recalls(case, found.history, on)
    found.retired = retirement(case.unit.serial, found.history)
    if found.retired is not None:
        found.status = found.apart = "RETIRED"
        return found
    _apply(found, Book(case, found.history, on))
    found.covers.sort(key=lambda life: (life.start, life.end or date.max))
    found.in_force = [life for life in found.covers if life.includes(on)]
    found.paying = sorted((life for life in found.in_force if not life.stop), key=_pays)
    found.apart = _status(found)
    found.status = "RECALL" if found.recalls and found.apart != "COVERED" else found.apart
    found.shown = _shown(found)
    if found.shown:
        found.start = found.shown[0].start
        ends = [life.end for life in found.shown if life.end is not None]
        found.end = max(ends) if len(ends) == len(found.shown) else None
    return found


def next_cover(found: Finding) -> date | None:
    """Return the first day of the earliest usable cover that begins later, unless covered or retired."""
    if found.status in ("COVERED", "RETIRED"):
        return None
    return next((life.start for life in found.covers if not life.stop and life.start > found.on), None)


def _apply(found: Finding, book: Book) -> None:
    """Apply every policy, in order of id, and keep what comes of it."""
    for terms in sorted(found.case.policies, key=lambda terms: terms.id):
        if terms.kind != "recall":
            for outcome in book.apply(terms):
                _keep(found, terms, outcome)


def _keep(found: Finding, terms: Terms, outcome: Outcome) -> None:
    """Keep what became of a line; lines that fail for one reason are told about once."""
    if isinstance(outcome, list):
        for life in outcome:
            stop(life, found.history)
        found.covers.extend(outcome)
        found.told.extend(outcome)
        return
    if isinstance(outcome, Undated):
        found.undated.append((terms, outcome))
    step = Step("2" if isinstance(outcome, Undated) else "1", terms.id, outcome.why)
    if step not in found.told:
        found.told.append(step)


def _status(found: Finding) -> str:
    """Return the first status that fits, recalls apart."""
    on = found.on
    if found.paying:
        return "COVERED"
    if found.undated:
        return "UNKNOWN"
    if stopped := _first_stop(found.in_force):
        return stopped
    ended = any(life.end is not None and life.end < on for life in found.covers)
    later = any(life.start > on for life in found.covers if not life.stop)
    if ended:
        return "GAP" if later else "EXPIRED"
    if later:
        return "NOT_STARTED"
    return _first_stop(found.covers) or "NO_COVERAGE"


def _first_stop(covers: Iterable[Life]) -> str | None:
    stops = {life.stop for life in covers}
    return next((name for name in STOPS if name in stops), None)


def _shown(found: Finding) -> Sequence[Life]:
    """Return the block of covers that the answer shows."""
    on, status = found.on, found.apart
    if status in STOPS:
        blocks = _blocks(life for life in found.covers if life.stop == status)
        return _block_with(blocks, on) or next(block for block in blocks if block[0].start > on)
    if status in ("EXPIRED", "GAP"):
        return _blocks(life for life in found.covers if life.end is not None and life.end < on)[-1]
    blocks = _blocks(life for life in found.covers if not life.stop)
    if status == "COVERED":
        return _block_with(blocks, on)
    return blocks[0] if status == "NOT_STARTED" else ()


def _block_with(blocks: Sequence[Sequence[Life]], on: date) -> Sequence[Life]:
    return next((block for block in blocks if any(life.includes(on) for life in block)), ())


def _blocks(covers: Iterable[Life]) -> list[list[Life]]:
    """Join covers, sorted by start, whose days overlap or touch."""
    blocks: list[list[Life]] = []
    last = 0
    for life in covers:
        if blocks and life.start.toordinal() <= last + 1:
            blocks[-1].append(life)
        else:
            blocks.append([life])
            last = 0
        last = max(last, (life.end or date.max).toordinal())
    return blocks
