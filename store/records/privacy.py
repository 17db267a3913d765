"""What erasing and keeping say of themselves."""

from __future__ import annotations

from collections.abc import Iterable

from store.record import Record


class Erased(Record):
    """What was taken away."""

    customers: tuple[str, ...] = ()
    """Ids."""
    bodies: int = 0
    """Events that were shortened."""
    rows: int = 0
    """Parts of imports that were written anew."""
    drafts: int = 0
    files: int = 0
    wiped: bool = True
    """False: another terminal held the file; what was deleted is still in its free pages."""

    @classmethod
    def summed(cls, done: Iterable[Erased], *, wiped: bool) -> Erased:
        """Return several erasures as one."""
        total = cls(wiped=wiped)
        for each in done:
            total = cls(
                (*total.customers, *each.customers), total.bodies + each.bodies, total.rows + each.rows,
                total.drafts + each.drafts, total.files + each.files, wiped,
            )  # fmt: skip
        return total


class Due(Record):
    """What has been kept longer than the desk means to."""

    what: str
    """texts, files or refused."""
    subject: str
    """claim:ID, or audit:…"""
    number: str
    since: str
    """The day from which it counts."""


class Section(Record):
    """One kind of thing that is kept about a customer."""

    what: str
    """One of `store.services.holding.SECTIONS`."""
    count: int = 0
    lines: tuple[tuple[str, ...], ...] = ()
    """The first of them: each as a few texts, the one that tells it apart leading."""
    note: str | None = None
    """sealed: they lie encrypted on the disk; shortened: something was taken from so many already (`n`)."""
    n: int = 0


class Holding(Record):
    """All that is kept about one customer, by kind."""

    customer: str
    """Id."""
    name: str
    erased: bool = False
    sections: tuple[Section, ...] = ()
    open_claims: tuple[str, ...] = ()
    """Numbers of the claims that are not over."""

    def count(self, what: str) -> int:
        """Return how many there are of a kind."""
        return next((each.count for each in self.sections if each.what == what), 0)


class Forecast(Record):
    """What would go, and what would stay, if a customer were erased now."""

    customer: str
    """Id."""
    name: str
    fields: tuple[str, ...] = ()
    """Which of name, phones, email, address and notes are kept of them."""
    bodies: int = 0
    """Events that would be shortened."""
    parts: int = 0
    """Parts of imports that would be written anew."""
    drafts: int = 0
    files: int = 0
    units: int = 0
    claims: int = 0
    ratings: int = 0
    events: int = 0
    """Events whose seals stay in the chain."""
    open_claims: tuple[str, ...] = ()
