"""The papers of the fake desk: built by the real builders; printing and saving are only noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused
from store.paper.document import Document, HandedOut
from store.paper.facts import Facts
from store.paper.kinds import BUILD, first, kinds
from store.paper.statement import statement
from store.paper.tongue import Tongue
from store.record import but
from store.records import Card, Claim, Person
from store.wording import N_, say, speaking

if TYPE_CHECKING:
    from fake_book import Book


class FakePapers:
    """What a desk does with papers."""

    book: Book
    days: date
    at_once = False
    broken_printer = False

    @property
    def agent(self) -> Person:
        raise NotImplementedError

    def card(self, unit_id: str) -> Card:
        raise NotImplementedError

    def _claim(self, number: str) -> Claim:
        raise NotImplementedError

    @property
    def out(self) -> list[tuple[str, str, str, str]]:
        """What left the desk: how, paper, language, form."""
        found: list[tuple[str, str, str, str]] = self.__dict__.setdefault("_out", [])
        return found

    @property
    def paper_at_once(self) -> bool:
        return self.at_once

    def paper_setup(self) -> Mapping[str, object]:
        chosen: dict[str, object] = self.__dict__.setdefault("_chosen", {})
        return {
            "paper_head": ["1 High Street | Leeds"],
            "paper_width": 80,
            "paper_folder": None,
            "paper_at_once": self.at_once,
            "print_command": None,
            **chosen,
        }

    async def set_paper_up(self, values: Mapping[str, object]) -> None:
        if values.get("print_command") == "bad":
            raise Refused("BAD_SETTING", say(N_("This cannot be a command.")), field="print_command")
        self.__dict__.setdefault("_chosen", {}).update(values)

    async def paper(self, number: str, kind: str | None = None, language: str | None = None) -> Document:
        claim = self._claim(number)
        if claim.state == "closed":
            claim = but(claim, handed_over=self.days, receiver="Ann", diagnosis="fuse", resolution="repaired")
        card = self.card(claim.unit_id or "")
        spoken = language or "en"
        with speaking(spoken):
            facts = Facts(
                desk=("Kyiv-2", "1 High Street"),
                today=self.days,
                agent=self.agent.name,
                subject=f"claim:{claim.id}",
                unit=card.unit,
                customer=card.customer,
                claim=claim,
                after=card,
                after_on=self.days,
            )
            return BUILD[kind or first(claim)](facts, Tongue(spoken))

    async def paper_kinds(self, number: str) -> tuple[str, ...]:
        return kinds(self._claim(number))

    async def statement(self, unit_id: str, language: str | None = None) -> Document:
        card, spoken = self.card(unit_id), language or "en"
        with speaking(spoken):
            facts = Facts(
                desk=("Kyiv-2",),
                today=self.days,
                agent=self.agent.name,
                subject=f"unit:{unit_id}",
                unit=card.unit,
                customer=card.customer,
            )
            return statement(facts, card, Tongue(spoken))

    async def handed_out(self, document: Document) -> tuple[HandedOut, ...]:
        at = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
        return tuple(HandedOut(kind, language, how, at, "Olena") for how, kind, language, _form in self.out)

    async def save_paper(self, document: Document, form: str) -> Path:
        self.out.append(("saved", document.kind, document.language, form))
        return Path("/desk/paper") / f"{document.kind}.{'html' if form == 'html' else 'txt'}"

    async def print_paper(self, document: Document, form: str) -> None:
        if self.broken_printer:
            raise Refused("NOT_PRINTED", say(N_("The printer is out of paper.")), field="print_command")
        self.out.append(("printed", document.kind, document.language, form))
