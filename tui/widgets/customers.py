"""The row in which a customer is found while somebody types, or named anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store.records import Customer
from store.wording import _
from tui import text
from tui.widgets.choices import Option, PickEditor

NEW = "new:"
"""Before the name of somebody who is not in the book yet; the store reads it so."""


class CustomerEditor(PickEditor):
    """A customer by name or phone; the last line takes what is typed as the name of a new one."""

    def __init__(
        self,
        name: str,
        look: Callable[[str], Sequence[Customer]],
        called: Callable[[str], str],
        *,
        rows: int,
        optional: bool = False,
    ) -> None:
        """Ask `look` for customers while somebody types, and `called` for the name of an id.

        With `optional` it may stay empty.
        """
        super().__init__(name, (), rows=rows)
        self._optional = optional
        self._look = look
        self._called = called
        self._asked: tuple[str, list[Option]] = ("", [])

    def _fitting(self) -> list[Option]:
        typed = text.clean(self._typed, 120)
        if not typed:
            return []
        if self._asked[0] != typed:
            found = [_option(customer) for customer in self._look(typed)]
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

    def _empty(self) -> str:
        return "" if self._value else _("a name or a phone number")

    def _title(self, value: str) -> str:
        if value.startswith(NEW):
            return text.clean(value.removeprefix(NEW), 120)
        return text.clean(self._called(value), 120) if value else ""


class KnownCustomerEditor(CustomerEditor):
    """A customer who is in the book; nobody new."""

    def _fitting(self) -> list[Option]:
        return [each for each in super()._fitting() if not each.value.startswith(NEW)]


def _option(customer: Customer) -> Option:
    more = " · ".join(part for part in (*customer.phones[:1], customer.address or "") if part)
    return Option(customer.id, f"{customer.name}  {more}" if more else customer.name)
