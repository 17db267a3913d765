"""people, inbox, encrypt, decrypt, recover: who works here, what they are to know, and who gets in."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.errors import Refused, Unreadable
from store.wording import N_, Sentence, _, ngettext, say
from tui.plain import clean
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.services.people import Work
    from store.services.plain_copies import Replaced
    from store.store import Store

ROLES = ("viewer", "agent", "technician", "supervisor", "manager", "admin")
DEEDS = ("list", "add", "role", "revoke", "passphrase", "pin", "work")


def _people_options(parser: ArgumentParser) -> None:
    parser.add_argument("deed", nargs="?", choices=DEEDS, default="list", help=_("default: list"))
    parser.add_argument("name", nargs="?", metavar="NAME", help=_("whom"))
    parser.add_argument("--role", choices=ROLES, help=_("what they may do; needed to add, and for role"))
    parser.add_argument("--to", metavar="NAME", help=_("revoke: who takes over their open work"))
    parser.add_argument("--none", action="store_true", help=_("pin: take it away"))


def people(args: Namespace) -> Answer:
    """List who works here, take someone on, change what they may, or let them go."""
    from tui.verbs.opening import opened

    if args.deed != "list" and not args.name:
        raise Unreadable("NO_NAME", say(N_("people {deed} needs a name."), deed=args.deed), field="name")
    if args.deed in ("add", "role") and not args.role:
        template = N_("people {deed} needs --role, one of {roles}.")
        raise Unreadable("NO_ROLE", say(template, deed=args.deed, roles=", ".join(ROLES)))
    with opened(args, make=args.deed == "add") as store:
        if args.deed == "work":
            return _work(store.people.work(args.name))
        # What was just typed is not asked for again: only a desk with a new key is opened anew.
        found = None if _do(args, store) else store.people.list()
    if found is None:
        with opened(args) as store:
            found = store.people.list()

    def data() -> object:
        from tui import contract

        return {"people": [contract.person(each) for each in found]}

    def text() -> Iterable[str]:
        from tui import answers

        return answers.people(found)

    return Answer(data, text)


def _do(args: Namespace, store: Store) -> bool:
    """Do the deed; return whether the desk has got a new key by it, and is closed."""
    from tui.verbs.secret import ask, ask_new

    if args.deed == "add":
        store.people.add(args.name, args.role)
        if store.safety.unproven is not None:
            print(f"counterpane: {clean(store.safety.unproven)}", file=sys.stderr)
    elif args.deed == "role":
        from store.services.locksmith import change_role

        change_role(store, args.name, args.role)
    elif args.deed == "passphrase":
        from store.services.locksmith import give_passphrase

        prompt = _("New passphrase of {name}").format(name=store.people.find(args.name).name)
        give_passphrase(store, args.name, ask_new(args, prompt))
    elif args.deed == "pin":
        name = store.people.find(args.name).name
        pin = None if args.none else ask(args, _("New PIN of {name}").format(name=name))
        store.people.set_pin(args.name, pin)
    elif args.deed == "revoke":
        return _revoke(args, store)
    return False


def _revoke(args: Namespace, store: Store) -> bool:
    """Let somebody go, what they leave open to somebody; return whether the desk has a new key."""
    from store.services.locksmith import revoke

    work = store.people.work(args.name)
    if work and not args.to:
        template = N_("{name} has open work: {work}. Say who takes it over: --to NAME.")
        numbers = [line.number or line.serial for line in work.claims] + [task.title for task in work.tasks]
        shown = ", ".join(numbers[:8]) + (" …" if len(numbers) > 8 else "")
        sentence = say(template, name=args.name, work=shown)
        raise Refused("OPEN_WORK", sentence, field="to", details={"work": numbers})
    again = revoke(store, args.name, args.to)
    if again is not None:
        args.unlocked = again
        print(_("The desk has a new key. Copies and backups taken before keep the old one."), file=sys.stderr)
    return again is not None


def _work(work: Work) -> Answer:
    def data() -> object:
        from tui import contract

        return {
            "claims": [contract.claim_line(line) for line in work.claims],
            "tasks": [contract.task(task) for task in work.tasks],
        }

    def text() -> Iterable[str]:
        from tui import answers

        yield from answers.claims(work.claims, more=False)
        yield from answers.tasks(work.tasks)

    return Answer(data, text)


def _inbox_options(parser: ArgumentParser) -> None:
    parser.add_argument("--ack", nargs="+", metavar="ID", help=_("take note of these"))
    parser.add_argument("--all", action="store_true", help=_("take note of all of them"))
    parser.add_argument("--noted", action="store_true", help=_("also show those that are done with"))


def inbox(args: Namespace) -> Answer:
    """Show the sensitive acts an admin has to take note of, or take note of them."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        count = store.inbox.note(None if args.all else args.ack) if args.all or args.ack else 0
        found = store.inbox.list(noted=args.noted)

    def data() -> object:
        from tui import notices

        return {"noted": count, "notices": [notices.data(each) for each in found]}

    def text() -> Iterable[str]:
        from tui import notices

        if count:
            yield ngettext("{n} notice noted.", "{n} notices noted.", count).format(n=count)
        yield from notices.lines(found)

    return Answer(data, text)


def _encrypt_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--way-back-with",
        metavar="NAME",
        help=_("seal a way back for the day a passphrase is lost: it takes you and this other admin"),
    )


def encrypt(args: Namespace) -> Answer:
    """Encrypt the desk under your passphrase; or, once it is, seal the way back with another admin."""
    from store.services import locksmith, plain_copies
    from tui.verbs.opening import opened
    from tui.verbs.secret import ask, ask_new

    with opened(args) as store:
        store.context.require("edit", "encryption")
        if args.way_back_with:
            other = store.people.find(args.way_back_with)
            own = ask(args, _("Passphrase of {name}, once more").format(name=store.agent.name))
            theirs = ask(args, _("Passphrase of {name}").format(name=other.name))
            locksmith.seal_recovery(store, other.id, own, theirs)
            return _said(say(N_("The way back is sealed: it takes {one} and {two}."), one=store.agent.name,
                             two=other.name))  # fmt: skip
        prompt = _("New passphrase of {name}").format(name=store.agent.name)
        args.unlocked = locksmith.encrypt(store, ask_new(args, prompt))
    with opened(args) as store:
        done = plain_copies.replace(store)
    return _encrypted(done)


def _encrypted(done: Replaced) -> Answer:
    from store.services import plain_copies

    template = N_(
        "The desk is encrypted. Give the others a passphrase with people passphrase NAME, and seal"
        " a way back with --way-back-with NAME: a lost passphrase is lost data. The disk may still"
        " hold what was there in plain text, and so do backups that were taken elsewhere."
    )
    said = [str(each) for each in (say(template), *plain_copies.told(done))]
    data = {
        "ok": True, "message": " ".join(said), "removed": [str(path) for path in done.gone],
        "left": [str(path) for path in done.left], "backup": str(done.backup.file) if done.backup else None,
    }  # fmt: skip
    return Answer(lambda: data, lambda: map(clean, said))


def _decrypt_options(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help=_("whoever has the file can read it: I know"))


def decrypt(args: Namespace) -> Answer:
    """Write the desk in plain text again."""
    from store.services import locksmith
    from tui.verbs.opening import opened

    if not args.yes:
        template = N_("Whoever gets the file could read every name in it. If that is wanted: decrypt --yes.")
        raise Refused("NOT_CONFIRMED", say(template), field="yes")
    with opened(args) as store:
        locksmith.decrypt(store)
    return _said(say(N_("The desk is not encrypted any more. Whoever has the file can read it.")))


def _recover_options(parser: ArgumentParser) -> None:
    parser.add_argument("one", metavar="NAME", help=_("the admin who gets a new passphrase"))
    parser.add_argument("other", metavar="NAME", help=_("the other admin who sealed the way back"))


def recover(args: Namespace) -> Answer:
    """Open a desk whose passphrases or machine are lost, with the two admins who sealed the way back."""
    from store.services import locksmith
    from store.store import now
    from tui.verbs.opening import path_of
    from tui.verbs.secret import ask, ask_new

    one = ask(args, _("Passphrase of {name}").format(name=args.one))
    other = ask(args, _("Passphrase of {name}").format(name=args.other))
    fresh = ask_new(args, _("New passphrase of {name}").format(name=args.one))
    locksmith.recover(path_of(args), (args.one, one), (args.other, other), fresh, now)
    template = N_("The desk opens again, on this machine and for {name}. Give the others a passphrase.")
    return _said(say(template, name=args.one))


def _said(sentence: Sentence) -> Answer:
    return Answer(lambda: {"ok": True, "message": str(sentence)}, lambda: [clean(sentence)])


COMMANDS: Mapping[str, Command] = {
    "people": Command(_people_options, people),
    "inbox": Command(_inbox_options, inbox),
    "encrypt": Command(_encrypt_options, encrypt),
    "decrypt": Command(_decrypt_options, decrypt),
    "recover": Command(_recover_options, recover),
}
