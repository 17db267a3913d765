"""file, attach, register: how a claim begins at the counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.errors import NotFound, Refused, Unreadable
from store.wording import N_, _, say
from tui.verbs import Answer, Command
from tui.verbs.usage import day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ActionsContainer

    from store.records import Known
    from store.store import Store

CHANNELS = ("in-store", "mail-in", "on-site")
GIVEN = ("fault", "note", "channel", "component", "condition", "different_fault", "repeat_of")


def _file_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "serial",
        metavar="SERIAL",
        nargs="?",
        help=_("the unit's serial; with --unknown what can be read"),
    )
    parser.add_argument(
        "--product", metavar="NAME", help=_("which product, where two units share the serial")
    )
    parser.add_argument("--fault", metavar="CODE", help=_("the fault code"))
    parser.add_argument("--failed", metavar="DATE", type=day, help=_("the day it failed"))
    parser.add_argument("--note", metavar="TEXT", help=_("what the customer says"))
    parser.add_argument("--channel", choices=CHANNELS, default=CHANNELS[0], help=_("default: in-store"))
    parser.add_argument("--component", metavar="C", help=_("the component; default: the whole unit"))
    parser.add_argument("--condition", metavar="TEXT", help=_("how the unit looks, where it is here already"))
    parser.add_argument(
        "--accessory", metavar="THING", action="append", help=_("what came with it; may be given again")
    )
    parser.add_argument(
        "--attach", metavar="PATH", action="append", help=_("a photo or a document; may be given again")
    )
    parser.add_argument(
        "--different-fault", metavar="REASON", help=_("why this is not the open claim's fault")
    )
    parser.add_argument("--repeat-of", metavar="NUMBER", help=_("the earlier claim this one follows"))
    walk_in = parser.add_argument_group(_("a unit that is not in the book"))
    walk_in.add_argument(
        "--unknown", action="store_true", help=_("without a unit; --product says what it is")
    )
    _customer_options(walk_in)


def _customer_options(parser: _ActionsContainer) -> None:
    parser.add_argument("--customer", metavar="NAME", help=_("who brings it"))
    parser.add_argument("--phone", metavar="NUMBER", help=_("the customer's phone"))


def file(args: Namespace) -> Answer:
    """File a claim on a unit, or on one that is not in the book."""
    from tui.verbs.look import about
    from tui.verbs.opening import opened

    values: dict[str, object] = {name: getattr(args, name) for name in GIVEN}
    values |= {"failure_date": args.failed, "accessories": args.accessory, "attach": args.attach}
    given = {name: value for name, value in values.items() if value is not None}
    _check(args)
    with opened(args) as store:
        known = None
        if args.unknown:
            claim = store.filing.file_unknown(given | _walk_in(args))
        else:
            unit = the_unit(store, args.serial, args.product)
            known = store.filing.known(unit, args.fault)
            claim = store.claims.file(unit, given)
        answer = about(store, claim.number or "")
    return _with_known(answer, known) if known else answer


def _check(args: Namespace) -> None:
    if args.unknown and not args.customer:
        template = N_("file --unknown needs --customer (who brings it).")
        raise Unreadable("NO_CUSTOMER", say(template), field="customer")
    if not args.unknown and (args.customer or args.phone):
        template = N_("--customer and --phone belong to --unknown; a unit of the book has its customer.")
        raise Unreadable("NOT_UNKNOWN", say(template), field="customer")
    if not args.unknown and not args.serial:
        template = N_("file needs the SERIAL of the unit; without one, --unknown and --customer.")
        raise Unreadable("NO_SERIAL", say(template), field="serial")


def _walk_in(args: Namespace) -> dict[str, object]:
    given = {
        "customer_name": args.customer,
        "phone": args.phone,
        "read_serial": args.serial,
        "described": args.product,
    }
    return {name: value for name, value in given.items() if value}


def _with_known(answer: Answer, known: Known) -> Answer:
    """Say, after the claim, what was known of the unit and of the fault before it."""

    def data() -> object:
        from tui import contract

        whole = answer.data()
        assert isinstance(whole, dict)
        return {**whole, "known": contract.plain(known)}

    def text() -> Iterable[str]:
        yield from answer.text()
        yield from known_words(known)

    return Answer(data, text, answer.status)


def known_words(known: Known) -> Iterable[str]:
    """Say what was known: open claims, repeats, repairs that count, other units."""
    for line in known.open:
        fault = line.fault_title or line.fault or ""
        yield _("! also open on this unit: {number}, {fault}").format(number=line.number, fault=fault)
    for each in known.repeats:
        template = _("! repeat of {number}, handed over {day}: it could be reopened until {until}")
        yield template.format(number=each.number, day=each.handed_over, until=each.until or "…")
    if known.repairs and known.repairs_needed:
        template = _("{n} of {needed} repairs that give the right to an exchange")
        yield template.format(n=known.repairs, needed=known.repairs_needed)
    for other in known.elsewhere:
        template = _("the same fault on another unit of this customer: {number}, {serial}")
        yield template.format(number=other.number, serial=other.serial)


def the_unit(store: Store, serial: str, product: str | None) -> str:
    """Return the id of the one unit with this serial.

    Raises:
        NotFound: there is none; the sentence says what looks alike.
        Refused: there are several: that is a choice, never the first.
    """
    found = [store.units.get(id_) for id_ in store.units.exact(serial)]
    if product is not None:
        found = [unit for unit in found if unit.product.casefold() == product.casefold()]
    if not found:
        from tui.verbs.look import missing, suggested

        alike = suggested(store, serial)
        raise NotFound("NOT_FOUND", missing(serial, alike), field="serial", details={"suggestions": alike})
    if len(found) > 1:
        products = [unit.product for unit in found]
        template = N_("{n} units have the serial {serial}; say which with --product: {products}.")
        sentence = say(template, n=len(found), serial=serial[:80], products=", ".join(products))
        raise Refused("AMBIGUOUS_SERIAL", sentence, field="serial", details={"products": products})
    return found[0].id


def _attach_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help=_("the claim's number"))
    parser.add_argument("paths", metavar="PATH", nargs="+", help=_("a photo or a document"))


def attach(args: Namespace) -> Answer:
    """Attach files to a claim; each is kept or refused by itself, the first refusal ends it."""
    from tui.verbs.look import about
    from tui.verbs.opening import opened

    with opened(args) as store:
        for path in args.paths:
            store.claims.act(args.number, "attach", {"file": path})
        return about(store, args.number)


def _register_options(parser: ArgumentParser) -> None:
    parser.add_argument("serial", metavar="SERIAL", help=_("the serial of the unit"))
    parser.add_argument("--product", metavar="NAME", required=True, help=_("what kind of thing it is"))
    parser.add_argument("--brand", metavar="NAME", help=_("its maker"))
    parser.add_argument("--category", metavar="NAME", help=_("the category of a new product"))
    parser.add_argument("--invoiced", metavar="DATE", type=day, help=_("the day on the invoice"))
    parser.add_argument("--delivered", metavar="DATE", type=day, help=_("the day it was delivered"))
    _customer_options(parser)


def register(args: Namespace) -> Answer:
    """Put a unit into the book and show it."""
    from tui.verbs.opening import opened

    names = ("product", "brand", "category", "invoiced", "delivered", "phone")
    values: dict[str, object] = {name: getattr(args, name) for name in names}
    with opened(args) as store:
        unit = store.filing.register(args.serial, {**values, "customer_name": args.customer})
        card = store.units.card(unit.id)

    def data() -> object:
        from tui import contract

        return contract.card(card)

    def text() -> Iterable[str]:
        from tui.answers import cards

        return cards([card])

    return Answer(data, text)


COMMANDS: Mapping[str, Command] = {
    "file": Command(_file_options, file),
    "attach": Command(_attach_options, attach),
    "register": Command(_register_options, register),
}
