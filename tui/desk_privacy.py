"""What the desk answers about privacy: all about one customer, erasing, how long things are kept, copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from store.paths import free, handing_folder

if TYPE_CHECKING:
    from datetime import date

    from store.records.privacy import Due, Erased, Forecast, Holding
    from store.store import Store

Answer = TypeVar("Answer")
KINDS = ("texts", "files", "refused")
"""What is kept for a time of its own."""


class PrivateDesk:
    """Privacy; `Desk` gives it the store."""

    _reader: Store

    async def _run(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    async def _alone(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    async def _look(self, work: Callable[[Store], Answer]) -> Answer:
        raise NotImplementedError

    def today(self) -> date:
        """Return the local day at the site."""
        raise NotImplementedError

    async def held(self, customer: str) -> Holding:
        """Return all that is kept about a customer, by kind and with counts.

        Raises:
            Refused: the person at the desk may not see all of it at once.
        """
        return await self._look(lambda store: store.privacy.look(customer))

    def file_for(self, customer: str) -> Path:
        """Return where the file about a customer is offered to go."""
        from store.services.dossier import file_name

        return free(handing_folder() / file_name(customer, self.today().isoformat()))

    async def hand_out(self, customer: str, path: Path) -> Path:
        """Write all that is kept about a customer to a new file, or into a folder; return the file.

        Raises:
            Refused: the person may not, or the file is there or cannot be made.
        """
        from store.exchange.exporter import fresh

        target = path / self.file_for(customer).name if path.is_dir() else path

        def work(store: Store) -> None:
            fresh(target)
            store.privacy.hand_out(customer, target)

        await self._run(work)
        return target.absolute()

    async def foresee(self, customer: str) -> Forecast:
        """Return what would go and what would stay if a customer were erased now.

        Raises:
            Refused: the person may not, or the customer was erased before.
        """
        return await self._look(lambda store: store.privacy.foresee(customer))

    async def erase_customer(self, customer: str, reason: str) -> Erased:
        """Erase a customer.

        Raises:
            Refused: the person may not, or the reason names the customer.
        """
        return await self._alone(lambda store: store.privacy.erase(customer, reason))

    def kept_days(self) -> Mapping[str, int | None]:
        """Return, by kind, after how many days it may be erased; None: never."""
        settings = self._reader.settings
        return {name: cast("int | None", settings.get(f"keep_{name}")) for name in KINDS}

    async def keep_days(self, days: Mapping[str, int | None]) -> None:
        """Choose after how many days things may be erased; nothing is erased by that.

        Raises:
            Refused: only an admin may.
        """
        values = {f"keep_{name}": days[name] for name in KINDS if name in days}
        await self._run(lambda store: store.settings.set(**values))

    async def due(self, days: Mapping[str, int | None] | None = None) -> tuple[Due, ...]:
        """Return what is due today; with `days`, what would be if they were chosen."""
        return await self._look(lambda store: store.privacy.due(days))

    async def retain(self, seen: Sequence[Due]) -> Erased:
        """Erase what is due, if it is what was seen.

        Raises:
            Refused: the person may not; CHANGED: something else is due now.
        """
        return await self._alone(lambda store: store.privacy.retain(seen))

    def copy_for(self, name: str) -> Path:
        """Return where a copy of an attached file is offered to go."""
        from store.exchange.names import tame

        return free(handing_folder() / tame(name))

    async def save_copy(self, number: str, sha256: str, path: Path) -> Path:
        """Save a copy of a claim's file to a new file, or into a folder; return the file.

        Raises:
            Refused: the person may not, the file is not here, or the copy cannot be made there.
        """
        made = await self._run(lambda store: store.attachments.save(number, sha256, path))
        return made.absolute()
