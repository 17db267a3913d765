"""The subjects of the store: one small service object each, made when it is first asked for.

Most of them are imported only then: a look at one unit needs few.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from store.services.units import Units

if TYPE_CHECKING:
    from pathlib import Path

    from store.services.attachments import Attachments
    from store.services.backups import Backups
    from store.services.calendar import Calendar
    from store.services.catalogue import Faults, Products
    from store.services.claims import Claims
    from store.services.context import Context
    from store.services.filing import Filing
    from store.services.inbox import Inbox
    from store.services.insight import Insight
    from store.services.papers import Papers
    from store.services.people import People
    from store.services.policies import Policies
    from store.services.privacy import Privacy
    from store.services.quality import Quality
    from store.services.ratings import Ratings
    from store.services.safety import Safety
    from store.services.settings import Settings
    from store.services.tasks import Tasks
    from store.services.workshop import Workshop


class Subjects:
    """What a store can be asked for."""

    context: Context
    path: Path
    key: bytes | None

    @cached_property
    def safety(self) -> Safety:
        """Whether this is the desk that was left here."""
        from store.services.safety import Safety

        return Safety(self.context, self.path, self.key)

    @cached_property
    def backups(self) -> Backups:
        """Copies of the desk."""
        from store.services.backups import Backups

        return Backups(self.context, self.path, self.key)

    @cached_property
    def units(self) -> Units:
        """Units: find, look at, register."""
        return Units(self.context)

    @cached_property
    def claims(self) -> Claims:
        """Claims: file, act, list."""
        from store.services.claims import Claims

        return Claims(self.context, self.units, attachments=self.attachments)

    @cached_property
    def attachments(self) -> Attachments:
        """Photos and documents of claims, in the folder beside the file."""
        from store.exchange.attached import Folder
        from store.services.attachments import Attachments

        return Attachments(self.context, Folder.beside(self.path, self.key))

    @cached_property
    def filing(self) -> Filing:
        """Before and around a claim: drafts, walk-ins, what is known already."""
        from store.services.filing import Filing

        return Filing(self.context, self.claims, self.units, self.products)

    @cached_property
    def workshop(self) -> Workshop:
        """Loaners, goodwill, the history of a claim."""
        from store.services.workshop import Workshop

        return Workshop(self.context)

    @cached_property
    def ratings(self) -> Ratings:
        """Ratings and the score."""
        from store.services.ratings import Ratings

        return Ratings(self.context, self.claims, self.units)

    @cached_property
    def insight(self) -> Insight:
        """What stands beside the score: alerts, loyalty, effort, faults, benchmarks."""
        from store.services.insight import Insight

        return Insight(self.context)

    @cached_property
    def tasks(self) -> Tasks:
        """Tasks."""
        from store.services.tasks import Tasks

        return Tasks(self.context)

    @cached_property
    def settings(self) -> Settings:
        """What the desk has chosen."""
        from store.services.settings import Settings

        return Settings(self.context)

    @cached_property
    def calendar(self) -> Calendar:
        """When the desk does not work."""
        from store.services.calendar import Calendar

        return Calendar(self.context)

    @cached_property
    def people(self) -> People:
        """Who works here."""
        from store.services.people import People

        return People(self.context)

    @cached_property
    def inbox(self) -> Inbox:
        """What an admin has to take note of."""
        from store.services.inbox import Inbox

        return Inbox(self.context)

    @cached_property
    def products(self) -> Products:
        """Models."""
        from store.services.catalogue import Products

        return Products(self.context)

    @cached_property
    def policies(self) -> Policies:
        """Terms that give cover."""
        from store.services.policies import Policies

        return Policies(self.context)

    @cached_property
    def papers(self) -> Papers:
        """Papers for the customer."""
        from store.services.papers import Papers

        return Papers(self.context, self.claims, self.units, self.path)

    @cached_property
    def quality(self) -> Quality:
        """What is doubtful in the data."""
        from store.services.quality import Quality

        return Quality(self.context)

    @cached_property
    def privacy(self) -> Privacy:
        """Erasing a customer, handing out what is known of one, and how long things are kept."""
        from store.exchange.attached import Folder
        from store.services.privacy import Privacy

        return Privacy(self.context, self.path, self.key, Folder.beside(self.path, self.key))

    @cached_property
    def faults(self) -> Faults:
        """Fault codes."""
        from store.services.catalogue import Faults

        return Faults(self.context)
