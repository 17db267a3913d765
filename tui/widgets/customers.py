"""The row in which a customer is found while somebody types, or named anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.records import Customer
from store.wording import _, ngettext
from tui import text
from tui.widgets.choices import Option, PickEditor

NEW = "new:"
"""Before the name of somebody who is not in the book yet; the store reads it so."""
DIGITS = 4
"""How many of the last digits of a phone are shown where it only tells two people apart."""
PLACE = 30
"""Cells for where they live."""


class CustomerEditor(PickEditor):
    """A customer by name or phone; the last line takes what is typed as the name of a new one."""

    def __init__(
        self,
        name: str,
        look: Callable[[str], Sequence[Customer]],
        known: Callable[[str], tuple[Customer, int] | None],
        *,
        rows: int,
        optional: bool = False,
    ) -> None:
        """Ask `look` for customers while somebody types, and `known` for one by their id, with their units.

        With `optional` it may stay empty.
        """
        super().__init__(name, (), rows=rows)
        self._optional = optional
        self._look = look
        self._known = known
        self._asked: tuple[str, list[Option]] = ("", [])

    def _fitting(self) -> list[Option]:
        typed = text.clean(self._typed, 120)
        if not typed:
            return []
        if self._asked[0] != typed:
            found = [
                Option(customer.id, f"{customer.name}  {self._apart(customer.id)}".rstrip())
                for customer in self._look(typed)
            ]
            new = Option(NEW + typed, _("new customer: {name}").format(name=typed))
            self._asked = (typed, [*found, new])
        return self._asked[1]

    @property
    def is_new(self) -> bool:
        """Say whether the customer is not in the book yet."""
        return self._value.startswith(NEW)

    def enter(self) -> bool:
        """Take the line under the cursor; leave it empty where that is allowed."""
        return super().enter() or (self._optional and not self._typed.strip())

    def _offered(self, option: Option) -> bool:
        return True

    def _apart(self, customer: str) -> str:
        known = self._known(customer)
        return told_apart(*known) if known is not None else ""

    def _empty(self) -> str:
        """Say what is asked for; of the chosen one, what tells them from others of their name."""
        return self._apart(self._value) if self._value else _("a name or a phone number")

    def _title(self, value: str) -> str:
        if value.startswith(NEW):
            return text.clean(value.removeprefix(NEW), 120)
        known = self._known(value) if value else None
        return text.clean(known[0].name if known is not None else value, 120)


class KnownCustomerEditor(CustomerEditor):
    """A customer who is in the book; nobody new."""

    def _fitting(self) -> list[Option]:
        return [each for each in super()._fitting() if not each.value.startswith(NEW)]


def told_apart(customer: Customer, units: int) -> str:
    """Return what tells a customer from others of the same name: phone, place and number of units.

    Of the phone only its last digits are shown; a masked one stays as it is.
    """
    phone = next(iter(customer.phones), "")
    if phone and not customer.masked:
        phone = "…" + "".join(letter for letter in phone if letter.isdecimal())[-DIGITS:]
    owned = ngettext("{n} unit", "{n} units", units).format(n=text.number(units))
    parts = (phone, text.cut(customer.address or "", PLACE), owned)
    return " · ".join(text.clean(part, 120) for part in parts if part)
