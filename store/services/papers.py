"""Papers for the customer: gathered from the book, in the customer's language, and noted when handed out.

A paper that was printed or saved is in the journal (``audit.paper``, beside the claim's own steps): which
one, in which language, and the hash of its text, so that what the customer was given can be proven. Looking
at it is not noted. Papers name the customer, so who may not see customers gets none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import NotFound, Refused
from store.paper import plain_text
from store.paper.document import CLAIM_PAPERS, Document, HandedOut
from store.paper.facts import Facts
from store.paper.kinds import BUILD, first, kinds
from store.paper.page import page
from store.paper.statement import statement
from store.paper.tongue import Tongue
from store.rules.calendar import Duration, plus
from store.rules.roles import PEOPLE, VIEW, grant
from store.services.catalogue import Faults
from store.services.paper_setup import PaperSetup, words
from store.services.permits import free, sees
from store.tables import registers
from store.tables.journal import of_subject
from store.wording import N_, language, languages, nearest, say, speaking

if TYPE_CHECKING:
    from store.records import Card, Claim, Customer, Unit
    from store.services.claims import Claims
    from store.services.context import Context
    from store.services.units import Units

KIND = "audit.paper"
PRINTED, SAVED = "printed", "saved"


class Papers:
    """The papers of the desk."""

    def __init__(self, context: Context, claims: Claims, units: Units, path: Path) -> None:
        """Read through `claims` and `units`; `path` is the store's file."""
        self._context = context
        self._claims = claims
        self._units = units
        self._path = path
        self.setup = PaperSetup(context)

    @sees("claim")
    def of_claim(self, number: str, kind: str | None = None, asked: str | None = None) -> Document:
        """Return a paper of a claim.

        Args:
            number: the claim.
            kind: receipt, slip or letter; None: the one that its state calls for.
            asked: the language; None: the customer's, else the desk's.

        Raises:
            NotFound: there is no such claim.
            Refused: there is no such paper of it yet, or the role may not see customers.
        """
        claim = self._claims.get(number)
        wanted = kind or first(claim)
        if wanted not in CLAIM_PAPERS:
            template = N_("There is no paper {kind}; there are {known}.")
            sentence = say(template, kind=wanted[:40], known=", ".join(CLAIM_PAPERS))
            raise Refused("NO_SUCH_PAPER", sentence, field="kind")
        self._may_see()
        unit = self._unit(claim.unit_id)
        customer = self._customer(claim.customer_id or (unit.customer_id if unit else None))
        with speaking(self.language(asked, customer)):
            return BUILD[wanted](self._facts(claim, unit, customer), self._tongue(asked, customer))

    @sees("claim")
    def kinds(self, number: str) -> tuple[str, ...]:
        """Return the papers there are of a claim, the one wanted first leading."""
        return kinds(self._claims.get(number))

    @sees("look-up")
    def of_unit(self, unit_id: str, asked: str | None = None, on: date | None = None) -> Document:
        """Return the statement of what is covered of a unit on a day (today).

        Raises:
            NotFound: there is no such unit.
            Refused: there is no such language, or the role may not see customers.
        """
        self._may_see()
        card = self._units.card(unit_id, on)
        with speaking(self.language(asked, card.customer)):
            facts = Facts(
                desk=self._desk(),
                today=self._context.today(),
                agent=self._context.agent.name,
                subject=f"unit:{unit_id}",
                unit=card.unit,
                customer=card.customer,
                after_on=on,
            )
            return statement(facts, card, self._tongue(asked, card.customer))

    @free
    def language(self, asked: str | None, customer: Customer | None = None) -> str:
        """Return the language of a paper: the one asked for, the customer's, the desk's, the program's.

        Raises:
            Refused: the one asked for is not spoken here.
        """
        if asked:
            known = nearest(asked)
            if known is None:
                template = N_("Papers cannot be written in {language} yet; there are {known}.")
                sentence = say(template, language=asked[:40], known=", ".join(languages()))
                raise Refused("NO_SUCH_LANGUAGE", sentence, field="language")
            return known
        own, desk = customer.language if customer else None, self._context.setting("language")
        return nearest(own) or nearest(str(desk or "")) or nearest(language()) or "en"

    @sees("customer")
    def save(self, document: Document, form: str, path: Path | None = None) -> Path:
        """Write a paper to a new file, and note it.

        Args:
            document: the paper.
            form: html, or the columns of a text: 42 or 80.
            path: the file; None: one in the folder for papers; a folder: one in it.

        Raises:
            Refused: the file is there, or cannot be made.
        """
        from store.exchange import slips

        text = laid_out(document, form)
        if path is None or path.is_dir():
            name = slips.name_of(document, "html" if form == "html" else "txt")
            made = slips.save(text, path or self.folder(), name)
        else:
            made = slips.save_as(text, path)
        self.note(document, SAVED, form)
        return made

    @free
    def folder(self) -> Path:
        """Return where papers are saved: the chosen folder, else ``paper`` beside the store."""
        chosen = self.setup.get("paper_folder")
        return Path(str(chosen)) if chosen else self._path.absolute().parent / "paper"

    @free
    def command(self) -> list[str]:
        """Return the words of the print command; none if none is set."""
        return words(str(self.setup.get("print_command") or ""))

    @sees("customer")
    def print(self, document: Document, form: str) -> None:
        """Hand a paper to the print command, and note it.

        Raises:
            Refused: there is no command, or it failed; nothing is noted and nothing lost.
        """
        from store.exchange import slips

        slips.hand_to(self.command(), laid_out(document, form))
        self.note(document, PRINTED, form)

    @sees("customer")
    def note(self, document: Document, how: str, form: str) -> None:
        """Note in the journal that a paper was `printed` or `saved`."""
        body = {
            "paper": document.kind,
            "language": document.language,
            "how": how,
            "form": form,
            "sha256": hashlib.sha256(laid_out(document, form).encode("utf-8")).hexdigest(),
        }
        with self._context.deciding():
            self._context.record(KIND, f"audit:{document.subject}", body)

    @sees("claim")
    def handed_out(self, document: Document) -> tuple[HandedOut, ...]:
        """Return when papers of this claim or unit left the desk, the latest first."""
        names = self._names()
        found = of_subject(self._context.connection, f"audit:{document.subject}")
        return tuple(
            HandedOut(
                str(event.body.get("paper")),
                str(event.body.get("language")),
                str(event.body.get("how")),
                self._context.local_time(event.at),
                names.get(event.agent, event.agent),
            )
            for event in reversed(list(found))
            if event.kind == KIND
        )

    def _may_see(self) -> None:
        agent = self._context.agent
        found = grant(agent.role, VIEW, "customer")
        if found is not None and found.reach != "masked":
            return
        roles = [role for role in PEOPLE if (own := grant(role, VIEW, "customer")) and own.reach != "masked"]
        template = N_("{role} may not print papers, for they name the customer; ask {roles}.")
        raise Refused("NOT_ALLOWED", say(template, role=agent.role, roles=", ".join(roles)))

    def _tongue(self, asked: str | None, customer: Customer | None) -> Tongue:
        return Tongue(self.language(asked, customer), str(self._context.setting("currency") or ""))

    def _desk(self) -> tuple[str, ...]:
        head = self.setup.get("paper_head")
        lines = head if isinstance(head, list) else []
        return (str(self._context.setting("name") or "Counterpane"), *map(str, lines))

    def _names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in registers.people(self._context.connection)}

    def _facts(self, claim: Claim, unit: Unit | None, customer: Customer | None) -> Facts:
        decided = claim.decided_by[1] if claim.decided_by else None
        return Facts(
            desk=self._desk(),
            today=self._context.today(),
            agent=self._context.agent.name,
            subject=f"claim:{claim.id}",
            unit=unit,
            customer=customer,
            claim=claim,
            fault=Faults(self._context).titles().get(claim.fault or ""),
            after=self._after(claim),
            after_on=claim.handed_over,
            guarantee_until=self._guarantee(claim),
            decided_by=self._names().get(decided or "", decided),
        )

    def _unit(self, id_: str | None) -> Unit | None:
        try:
            return self._units.get(id_) if id_ else None
        except NotFound:
            return None

    def _customer(self, id_: str | None) -> Customer | None:
        try:
            return self._units.customer(id_) if id_ else None
        except NotFound:
            return None

    def _after(self, claim: Claim) -> Card | None:
        """Return what the customer takes home: the unit, or the one in its place, on the day of hand-over."""
        if claim.unit_id is None or claim.handed_over is None:
            return None
        taken = claim.unit_id
        if claim.resolution == "replaced" and claim.new_serial:
            taken = next(iter(self._units.exact(claim.new_serial)), taken)
        return self._units.card(taken, claim.handed_over) if self._unit(taken) else None

    def _guarantee(self, claim: Claim) -> date | None:
        """Return the last day on which the same fault is still this claim's."""
        term = str(self._context.setting("repair_guarantee") or "")
        if not term or claim.handed_over is None or claim.resolution != "repaired":
            return None
        return plus(claim.handed_over, Duration(int(term[:-1]), term[-1].lower()))


def laid_out(document: Document, form: str) -> str:
    """Return a paper as ``html``, or as text of 42 or 80 columns."""
    return page(document) if form == "html" else plain_text.text(document, int(form))
