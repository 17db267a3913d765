"""erase, about, retention: what is known of a customer, handed out or taken away."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused, Unreadable
from store.wording import N_, _, ngettext, say
from tui.plain import clean
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.records.privacy import Due, Erased
    from store.services.asides import Left

KEPT = ("texts", "files", "refused")
NEVER = "never"


def _erase_options(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=_("id, or a name or phone that fits one"))
    parser.add_argument("--yes", action="store_true", help=_("it cannot be undone: I know"))
    parser.add_argument(
        "--reason", metavar="TEXT", default="request", help=_("why; it is kept, so it must not name them")
    )


def erase(args: Namespace) -> Answer:
    """Erase a customer; their units, claims and answers stay, and tell of nobody."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        who = store.privacy.find(args.customer)
        if not args.yes:
            template = N_(
                "{name} ({id}) would be erased for good: name, phones, mail, address, notes, what was written"
                " on their claims, files, drafts. If that is wanted: erase {id} --yes."
            )
            sentence = say(template, name=who.name, id=who.id)
            seen = store.privacy.foresee(who.id)
            names = ("bodies", "parts", "drafts", "files", "units", "claims", "ratings", "events")
            counts = {name: getattr(seen, name) for name in names}
            details = {"customer": who.id, **counts, "open_claims": list(seen.open_claims)}
            raise Refused("NOT_CONFIRMED", sentence, field="yes", details=details)
        done = store.privacy.erase(who.id, args.reason)
        left = store.backups.left()
    return _said(done, who.id, left)


def _said(done: Erased, customer: str | None, left: Iterable[Left] = ()) -> Answer:
    copies = [{"file": str(each.file), "until": each.until and each.until.isoformat()} for each in left]
    data = {
        "customer": customer,
        "events": done.bodies,
        "import_parts": done.rows,
        "drafts": done.drafts,
        "files": done.files,
        "wiped": done.wiped,
        "copies": copies,
    }

    def text() -> Iterable[str]:
        events = ngettext("{n} event was shortened", "{n} events were shortened", done.bodies)
        files = ngettext("{n} file removed", "{n} files removed", done.files)
        yield f"{events.format(n=done.bodies)}, {files.format(n=done.files)}."
        if not done.wiped:
            yield _(
                "Another terminal holds the desk: what was erased is still in free pages of its file."
                " Close it there, then: counterpane retention --yes."
            )
        if customer is not None:
            yield from _of_copies(left)

    return Answer(lambda: data, text, 0 if done.wiped else 1)


def _of_copies(left: Iterable[Left]) -> Iterator[str]:
    """Say which copies still tell of who was erased, and until when."""
    going = [each for each in left if each.until is not None]
    if going:
        template = ngettext(
            "{n} copy made before still tells of them; it goes by itself on {day}.",
            "{n} copies made before still tell of them; they go by themselves, the last on {day}.",
            len(going),
        )
        yield template.format(n=len(going), day=going[-1].until)
    staying = ", ".join(clean(each.file) for each in left if each.until is None)
    if staying:
        yield _("These stay until you delete them: {files}.").format(files=staying)
    yield _("Exports, and copies taken elsewhere, are yours to delete.")


def _about_options(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help=_("id, or a name or phone that fits one"))
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the JSON file to make"))
    parser.add_argument("--force", action="store_true", help=_("replace the file if it is there"))


def about(args: Namespace) -> Answer:
    """Write all that is known of a customer to a file; the admin is told."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = store.privacy.hand_out(args.customer, args.out, force=args.force)
    counts = {name: len(rows) for name, rows in found.items() if isinstance(rows, list)}
    data = {"file": str(args.out), "customer": found["id"], "rows": counts}

    def text() -> Iterable[str]:
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        yield _("{file}: {listed}.").format(file=clean(args.out), listed=listed)

    return Answer(lambda: data, text)


def _retention_options(parser: ArgumentParser) -> None:
    helps = {
        "texts": _("what was written on a claim, so long after it ended"),
        "files": _("its photos and documents"),
        "refused": _("what was typed and refused"),
    }
    for name in KEPT:
        parser.add_argument(f"--{name}", metavar="DAYS", type=_days, help=f"{helps[name]}; {NEVER}")
    parser.add_argument("--yes", action="store_true", help=_("erase what is due, for good"))


def _days(text: str) -> int | str:
    if text == NEVER:
        return NEVER
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 36_500):
        raise ArgumentTypeError(_("days, a whole number from 1 to 36500, or never"))
    return int(text)


def retention(args: Namespace) -> Answer:
    """Say how long things are kept, list what is due, and with --yes erase it."""
    from tui.verbs.opening import opened

    wanted = {f"keep_{name}": days for name in KEPT if (days := getattr(args, name)) is not None}
    if wanted and args.yes:
        template = N_("retention: say first how long, look at what is due, then erase it with --yes.")
        raise Unreadable("OPTION", say(template))
    with opened(args) as store:
        if wanted:
            store.settings.set(**{name: None if days == NEVER else days for name, days in wanted.items()})
        if args.yes:
            return _said(store.privacy.retain(), None)
        due = store.privacy.due()
        kept = {name: store.settings.get(f"keep_{name}") for name in KEPT}
    return _listed(kept, due)


def _listed(kept: Mapping[str, object], due: tuple[Due, ...]) -> Answer:
    data = {
        "keep": dict(kept),
        "due": [
            {"what": each.what, "claim": each.number, "subject": each.subject, "since": each.since}
            for each in due
        ],
    }

    def text() -> Iterable[str]:
        for name, days in kept.items():
            how_long = _("never erased by age") if days is None else _("kept {n} days").format(n=days)
            yield f"{name:8} {how_long}"
        for each in due:
            yield f"{each.what:8} {each.since}  {clean(each.number)}"
        if due:
            yield _("To erase these for good: counterpane retention --yes.")

    return Answer(lambda: data, text)


COMMANDS: Mapping[str, Command] = {
    "erase": Command(_erase_options, erase),
    "about": Command(_about_options, about),
    "retention": Command(_retention_options, retention),
}
