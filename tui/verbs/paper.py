"""slip, statement, paper: what is printed for the customer, and how it leaves this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Unreadable
from store.record import names_of
from store.wording import N_, _, say
from tui.verbs import Answer, Command
from tui.verbs.usage import day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.paper.document import Block, Document
    from store.store import Store

KINDS = ("receipt", "slip", "letter")
WIDTHS = ("42", "80")
SETTINGS = ("paper_head", "paper_width", "paper_folder", "paper_at_once", "print_command")


def _out_options(parser: ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--html", action="store_true", help=_("a page with a QR code, to be printed or sent"))
    form.add_argument("--width", choices=WIDTHS, help=_("columns of the text; default: this machine's paper"))
    parser.add_argument(
        "--language", metavar="L", help=_("language of the paper; default: the customer's, else the desk's")
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help=_("save it in a new file, or in a folder under a name of its own"),
    )
    parser.add_argument(
        "--print", action="store_true", dest="printed", help=_("hand it to this machine's print command")
    )


def _slip_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))
    parser.add_argument("--kind", choices=KINDS, help=_("which paper; default: the one its state calls for"))
    _out_options(parser)


def slip(args: Namespace) -> Answer:
    """Put a claim on paper."""
    from tui.verbs.opening import opened

    _check(args)
    with opened(args) as store:
        return _given_out(store, store.papers.of_claim(args.number, args.kind, args.language), args)


def _statement_options(parser: ArgumentParser) -> None:
    parser.add_argument("serial", metavar="SERIAL", help=_("the serial of the unit"))
    parser.add_argument(
        "--product", metavar="NAME", help=_("which product, where two units share the serial")
    )
    parser.add_argument(
        "--on", metavar="DATE", type=day, help=_("what is covered on this day; default: today")
    )
    _out_options(parser)


def statement(args: Namespace) -> Answer:
    """Put what is covered of a unit on paper."""
    from tui.verbs.file import the_unit
    from tui.verbs.opening import opened

    _check(args)
    with opened(args) as store:
        unit = the_unit(store, args.serial, args.product)
        return _given_out(store, store.papers.of_unit(unit, args.language, args.on), args)


def _check(args: Namespace) -> None:
    if args.html and args.printed:
        template = N_(
            "--print hands out text; save a page with --html --out FILE and print it from a browser."
        )
        raise Unreadable("HTML_PRINTED", say(template), field="print")


def _given_out(store: Store, document: Document, args: Namespace) -> Answer:
    """Save and print the paper if that was asked for; otherwise it is the answer."""
    from store.services.papers import laid_out

    form = "html" if args.html else args.width or str(store.papers.setup.get("paper_width"))
    saved = store.papers.save(document, form, args.out) if args.out else None
    if args.printed:
        store.papers.print(document, form)
    laid = laid_out(document, form)

    def data() -> object:
        return {
            "kind": document.kind,
            "number": document.number,
            "language": document.language,
            "form": form,
            "title": document.title,
            "text": laid,
            "saved": None if saved is None else str(saved),
            "printed": args.printed,
            "document": _as_data(document),
        }

    def text() -> Iterable[str]:
        from tui.plain import clean

        if saved is None and not args.printed:
            return laid.splitlines()
        told = [_("Saved in {path}.").format(path=clean(saved))] if saved else []
        return [*told, _("Handed to the printer.")] if args.printed else told

    return Answer(data, text)


def _as_data(document: Document) -> dict[str, object]:
    """Return a paper as data; each of its blocks says what it is: heading, fields, table, paragraph …"""
    from tui.contract import plain

    def with_kind(block: Block) -> dict[str, object]:
        own = {name: plain(getattr(block, name)) for name in names_of(block)}
        return {"block": type(block).__name__.casefold(), **own}

    own = {name: plain(getattr(document, name)) for name in names_of(document)}
    return {**own, "blocks": [with_kind(block) for block in document.blocks]}


def _paper_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", choices=SETTINGS, metavar="NAME", help=", ".join(SETTINGS))
    parser.add_argument(
        "value", nargs="?", metavar="VALUE", help=_("what to choose; empty for the default; | parts lines")
    )


def paper(args: Namespace) -> Answer:
    """Show how papers leave this machine, or change it."""
    from tui.verbs.opening import opened

    with opened(args, make=args.value is not None) as store:
        if args.value is not None:
            store.papers.setup.set(**{args.name: args.value})
        chosen = store.papers.setup.all()
        folder = str(store.papers.folder())
    wanted = {name: chosen[name] for name in chosen if args.name in (None, name)}

    def text() -> Iterable[str]:
        from tui.plain import table

        shown = {**wanted, **({"paper_folder": folder} if "paper_folder" in wanted else {})}
        return table([(name, _worded(value)) for name, value in shown.items()])

    return Answer(lambda: {**wanted, **({"folder": folder} if args.name is None else {})}, text)


def _worded(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " | ".join(map(str, value)) or _("nothing")
    return _("nothing") if value is None else str(value)


COMMANDS: Mapping[str, Command] = {
    "slip": Command(_slip_options, slip),
    "statement": Command(_statement_options, statement),
    "paper": Command(_paper_options, paper),
}
