"""goodwill, loaners, claim --history: what surrounds the work on claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from store.wording import _, ngettext
from tui.plain import clean, joined, money, table
from tui.verbs import Answer, Command
from tui.verbs.period import opened_for_period
from tui.verbs.usage import count, day

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from store.records import Entry, Grant, Ledger, Loan
    from store.store import Store

SHOWN = 200
PAGE = 500


def history(args: Namespace) -> Answer:
    """Tell all that happened to a claim, the newest first."""
    from tui.verbs.opening import opened

    entries: list[Entry] = []
    with opened(args) as store:
        after, more = None, True
        while more and (not args.limit or len(entries) <= args.limit):
            chapter = store.workshop.history(args.number, after, PAGE)
            entries += chapter.entries
            after = chapter.after
            more = after is not None
    cut = 0 < args.limit < len(entries)
    entries = entries[: args.limit] if cut else entries

    def data() -> object:
        from tui import contract

        return {
            "number": args.number,
            "events": [
                {
                    "at": contract.instant(each.at),
                    "who": each.who,
                    "role": each.role,
                    "kind": each.kind,
                    "action": each.action,
                    "from": each.before,
                    "to": each.after,
                    "body": contract.plain(each.body),
                    "changes": [
                        dict(zip(("field", "from", "to"), map(contract.plain, change), strict=True))
                        for change in each.changes
                    ],
                }
                for each in entries
            ],
            "more": cut,
        }

    def text() -> Iterable[str]:
        from tui.happened import told

        for each in entries:
            found = told(each)
            yield clean(
                joined(found.when, found.who, found.what, f"→ {found.state}" if found.state else None)
            )
            if found.details:
                yield f"    {clean(found.details)}"
        if cut:
            yield _("There are more: --limit shows them.")

    return Answer(data, text)


def _goodwill_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--since", metavar="DATE", type=day, help=_("from this day; default: the running period")
    )
    parser.add_argument("--until", metavar="DATE", type=day, help=_("up to this day"))
    parser.add_argument("--limit", type=count, default=SHOWN, metavar="N", help=_("at most so many; 0: all"))


def goodwill(args: Namespace) -> Answer:
    """Show what was given in a period, who signed, and what is left of the budget."""

    with opened_for_period(args) as store:
        first, grants = _grants(store, args.since, args.until, args.limit)
        currency = str(store.settings.get("currency"))
    cut = 0 < args.limit < len(grants)
    grants = grants[: args.limit] if cut else grants

    def data() -> object:
        from tui import contract

        return {
            "since": contract.plain(first.since),
            "until": contract.plain(first.until),
            "spent": first.spent,
            "budget": first.budget,
            "left": first.left,
            "grants": contract.plain(grants),
            "more": cut,
        }

    return Answer(data, lambda: _ledger_lines(first, grants, currency, more=cut))


def _grants(store: Store, since: date | None, until: date | None, limit: int) -> tuple[Ledger, list[Grant]]:
    first = ledger = store.workshop.ledger(since, until, limit=PAGE)
    grants = list(ledger.grants)
    while ledger.after is not None and (not limit or len(grants) <= limit):
        ledger = store.workshop.ledger(first.since, first.until, ledger.after, PAGE)
        grants += ledger.grants
    return first, grants


def _ledger_lines(found: Ledger, grants: list[Grant], currency: str, *, more: bool) -> Iterable[str]:
    given = _("given {sum}").format(sum=money(found.spent, currency))
    budget = (
        _("budget {sum}").format(sum=money(found.budget, currency))
        if found.budget is not None
        else _("no budget is set")
    )
    left = _("left {sum}").format(sum=money(found.left, currency)) if found.left is not None else None
    yield joined(f"{found.since} – {found.until}", given, budget, left)
    rows = [
        (
            each.day or "",
            each.claim,
            money(each.amount, currency),
            each.unit,
            joined(each.who, each.role),
            each.reason,
        )
        for each in grants
    ]
    yield from table(rows, right=(2,), indent="  ") if rows else [_("No goodwill was given.")]
    if more:
        yield _("There are more: --limit shows them.")


def _loaner_options(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=count, default=SHOWN, metavar="N", help=_("at most so many; 0: all"))


def loaners(args: Namespace) -> Answer:
    """List the loaners that are out, those given first leading."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        found = store.workshop.loans(0, args.limit or -1)
        today = store.today()

    def data() -> object:
        from tui import contract

        return {"loaners": contract.plain(found)}

    def text() -> Iterable[str]:
        yield from table(_loan(each, today) for each in found) if found else [_("No loaner is out.")]

    return Answer(data, text)


def _loan(loan: Loan, today: date) -> tuple[object, ...]:
    days = (today - loan.given).days if loan.given else 0
    out = ngettext("out for {n} day", "out for {n} days", days).format(n=days)
    return (
        loan.serial,
        loan.given or "",
        out,
        loan.claim,
        loan.state,
        joined(loan.customer, loan.phone),
        loan.unit,
    )


COMMANDS: Mapping[str, Command] = {
    "goodwill": Command(_goodwill_options, goodwill),
    "loaners": Command(_loaner_options, loaners),
}
