"""Importing a file: read it, take in what is good, reject the rest with reasons, lose nothing.

One file is one transaction and one event. `read = accepted + unchanged + rejected` always adds up. What a
file holds that the book already says is *unchanged* and not written again; a file that was taken in
before changes nothing at all, even where somebody has corrected its units since. A dry run does all of it
and rolls back, so its numbers are exact.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.exchange.names import beside, checked
from store.exchange.plan import Plan
from store.exchange.planning import choose
from store.exchange.reader import Reject
from store.exchange.rejects import RejectFile
from store.exchange.source import Source, sniff
from store.records import FileReport, Report
from store.tables import batches
from store.tables import connection as connections
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.exchange.intake import Intake
    from store.store import Store

SAMPLES = 8
"""Rejected rows that a report shows."""
Progress = Callable[[int, int], object]
"""Told how many bytes are read, of how many."""


@dataclass
class _Outcome:
    """Counts while a file is taken in."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    samples: list[tuple[int, str | None, Sentence]] = field(default_factory=list)


class _DryRunError(Exception):
    """Leaves the transaction without keeping anything."""


def bring_in(store: Store, path: Path, options: Mapping[str, object], progress: Progress) -> Report:
    """Import a file.

    Args:
        store: the desk.
        path: the file.
        options: ``as`` (kind), ``preset``, ``map`` (pairs of field and column), ``date_order``, ``encoding``
            (a codec's name), ``dry_run``, ``rejects`` (path).
        progress: told bytes done and bytes in all.

    Raises:
        Unreadable: the file is not a table, or its columns or dates cannot be told; says what to type.
    """
    path = Path(path)
    if options.get("as") == "policies" or (not options.get("as") and path.suffix.casefold() == ".toml"):
        from store.exchange.policies import bring_in_policies

        return bring_in_policies(store, path, options, progress)
    source = sniff(path, encoding=_codec(options.get("encoding")))
    plan = _plan(store, source, options)
    dry_run = bool(options.get("dry_run"))
    named = options.get("rejects")
    rejects = checked(Path(str(named)), "rejects") if named else rejects_beside(path)
    outcome = _Outcome()
    context = store.context
    warnings = [notice.sentence for notice in (*source.notices, *plan.notices)]
    with RejectFile(rejects, source) as reject_file:
        try:
            with connections.at_length(context.connection), context.deciding():
                intake = _intake(store, plan)
                before = batches.known(context.connection, intake.file)
                if before is not None:
                    warnings.append(say(N_("This file was imported before; nothing in it is new.")))
                    _count(plan, outcome, reject_file, progress)
                else:
                    _take(intake, plan, outcome, reject_file, progress)
                    warnings += intake.warnings()
                    if outcome.accepted or outcome.unchanged:
                        intake.close(path.name, outcome.accepted, outcome.unchanged, outcome.rejected)
                if dry_run:
                    raise _DryRunError
        except _DryRunError:
            reject_file.drop()
        kept = reject_file.keep()
    if kept is not None and store.key is not None:
        warnings.append(_in_plain(kept))
    progress(source.size, source.size)
    return Report((_reported(plan, outcome, warnings, dry_run=dry_run),), kept)


def _codec(name: object) -> str | None:
    """Return the name of a codec for text, as Python writes it."""
    if not name:
        return None
    try:
        found = codecs.lookup(str(name))
        "x".encode(found.name)
    except LookupError as error:
        sentence = say(
            N_("encoding: {name} is not known; utf-8, cp1252, cp1251, gb18030, shift_jis … are."),
            name=str(name)[:40],
        )
        raise Unreadable("ENCODING", sentence, field="encoding") from error
    return found.name


def _plan(store: Store, source: Source, options: Mapping[str, object]) -> Plan:
    mapping = options.get("map")
    return choose(
        source,
        _text(options.get("as")),
        _text(options.get("preset")),
        mapping if isinstance(mapping, Mapping | list | tuple) else None,
        date_order=_text(options.get("date_order")),
        today=store.today(),
    )


def _reported(plan: Plan, outcome: _Outcome, warnings: Sequence[Sentence], *, dry_run: bool) -> FileReport:
    source = plan.source
    return FileReport(
        file=source.path.name,
        kind=plan.kind,
        encoding=source.encoding,
        delimiter=source.delimiter,
        date_order=plan.date_order,
        preset=plan.preset,
        rows=outcome.accepted + outcome.unchanged + outcome.rejected,
        accepted=outcome.accepted,
        unchanged=outcome.unchanged,
        rejected=outcome.rejected,
        warnings=tuple(warnings),
        samples=tuple(outcome.samples),
        dry_run=dry_run,
        line_end=source.line_end,
    )


def _in_plain(kept: Path) -> Sentence:
    """Say, at an encrypted desk, that what was refused is in a file that anybody reads."""
    template = N_(
        "This desk is encrypted, but the refused rows in {file} are not, and neither is the list they came "
        "from. Delete both once the rows are mended."
    )
    return say(template, file=kept.name)


def rejects_beside(path: Path) -> Path:
    """Return where rejected rows go unless somebody says otherwise."""
    return beside(path, ".rejects.csv")


def _intake(store: Store, plan: Plan) -> Intake:
    from store.exchange import intake, intake_answers, intake_book

    kinds: dict[str, type[Intake]] = {
        "units": intake.UnitIntake,
        "customers": intake_book.CustomerIntake,
        "products": intake_book.ProductIntake,
        "ratings": intake_answers.RatingIntake,
        "claims": intake_answers.ClaimIntake,
    }
    return kinds[plan.kind](store, plan, _fingerprint(plan))


def _take(intake: Intake, plan: Plan, outcome: _Outcome, reject_file: RejectFile, progress: Progress) -> None:
    from store.exchange.parsing import batches as read

    size = plan.source.size
    with batches.indexed_after(intake.connection) if plan.kind == "units" else nullcontext():
        for batch in read(plan, progress=lambda done: progress(done, size)):
            result = intake.take(batch)
            outcome.accepted += result.accepted
            outcome.unchanged += result.unchanged
            rejects = sorted((*batch.rejects, *result.rejects), key=lambda reject: reject.line)
            _reject(rejects, outcome, reject_file)


def _count(plan: Plan, outcome: _Outcome, reject_file: RejectFile, progress: Progress) -> None:
    from store.exchange.parsing import batches as read

    size = plan.source.size
    for batch in read(plan, progress=lambda done: progress(done, size)):
        outcome.unchanged += len(batch.lines)
        _reject(batch.rejects, outcome, reject_file)


def _reject(rejects: Iterable[Reject], outcome: _Outcome, reject_file: RejectFile) -> None:
    for reject in rejects:
        reject_file.add(reject)
        outcome.rejected += 1
        if len(outcome.samples) < SAMPLES:
            outcome.samples.append((reject.line, reject.column, reject.reason))


def _fingerprint(plan: Plan) -> str:
    """Name a file together with how it is read: read otherwise, it is another import."""
    how = json.dumps(
        [
            plan.source.sha256,
            plan.kind,
            {name: list(places) for name, places in sorted(plan.columns.items())},
            dict(sorted(plan.constants.items())),
            plan.date_order,
        ]
    )
    return hashlib.sha256(how.encode()).hexdigest()


def _text(value: object) -> str | None:
    return str(value) if value else None
