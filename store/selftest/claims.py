"""Claim cases through the real service: scratch desks, real events, a clock that is set.

The world a case gives is written as events before the first step: people, a customer, the unit, earlier
claims, settings. An offline site is a desk of its own that has read the same events; a merge lets the desks
exchange their journals.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from store.errors import NotFound, Refused
from store.selftest.expected import differences
from store.selftest.world import Clock, Site, World, furnish
from store.store import Store
from store.tables import connection as connections

MAIN = "HQ"


class Desks:
    """Scratch desks, each copied from one that was made once."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="counterpane-selftest-")
        self._made: dict[str, Path] = {}

    def __enter__(self) -> Desks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def open(self, name: str, clock: Clock) -> Store:
        """Open a new scratch desk; those of one name share their origin, those of two never."""
        folder = Path(self._folder.name)
        pattern = self._made.get(name)
        if pattern is None:
            pattern = self._made[name] = folder / f"pattern-{len(self._made)}.db"
            with Store.open(pattern, clock=clock, create=True) as store:
                store.context.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path = folder / f"scratch-{len(self._made)}-{name.encode().hex()[:40]}.db"
        for suffix in ("", "-wal", "-shm", "-anchor", "-lock"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        for suffix in ("", "-anchor"):
            shutil.copyfile(pattern.with_name(pattern.name + suffix), path.with_name(path.name + suffix))
        store = Store.open(path, clock=clock)
        connections.not_to_last(store.context.connection)
        return store

    def differences(self, case: Mapping[str, Any]) -> list[str]:
        """Run a case and return what is otherwise than expected."""
        run = Run(self, case)
        try:
            for step in case["steps"]:
                run.step(str(step["as"]), str(step["do"]), dict(step.get("with") or {}))
            return differences(run.main, run.world, case["expect"], run.refusal, run.typed)
        finally:
            run.close()


class Run:
    """One case on its desks."""

    def __init__(self, desks: Desks, case: Mapping[str, Any]) -> None:
        given = case.get("given") or {}
        self._desks = desks
        self._clock = Clock(date.fromisoformat(given.get("today", "2026-11-21")))
        self.world = World(given, [str(step["as"]).partition("@")[0] for step in case["steps"]])
        self.main = Site(desks.open(MAIN, self._clock), self.world)
        self.sites: dict[str, Site] = {}
        self.refusal: Refused | NotFound | None = None
        self.typed: Mapping[str, object] = {}
        furnish(self.main)
        self._base = list(self.main.links())
        for role in given.get("revoked", ()):
            self.main.revoke(role)

    def close(self) -> None:
        """Close every desk."""
        for site in (self.main, *self.sites.values()):
            site.store.close()

    def step(self, who: str, action: str, given: dict[str, object]) -> None:
        """Take one step; a refusal is kept for what is expected of it."""
        self.refusal, self.typed = None, given
        if who == "system" and action == "set_today":
            self._clock.set(date.fromisoformat(str(given["today"])))
        elif who == "system" and action == "merge":
            self._merge(given.get("sites"))
        else:
            role, _, name = who.partition("@")
            site = self._site(name)
            self._clock.tick()
            try:
                site.act(role, action, given)
            except (Refused, NotFound) as refusal:
                self.refusal = refusal

    def _site(self, name: str) -> Site:
        if not name:
            return self.main
        if name not in self.sites:
            self.sites[name] = Site(self._desks.open(f"site {name}", self._clock), self.world)
            self.sites[name].store.receive(self._base)
            self.world.origins[name] = self.sites[name].store.context.journal.origin
        return self.sites[name]

    def _merge(self, names: object) -> None:
        wanted = [str(name) for name in names] if isinstance(names, list) else list(self.sites)
        sites = [self.main, *(self._site(name) for name in wanted)]
        links = [link for site in sites for link in site.links()]
        for site in sites:
            site.store.receive(links)
