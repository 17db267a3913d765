"""What a paper is made of: gathered by the store, worded here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.paper.document import Block, Document, Fields, shown
from store.paper.tongue import Tongue
from store.record import Record
from store.records import Card, Claim, Customer, Unit
from store.wording import N_, _


class Facts(Record):
    """Everything a paper may say."""

    desk: tuple[str, ...]
    """Name, address, phone: the head of the paper."""
    today: date
    agent: str
    """Who hands it out."""
    subject: str
    unit: Unit | None
    customer: Customer | None
    claim: Claim | None = None
    fault: str | None = None
    """What the fault is called in the language of the paper."""
    after: Card | None = None
    """The unit the customer takes home, with its cover on `after_on`."""
    after_on: date | None = None
    guarantee_until: date | None = None
    """Last day of the guarantee on the repair."""
    decided_by: str | None = None


CHANNELS: Mapping[str, str] = {
    "in-store": N_("in store"),
    "mail-in": N_("mail-in"),
    "on-site": N_("on site"),
}
SHORT = 200
"""Letters of a text that should take a line or two."""


def about(facts: Facts, *, address: bool = False) -> Fields:
    """Return whose unit it is, and which; with the address where the paper is a letter."""
    rows = []
    if facts.customer:
        phone = next(iter(facts.customer.phones), "")
        rows.append((_("Customer"), shown(facts.customer.name, SHORT)))
        where = facts.customer.address if address else None
        rows += [(_("Address"), shown(where, SHORT, lines=True))] if where else []
        rows += [(_("Phone"), shown(phone, SHORT))] if phone else []
    claim, unit = facts.claim, facts.unit
    product = unit.product if unit else claim.product if claim else None
    brand = unit.brand if unit and unit.brand and unit.brand not in unit.product else None
    if product:
        rows.append((_("Product"), shown(" ".join(filter(None, (brand, product))), SHORT)))
    serial = (claim.serial if claim else None) or (unit.serial if unit else None)
    rows.append((_("Serial"), shown(serial, SHORT) if serial else _("not known")))
    return Fields(tuple(rows))


def product_of(facts: Facts) -> str:
    """Return what the unit is called in a sentence."""
    named = facts.unit.product if facts.unit else facts.claim.product if facts.claim else None
    return shown(named, 60) if named else _("unit")


def finished(
    kind: str, facts: Facts, tongue: Tongue, title: str, number: str, blocks: tuple[Block | None, ...]
) -> Document:
    """Put the parts of a paper together; None is left out."""
    printed = _("Printed {day} by {agent}.")
    return Document(
        kind=kind,
        language=tongue.language,
        title=title,
        number=shown(number, SHORT),
        desk=tuple(filter(None, (shown(line, SHORT) for line in facts.desk))),
        blocks=tuple(block for block in blocks if block is not None),
        code=shown(number, SHORT),
        subject=facts.subject,
        foot=printed.format(day=tongue.day(facts.today), agent=shown(facts.agent, 60)),
    )
