"""check, backup, restore: that the desk is whole, and that it will be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unreadable, Unusable
from store.wording import N_, _, ngettext, say
from tui.plain import clean
from tui.verbs import Answer, Command
from tui.verbs.usage import count

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.services.restoring import Drill, Restored
    from store.tables.manifest import Copy

PARTS = {"file": N_("the file"), "journal": N_("the journal"), "tables": N_("the tables")}


def _check_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--deep", action="store_true", help=_("every page, every event, every row; takes longer")
    )
    parser.add_argument(
        "--acknowledge", action="store_true", help=_("an admin takes note of a break; work goes on")
    )
    parser.add_argument(
        "--mend",
        action="store_true",
        help=_("an admin has the tables made anew from the journal, after a verified backup"),
    )


def check(args: Namespace) -> Answer:
    """Look the desk over; in full with ``--deep``."""
    from tui.verbs.opening import opened
    from tui.verbs.progress import Parts

    noted: list[str] = []
    parts = Parts({name: _(title) for name, title in PARTS.items()})
    with opened(args, told=False) as store:
        if args.acknowledge:
            noted = [str(each) for each in store.safety.acknowledge()]
        mended = store.safety.mend(store.backups, parts.show) if args.mend else None
        deep = args.deep or args.mend
        problems = store.check(deep=deep, progress=parts.show)
        parts.clear()
        if deep and not problems and not store.safety.read_only:
            store.attachments.sweep()
        notices = [str(each) for each in (*store.safety.notices(), *store.safety.hints())]
        known = store.safety.known
        events = 0 if problems else store.context.journal.count()
    notices = [each for each in notices if each not in problems]
    data = {
        "ok": not problems, "deep": deep, "events": events, "problems": problems, "notices": notices,
        "known": list(known),
        "acknowledged": noted, "mended": list(mended.differences) if mended else [],
        "backup": str(mended.backup.file) if mended else None,
    }  # fmt: skip

    def text() -> Iterable[str]:
        yield from (_("taken note of: {what}").format(what=clean(each)) for each in noted)
        if mended is not None:
            yield from (_("made anew: {what}").format(what=clean(each)) for each in mended.differences)
            yield _("The desk as it was before is in {file}.").format(file=clean(mended.backup.file))
        yield from (clean(each) for each in problems)
        if not problems:
            yield _("Nothing new is wrong.") if known else _good(events, deep=deep)
        yield from (_("known, an admin has taken note: {what}").format(what=clean(each)) for each in known)
        yield from (_("note: {what}").format(what=clean(each)) for each in notices)

    return Answer(lambda: data, text, 1 if problems else 0)


def _good(events: int, *, deep: bool) -> str:
    if deep:
        template = ngettext(
            "{n} event: all is there and unchanged.", "{n} events: all is there and unchanged.", events
        )
    else:
        template = ngettext(
            "{n} event: the journal is the one that was written here. check --deep looks at everything.",
            "{n} events: the journal is the one that was written here. check --deep looks at everything.",
            events,
        )
    return template.format(n=events)


def _backup_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help=_("the copy; default: in the desk's own folder")
    )
    parser.add_argument(
        "--folder", metavar="DIR", type=Path, help=_("from now on the desk's own backups go there")
    )
    parser.add_argument(
        "--keep", metavar="DAYS", type=count, help=_("keep daily backups for so many days; 0: make none")
    )


def backup(args: Namespace) -> Answer:
    """Make a copy that is opened, verified and described by a manifest."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        if args.folder is not None or args.keep is not None:
            store.backups.choose(folder=args.folder, days=args.keep)
        made = store.backups.make(args.file)
        days = store.backups.days

    def text() -> Iterable[str]:
        yield _("{file}: {events}, verified in {seconds} s.").format(
            file=clean(made.file), events=_events(made.events), seconds=f"{made.seconds:.1f}"
        )
        if days:
            template = ngettext(
                "The desk makes one every day and keeps it for {n} day.",
                "The desk makes one every day and keeps it for {n} days.",
                days,
            )
            yield template.format(n=days)

    return Answer(lambda: _copy(made), text)


def _restore_options(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the backup"))
    parser.add_argument(
        "--drill",
        action="store_true",
        help=_("only try, in a folder that goes away; say how long it took"),
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help=_("let a backup that is not encrypted take the place of an encrypted desk"),
    )


def restore(args: Namespace) -> Answer:
    """Put a verified backup in the place of the desk, which is moved aside; an admin does it."""
    from store.services import restoring, warrant
    from tui.verbs.opening import path_of
    from tui.verbs.secret import enter_both, enter_copy

    if args.read_only:
        raise Unreadable("WRONG_OPTION", say(N_("restore cannot be --read-only; --drill changes nothing.")))
    try:
        path = path_of(args)
        sealed = restoring.sealed(args.file, path)
        if args.drill:
            proof = enter_copy(args, args.file, path) if sealed else None
            return _drilled(restoring.drill(args.file, proof=proof))
        warrant.refuse_plain(args.file, path, plain=args.plain)
        proof, copy = enter_both(args, path, args.file, sealed=sealed)
        done = restoring.restore(args.file, path, proof=proof, copy=copy, agent=args.agent, plain=args.plain)
        return _restored(done)
    except OSError as error:
        template = N_("{file} cannot be read: {reason}.")
        reason = error.strerror or type(error).__name__
        raise Unusable("CANNOT_READ", say(template, file=str(args.file), reason=reason)) from error


def _restored(done: Restored) -> Answer:
    data = {
        "file": str(done.path), "backup": _copy(done.backup),
        "aside": str(done.aside) if done.aside else None,
        "not_in_backup": done.newer, "origin": done.origin, "manifest": done.with_manifest,
        "seconds": done.seconds, "by": done.by, "revoked": list(done.kept.revoked),
        "roles_kept": list(done.kept.roles),
    }  # fmt: skip

    from store.services.asides import LONGEST

    def text() -> Iterable[str]:
        yield _("{file}: restored with {events} in {seconds} s.").format(
            file=clean(done.path), events=_events(done.backup.events), seconds=f"{done.seconds:.1f}"
        )
        if done.aside is not None:
            template = _("The desk that was there is now {file}; it goes after {days} days.")
            yield template.format(file=clean(done.aside), days=LONGEST)
        if done.newer is None:
            yield _("Nobody can say what that desk had besides: it cannot be read.")
        elif done.newer:
            template = ngettext(
                "{n} event of that desk is not in the backup.",
                "{n} events of that desk are not in the backup.",
                done.newer,
            )
            yield template.format(n=done.newer)
        if done.kept.revoked:
            names = clean(", ".join(done.kept.revoked))
            yield _("Let go at that desk, and here again: {names}.").format(names=names)
        if done.kept.roles:
            names = clean(", ".join(done.kept.roles))
            yield _("With the role of that desk, not of the backup: {names}.").format(names=names)
        if not done.with_manifest:
            yield _("There was no manifest beside the backup: its bytes could not be compared.")

    return Answer(lambda: data, text)


def _drilled(done: Drill) -> Answer:
    total = round(done.verify + done.restore + done.open, 3)
    data = {
        "backup": _copy(done.backup), "units": done.units, "claims": done.claims, "verify_s": done.verify,
        "restore_s": done.restore, "open_s": done.open, "seconds": total,
    }  # fmt: skip

    def text() -> Iterable[str]:
        yield _("{file} can be restored: {events}, {seconds} s.").format(
            file=clean(done.backup.file), events=_events(done.backup.events), seconds=f"{total:.1f}"
        )
        yield _("Verified in {verify} s, restored in {restore} s, opened and looked up in {open} s.").format(
            verify=f"{done.verify:.1f}", restore=f"{done.restore:.1f}", open=f"{done.open:.1f}"
        )
        if done.backup.made_at:
            made = datetime.fromisoformat(done.backup.made_at)
            yield _("It was made on {day}.").format(day=f"{made:%Y-%m-%d %H:%M} UTC")

    return Answer(lambda: data, text)


def _copy(made: Copy) -> dict[str, object]:
    return {
        "file": str(made.file), "sha256": made.sha256, "size": made.size, "made_at": made.made_at or None,
        "program": made.program or None, "schema": made.schema, "events": made.events,
        "heads": {origin: {"seq": seq, "hash": digits} for origin, (seq, digits) in made.heads.items()},
        "counts": dict(made.counts), "files": made.files, "files_missing": made.files_missing,
        "seconds": made.seconds,
    }  # fmt: skip


def _events(number: int) -> str:
    return ngettext("{n} event", "{n} events", number).format(n=number)


COMMANDS: Mapping[str, Command] = {
    "check": Command(_check_options, check),
    "backup": Command(_backup_options, backup),
    "restore": Command(_restore_options, restore),
}
