"""Who may correct a unit, and who is told of it.

An agent may until the first claim on the unit; from then on its dates decide about money, and a supervisor
or whoever stands above corrects them. The admin is told of that at once, by a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import Refused
from store.rules.claim_world import Actor
from store.rules.roles import EDIT, PEOPLE, grant, require
from store.tables import claims
from store.wording import N_, say

if TYPE_CHECKING:
    from store.records import Unit
    from store.services.context import Context

BEFORE_FIRST_CLAIM = "before first claim"
USAGE = "usage"


def may_correct(context: Context, unit: Unit) -> bool:
    """Require that who works here may correct the unit; tell whether the admin is to know.

    Raises:
        Refused: NOT_ALLOWED, with the roles that may; CLAIMED, once there is a claim on the unit.
    """
    agent = context.agent
    found = require(Actor(agent.name, agent.role, agent.active), EDIT, "unit")
    if found.reach == BEFORE_FIRST_CLAIM:
        claimed = next((each for each in claims.about_unit(context.connection, unit.id) if each.number), None)
        if claimed is not None:
            template = N_(
                "{serial} has the claim {number}; from its first claim on a unit is corrected by {roles}."
            )
            sentence = say(template, serial=unit.serial, number=claimed.number, roles=", ".join(_freely()))
            raise Refused("CLAIMED", sentence, details={"role": agent.role, "roles": _freely()})
    elif found.reach == USAGE:
        template = N_("{role} may note readings, but not correct a unit; ask {roles}.")
        sentence = say(template, role=agent.role, roles=", ".join(_freely()))
        raise Refused("NOT_ALLOWED", sentence, details={"role": agent.role, "roles": _freely()})
    return found.sensitive


def _freely() -> list[str]:
    """Return the roles that may correct a unit at any time."""
    return [role for role in PEOPLE if (each := grant(role, EDIT, "unit")) and each.reach == "all"]
