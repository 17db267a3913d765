"""What a fake desk answers about privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from store.errors import Refused
from store.records.privacy import Due, Erased, Forecast, Holding, Section
from store.wording import N_, say
from tui.desk import Desk


class FakePrivacy(Desk):
    """All about one customer, erasing and keeping, as a test sets it."""

    holding = Holding(
        "c1",
        "Grace Hopper",
        sections=(
            Section("details", 2, (("name", "Grace Hopper"), ("phones", "+1 555 0100"))),
            Section("units", 7, (("KX-1", "live"), ("KX-2", "retired"))),
            Section("claims", 1, (("K2-000104", "in_service", "2026-11-01"),)),
            Section("attachments", 1, (("K2-000104", "Grace.png"),), "sealed"),
            Section("tasks", 1, (("Call Grace", "2026-11-22"),)),
            Section("drafts"),
            Section("journal", 9, (("claim.note", "3"), ("customer.set", "1")), "shortened", 2),
        ),
        open_claims=("K2-000104",),
    )
    forecast = Forecast(
        "c1", "Grace Hopper", ("name", "phones"), 12, 1, 2, 3, 7, 1, 4, 31, open_claims=("K2-000104",)
    )
    erased: Erased | None = None
    kept: Mapping[str, int | None] = {"texts": 366, "files": None, "refused": 90}
    listed: tuple[Due, ...] = (Due("texts", "claim:1", "K2-000001", "2022-02-28"),)
    reasons: tuple[str, ...] = ()
    folder = Path("/tmp")

    def _may(self, *roles: str) -> None:
        if self.agent.role not in roles:
            raise Refused("NOT_ALLOWED", say(N_("{role} may not."), role=self.agent.role))

    async def held(self, customer: str) -> Holding:
        self._may("supervisor", "manager", "admin")
        return self.holding

    def file_for(self, customer: str) -> Path:
        return self.folder / f"customer-{customer}.json"

    def copy_for(self, name: str) -> Path:
        return self.folder / name

    async def hand_out(self, customer: str, path: Path) -> Path:
        self._may("supervisor", "manager", "admin")
        self._taken(path)
        return path

    async def save_copy(self, number: str, sha256: str, path: Path) -> Path:
        self._taken(path)
        return path

    def _taken(self, path: Path) -> None:
        if path.name == "taken.json":
            raise Refused("FILE_EXISTS", say(N_("{file} is there."), file=str(path)), field="out")

    async def foresee(self, customer: str) -> Forecast:
        self._may("manager", "admin")
        return self.forecast

    async def erase_customer(self, customer: str, reason: str) -> Erased:
        self.reasons = (*self.reasons, reason)
        self.erased = Erased((customer,), 12, 1, 2, 3)
        return self.erased

    def kept_days(self) -> Mapping[str, int | None]:
        return self.kept

    async def keep_days(self, days: Mapping[str, int | None]) -> None:
        self._may("admin")
        self.kept = days

    async def due(self, days: Mapping[str, int | None] | None = None) -> tuple[Due, ...]:
        return self.listed

    async def retain(self, seen: Sequence[Due]) -> Erased:
        if tuple(seen) != self.listed:
            raise Refused("CHANGED", say(N_("What is due has changed.")), field="typed")
        self.listed, self.erased = (), Erased((), 5, 0, 0, 1)
        return self.erased
