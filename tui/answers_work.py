"""The work on a claim as lines on standard output: its owner, what it waits for, what is out, its costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store.wording import _, ngettext
from tui.plain import clean, joined, money

if TYPE_CHECKING:
    from store.records import ClaimView, Clocks

YESTERDAY = -1


def work_rows(view: ClaimView, currency: str) -> list[tuple[object, object]]:
    """Return titles and values; those without a value are empty."""
    own = view.claim
    waiting = (joined(*_part(part)) for part in own.parts if not part.get("waited_to"))
    return [
        (_("next right"), _right(view.clocks)),
        (_("owner"), own.owner),
        (_("waits for"), "; ".join(waiting)),
        (_("loaner"), ", ".join(clean(loan["loaner"]) for loan in own.loans if "back" not in loan)),
        (_("costs"), _costs(view, currency)),
    ]


def _right(clocks: Clocks) -> str:
    """Say which right the customer gets next, and when."""
    if clocks.right is None or clocks.right_left is None or clocks.statutory_left is None:
        return ""
    left = clocks.right_left
    if left > 0:
        return joined(clocks.right, ngettext("in {n} day", "in {n} days", left).format(n=left))
    since = _("since yesterday") if left == YESTERDAY else _("since {day}").format(day=clocks.right_on)
    return joined(clocks.right, since if left else _("from today"))


def _part(part: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(part[name] for name in ("part", "ordered", "order_no", "expected") if part.get(name))


def _costs(view: ClaimView, currency: str) -> str:
    totals, own = view.claim.totals, view.claim
    if not totals.get("total"):
        return ""
    paid = (f"{name} {money(share, currency)}" for name, share in totals.items() if share)
    over = _("over what was approved: ask {roles}").format(roles=", ".join(view.approvers))
    return joined(*paid, over if view.approvers and own.allowed is not None else None)


def unit_of(view: ClaimView) -> str:
    """Name the unit; one that is not in the book by what is known of it."""
    if view.card:
        return joined(view.card.unit.serial, view.card.unit.product)
    return joined(_("not in the book"), view.claim.serial, view.claim.product)


def whose(view: ClaimView) -> str | None:
    """Name the customer, also where no unit is known."""
    customer = view.card.customer if view.card and view.card.customer else view.customer
    return customer.name if customer else None
