"""The score read from its counters: a window, its parts, and what each person may see of it.

Supervisors see their team, agents the desk and of the team only themselves, technicians only their own work,
viewers the whole alone (`store.rules.roles`, row *score*).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.errors import Refused
from store.record import Record, but
from store.records import Score
from store.rules import enough, nps, roles
from store.rules.claim_world import Actor
from store.rules.spans import Span, span
from store.tables import ratings, score_parts
from store.tables.score_parts import DIMS, WHOLE, Sums
from store.wording import N_, say

if TYPE_CHECKING:
    from store.records import Person
    from store.services.context import Context

REPEAT = "repeat"
SPLITS = (*DIMS, REPEAT)
"""What a score can be split by."""
DESK = "desk"
OF_PEOPLE = ("agent", "technician")
"""Splits that show who worked how well."""
ORDERED = {
    "days": ("0-3", "4-7", "8-14", "15-30", "31+"),
    "tenure": ("0", "1-2", "3-5", "6+"),
    REPEAT: ("no", "yes"),
}
"""Splits whose parts have an order of their own."""
Parts = dict[str, Sums]


class Reach(Record):
    """How much of the score somebody sees."""

    splits: bool
    """Parts, not only the whole."""
    team: bool
    """What others have done."""
    own: str | None = None
    """The split in which only their own part is shown, whatever they ask for."""


def reach(person: Person) -> Reach:
    """Return how much of the score a person sees.

    Raises:
        Refused: nothing.
    """
    grant = roles.require(Actor(person.name, person.role, person.active), roles.VIEW, "score")
    if grant.reach == "own":
        return Reach(splits=False, team=False, own="technician")
    return Reach(splits=grant.reach != "totals", team=grant.reach in ("all", "site"))


def whole(context: Context, since: date | None, until: date | None, *, reopened: bool = True) -> Score:
    """Return the score of a window without parts, as far as the person at the desk sees it."""
    own = reach(context.agent).own
    sums = _whole(context, span(since, until), own, reopened)
    return _score(context, sums, since, until, reopened=reopened, own=own is not None)


def _whole(context: Context, window: Span, own: str | None, reopened: bool) -> Sums:
    found = score_parts.read(context.connection, own or WHOLE, window)
    wanted = context.agent.id if own else ""
    counted = (each for (value, again), each in found.items() if value == wanted and (reopened or not again))
    total = Sums()
    for each in counted:
        total = total.plus(each)
    return total


def split(
    context: Context, since: date | None, until: date | None, by: str, *, reopened: bool = True
) -> Score:
    """Return the score of a window with the parts of a split.

    Raises:
        Refused: there is no such split, or the person may not see it.
    """
    check(context.agent, by)
    window = span(since, until)
    total = _whole(context, window, reach(context.agent).own, reopened)
    rows = parts(context, window, by, reopened=reopened)
    known = named(context, by, rows)
    found = [
        but(summed(sums, since, until), key=title, value=value) for title, (value, sums) in known.items()
    ]
    found = [part for part in found if part.n or part.invited or part.closed]
    order = ORDERED.get(by, ())
    found.sort(key=lambda part: (order.index(part.key) if part.key in order else len(order), -part.n,
                                 part.key or ""))  # fmt: skip
    quiet = tuple(part.key or str(say(UNKNOWN)) for part in found if not part.n)
    score = _score(context, total, since, until, reopened=reopened, own=reach(context.agent).own is not None)
    return but(score, by=tuple(found), silent=quiet)


UNKNOWN = N_("not known")
"""The part of what a split does not know."""


def check(person: Person, by: str) -> None:
    """Refuse a split that does not exist or that a person may not see."""
    if by not in SPLITS:
        sentence = say(N_("There is no split by {by}; there are {known}."), by=by, known=", ".join(SPLITS))
        raise Refused("NO_SUCH_SPLIT", sentence, field="by")
    seen = reach(person)
    if not seen.splits and not (seen.own and by in OF_PEOPLE):
        template = N_("{role} sees the score without its parts; ask {roles}.")
        others = ", ".join(("supervisor", "manager", "admin"))
        raise Refused("NOT_ALLOWED", say(template, role=person.role, roles=others), field="by")


def parts(context: Context, window: Span, by: str, *, reopened: bool = True) -> Parts:
    """Return what is counted of each part, by its id; what is not known is keyed ''.

    Of people, somebody who may not see the team gets only their own part.
    """
    total = Sums()
    found: Parts = {}
    for (_value, again), sums in score_parts.read(context.connection, WHOLE, window).items():
        if by == REPEAT:
            found["yes" if again else "no"] = sums
        elif reopened or not again:
            total = total.plus(sums)
    if by == REPEAT:
        return found
    for (value, again), sums in score_parts.read(context.connection, by, window).items():
        if reopened or not again:
            found[value] = found.get(value, Sums()).plus(sums)
    if by in OF_PEOPLE and not reach(context.agent).team:
        return {value: sums for value, sums in found.items() if value == context.agent.id}
    rest = total
    for sums in found.values():
        rest = rest.minus(sums)
    return found if rest.nothing else {**found, "": rest}


def named(context: Context, by: str, rows: Parts) -> dict[str, tuple[str, Sums]]:
    """Give parts their names, by name; two ids with one name are one part.

    What has no name here keeps its id: a desk, for one, that never called itself anything.
    """
    titles = score_parts.titles(context.connection, by, rows)
    if by == DESK:
        # A copy of this desk goes on under an origin of its own, and nobody names it anew.
        titles.setdefault(context.journal.origin, str(context.setting("name")) or context.journal.origin)
    found: dict[str, tuple[str, Sums]] = {}
    for value, sums in rows.items():
        title = titles.get(value, value.removeprefix("name:"))
        first, so_far = found.get(title, (value, Sums()))
        found[title] = (first, so_far.plus(sums))
    return found


def summed(sums: Sums, since: date | None, until: date | None) -> Score:
    """Return the score of what was counted."""
    score = nps.summarise(*sums.tally, since=since, until=until, invited=sums.asked or None,
                          answered=sums.linked - sums.unasked)  # fmt: skip
    return but(score, unasked=sums.unasked, kept=sums.kept, closed=sums.closed, early=sums.early)


def _score(
    context: Context, sums: Sums, since: date | None, until: date | None, *, reopened: bool, own: bool
) -> Score:
    score = summed(sums, since, until)
    today = context.today()
    ahead = 0
    if until is None or until > today:
        ahead = ratings.future(context.connection, today.isoformat())
    return but(score, reopened=reopened, own=own, future=ahead, needed=enough.needed(*sums.tally))
