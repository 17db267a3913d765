"""Who may do what: one row for each thing, default deny.

Rights are words: view, create, edit, approve, propose, export, merge, erase. What the table does not name
is denied. Who may edit or approve a thing may also see it, as far as the grant reaches; who may only
create it may not. Which role may take which action on a claim is said by `store.rules.claim_table`.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.errors import Refused
from store.record import Record
from store.rules.claim_world import Actor
from store.wording import N_, say

HEIGHTS = {"viewer": 0, "agent": 1, "technician": 1, "supervisor": 2, "manager": 3, "admin": 4}
"""How much people of a role may; agents and technicians stand beside each other."""
PEOPLE = tuple(HEIGHTS)
MACHINES = ("import", "sync")
ROLES = (*PEOPLE, *MACHINES)

VIEW, CREATE, EDIT, APPROVE = "view", "create", "edit", "approve"
PROPOSE, EXPORT, MERGE, ERASE = "propose", "export", "merge", "erase"
RIGHTS = (VIEW, CREATE, EDIT, APPROVE, PROPOSE, EXPORT, MERGE, ERASE)
LETTERS = {"V": VIEW, "C": CREATE, "E": EDIT, "A": APPROVE, "P": PROPOSE, "X": EXPORT, "M": MERGE, "Z": ERASE}


def raises(role: str, over: str) -> bool:
    """Say whether one role may more than another."""
    return HEIGHTS.get(role, 0) > HEIGHTS.get(over, 0)


class Grant(Record):
    """A right that a role has on a thing."""

    right: str
    reach: str = "all"
    """How far: all, masked, own, own jobs, totals, own and totals, site, own site, before first claim,
    usage, within limit, within cap."""
    sensitive: bool = False
    """It is journalled and the admin is told at once."""


def _row(**cells: str) -> Mapping[str, tuple[Grant, ...]]:
    """Read cells such as ``C,E:before first claim``; `heads`: manager and admin, `machines`: both."""
    shared = {"heads": ("manager", "admin"), "machines": MACHINES}
    found: dict[str, tuple[Grant, ...]] = {}
    for name, cell in cells.items():
        for role in shared.get(name, (name,)):
            found[role] = tuple(_grant(part.strip()) for part in cell.split(","))
    return found


def _grant(text: str) -> Grant:
    letter, _, reach = text.partition(":")
    return Grant(LETTERS[letter[0]], reach or "all", letter.endswith("*"))


THINGS: Mapping[str, Mapping[str, tuple[Grant, ...]]] = {
    "look-up": _row(viewer="V", agent="V", technician="V", supervisor="V", heads="V"),
    "customer": _row(
        viewer="V:masked",
        agent="C,E",
        technician="V:own jobs",
        supervisor="C,E,M*",
        heads="C,E,M*,Z*",
        machines="C",
    ),
    "unit": _row(
        viewer="V",
        agent="C,E:before first claim",
        technician="E:usage",
        supervisor="E*",
        heads="E*",
        machines="C",
    ),
    "void": _row(technician="P", supervisor="A*", heads="A*"),
    "policy override": _row(technician="P", supervisor="A*", heads="A*"),
    "claim": _row(viewer="V", agent="C,E,A:within limit", technician="E", supervisor="E,A", heads="E,A"),
    "goodwill": _row(agent="P", technician="P", supervisor="A*:within cap", heads="A*"),
    "rating": _row(agent="C", technician="C", machines="C"),
    "rating correction": _row(supervisor="E*", heads="E*"),
    "score": _row(
        viewer="V:totals", agent="V:own and totals", technician="V:own", supervisor="V:site", heads="V"
    ),
    "import": _row(supervisor="X*:own site", heads="X*", machines="C*"),
    "bulk edit": _row(supervisor="X*:own site", heads="X*", machines="C*"),
    "personal data": _row(supervisor="X*:own site", heads="X*", machines="C*"),
    "policies": _row(heads="E*"),
    "users": _row(manager="V", admin="E*"),
    "settings": _row(manager="V", admin="E*"),
    "encryption": _row(manager="V", admin="E*"),
    "audit": _row(supervisor="V", heads="V"),
}
"""Who may do what with each thing."""

SEES = frozenset({EDIT, APPROVE})
"""Rights that include to see."""
NEVER = frozenset({"hide invitation", "correct own rating", "rate own work"})
"""What nobody may do to their own work, whatever the role."""


def grant(role: str, right: str, thing: str) -> Grant | None:
    """Return what a role may, or None: what the table does not name is denied."""
    found = THINGS.get(thing, {}).get(role, ())
    for each in found:
        if each.right == right:
            return each
    if right == VIEW:
        # To see takes nobody's data in hand, so it is never sensitive by itself.
        return next((Grant(VIEW, each.reach) for each in found if each.right in SEES), None)
    return None


def may(role: str, right: str, thing: str) -> bool:
    """Tell whether a role has a right at all, however far it reaches."""
    return grant(role, right, thing) is not None


def require(actor: Actor, right: str, thing: str) -> Grant:
    """Return the actor's grant.

    Raises:
        Refused: REVOKED or NOT_ALLOWED, with the roles that may.
    """
    if not actor.active:
        template = N_("the account of {name} is revoked; ask an admin.")
        raise Refused("REVOKED", say(template, name=actor.name))
    found = grant(actor.role, right, thing)
    if found is not None:
        return found
    others = [role for role in PEOPLE if may(role, right, thing)]
    if not others:
        template = N_("{role} may not {right} ({thing}); no role may.")
        raise Refused("NOT_ALLOWED", say(template, role=actor.role, right=right, thing=thing))
    template = N_("{role} may not {right} ({thing}); ask {roles}.")
    sentence = say(template, role=actor.role, right=right, thing=thing, roles=", ".join(others))
    raise Refused("NOT_ALLOWED", sentence, details={"role": actor.role, "roles": others})


def forbid_own(actor: Actor, deed: str, owner: str | None) -> None:
    """Refuse what nobody may do to their own work, such as correcting their own rating.

    Args:
        actor: who acts.
        deed: one of `NEVER`.
        owner: name of the person whose work it is about.

    Raises:
        Refused: NOT_ALLOWED.
    """
    if deed == "hide invitation" or (deed in NEVER and owner == actor.name):
        template = N_("{name} may not do this ({deed}); ask a supervisor.")
        raise Refused("NOT_ALLOWED", say(template, name=actor.name, deed=deed))
