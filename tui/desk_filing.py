"""What claims and the forms of the counter ask of the store; part of `tui.desk`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from store.errors import StoreError
from store.records import (
    Claim,
    ClaimLine,
    ClaimView,
    Clocks,
    Cover,
    Customer,
    Draft,
    Fault,
    Finding,
    Hit,
    Kept,
    Known,
    Product,
)

if TYPE_CHECKING:
    from store.store import Store

Answer = TypeVar("Answer")


class FilingDesk:
    """Claims, before and around them, and doubtful data; `Desk` gives it the store."""

    _reader: Store

    async def _run(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    def known(self, unit_id: str, fault: str | None) -> Known:
        """Return what is known of the unit and of a fault before a claim is filed."""
        return self._reader.filing.known(unit_id, fault)

    def customers(self, text: str) -> tuple[Customer, ...]:
        """Return customers whose name or phone fits what is typed."""
        return self._reader.filing.customers(text)

    def customer(self, customer_id: str) -> tuple[Customer, int] | None:
        """Return a customer and how many units they have; None where there is none, or none to be known."""
        try:
            known = self._reader.units.customer(customer_id)
            return known, self._reader.units.count_of(customer_id)
        except StoreError:
            return None

    async def products(self) -> tuple[Product, ...]:
        """Return every product, by name."""
        return await self._run(lambda store: store.products.list())

    async def kept_draft(self, about: str) -> Draft | None:
        """Return what was typed about a unit, a claim or a walk-in and not sent off."""
        return await self._run(lambda store: store.filing.draft(about))

    async def drafts(self) -> tuple[Draft, ...]:
        """Return all drafts of whoever works here, the latest first."""
        return await self._run(lambda store: store.filing.drafts())

    async def unlinked(self) -> tuple[ClaimLine, ...]:
        """Return claims whose unit is still to be linked."""
        return await self._run(lambda store: store.filing.unlinked())

    async def file_unknown(self, values: Mapping[str, object]) -> Claim:
        """File a claim on a unit that is not in the book; see `store.services.filing`.

        Raises:
            Refused: nothing was written.
        """
        return await self._run(lambda store: store.filing.file_unknown(values))

    async def register(self, serial: str, values: Mapping[str, object]) -> Hit:
        """Register a unit; see `store.services.filing`.

        Raises:
            Refused: nothing was written.
        """

        def work(store: Store) -> Hit:
            unit = store.filing.register(serial, values)
            return Hit(unit.id, unit.serial, unit.product, None)

        return await self._run(work)

    async def attachments(self, number: str) -> tuple[Kept, ...]:
        """Return the files attached to a claim, and where they are."""
        return await self._run(lambda store: store.attachments.of(store.claims.get(number)))

    async def faults(self, unit_id: str | None) -> tuple[Fault, ...]:
        """Return the fault codes for the unit's category, those seen most first; None: all codes."""
        return await self._run(lambda store: store.claims.faults(unit_id))

    async def draft(self, unit_id: str) -> Mapping[str, object]:
        """Return what was typed into the unit's claim form and not yet filed; empty if nothing."""
        return await self._run(lambda store: store.claims.draft(unit_id))

    async def keep_draft(self, unit_id: str, values: Mapping[str, object]) -> None:
        """Keep what is typed so far; an empty mapping drops the draft."""
        await self._run(lambda store: store.claims.keep_draft(unit_id, values))

    async def discard_draft(self, about: str) -> None:
        """Drop a draft that its agent has given up; that of a claim is told of as abandoned."""
        await self._run(lambda store: store.filing.discard(about))

    async def promise(self) -> Clocks:
        """Return the clocks a claim would get if it were filed today."""
        return await self._run(lambda store: store.claims.promise())

    async def file(self, unit_id: str, values: Mapping[str, object]) -> Claim:
        """File a claim: fault, failure_date, channel and, if known, component, note, different_fault.

        What the form has cost, keys and seconds, may stand beside them.

        Raises:
            Refused: with the code and sentence of `store.rules.claims`.
        """
        return await self._run(lambda store: store.claims.file(unit_id, values))

    async def claim(self, number: str) -> ClaimView:
        """Return one claim with its clocks, its card and what can be done to it now."""
        return await self._run(lambda store: store.claims.view(number))

    async def act(self, number: str, action: str, values: Mapping[str, object]) -> Claim:
        """Do `action` to a claim.

        Raises:
            Refused: nothing was changed; what was typed is kept for the next try.
        """
        return await self._run(lambda store: store.claims.act(number, action, values))

    async def cover_now(self, claim: Claim) -> Cover | None:
        """Return what would be answered today for the day of a claim; None if it is as at filing."""
        return await self._run(lambda store: store.claims.cover_now_differs(claim))

    async def findings(self, limit: int = 50, after: int = 0) -> tuple[Finding, ...]:
        """Return a page of what is doubtful in the data; what touches most customers first."""
        return await self._run(lambda store: store.quality.findings(limit, after))

    async def doubtful(self, finding: Finding, after: str = "", limit: int = 50) -> tuple[Hit, ...]:
        """Return a page of the units of a finding; `after` is the last unit of the page before."""
        return await self._run(lambda store: store.quality.units(finding, after, limit))
