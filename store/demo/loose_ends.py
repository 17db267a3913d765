"""The last morning of the demo: drafts, open tasks, and a claim on which two desks disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from store.demo.people import ADMIN, LEFT, SUPERVISOR
from store.records import Person
from store.rules.claims import decide
from store.services import claim_world
from store.services.context import Context

if TYPE_CHECKING:
    from store.demo.desk import Desk, Life
    from store.demo.faces import Faces

FOLLOWED_UP = 14
"""Days for which a bad answer is followed up."""
NEW_NOTICES = 2
"""Sensitive acts nobody has taken note of yet."""
OTHER_DESK = "od-5a17c0"


def loose_ends(desk: Desk, faces: Faces) -> Life:
    """Leave the desk as somebody finds it in the morning."""
    faces.past(desk)
    desk.as_(ADMIN)
    person = desk.people[LEFT]
    desk.store.context.assign("person", person.id, {"active": 0}, {"name": person.name, "role": person.role})
    _disagree(desk, faces)
    _drafts(desk, faces)
    _tasks(desk, faces)
    _read_notices(desk)
    yield from ()


def _read_notices(desk: Desk) -> None:
    """Let the admin have taken note of everything but the latest."""
    waiting = desk.store.inbox.list(limit=-1)
    desk.store.inbox.note([notice.id for notice in waiting[NEW_NOTICES:]])


def _disagree(desk: Desk, faces: Faces) -> None:
    """Let two desks decide one claim, each before it heard of the other."""
    store = desk.store
    line = store.context.connection.execute(
        "SELECT number FROM claim WHERE unit = ?", (faces.items["conflict"].id,)
    ).fetchone()
    seen = store.claims.get(line[0])
    desk.act(
        SUPERVISOR, seen, "approve", estimate=14_000, payer={"maker": 14_000, "customer": 0, "goodwill": 0}
    )
    there = Context(
        store.context.connection, desk.clock, OTHER_DESK, Person(f"{OTHER_DESK}-vira", "Vira", "supervisor"),
        store.context.entropy,
    )  # fmt: skip
    world = claim_world.gather(there, seen, seen.unit_id, seen.customer_id, seen.snapshot or {})
    given = {
        "reason": "MISUSE",
        "text": "Hail damage on the outdoor unit.",
        "evidence": ["photo 1: bent fins"],
    }
    body = decide(seen, "reject", claim_world.acting(there.agent, "reject"), given, world)
    there.record("claim.reject", f"claim:{seen.id}", {**body, "after": list(seen.tip or ())})


def _drafts(desk: Desk, faces: Faces) -> None:
    desk.as_(ADMIN)
    store = desk.store
    store.claims.create(faces.items["last day"].id, {"note": "customer went to look for the receipt"})
    store.claims.create(None, {"customer": faces.greta.id, "note": "serial plate cannot be read"})
    store.claims.keep_draft(faces.items["yesterday"].id, {"fault": "E-14", "note": "door springs open"})


def _tasks(desk: Desk, faces: Faces) -> None:
    add, item, day = desk.store.tasks.add, faces.items, desk.end
    ana, olena, taras = (desk.people[name].id for name in (SUPERVISOR, ADMIN, "Taras"))
    add("Call back at 16:00", day, unit=item["li"].id, customer=faces.li.id, owner=olena)
    add("Offer the extended plan, open until the end of the month", day + timedelta(days=9),
        unit=item["li"].id, customer=faces.li.id, owner=olena)  # fmt: skip
    add(
        "Ask the maker for the T-CON board again", day - timedelta(days=3), unit=item["parts"].id, owner=taras
    )
    add("Settle the claim with Odesa-1", day, unit=item["conflict"].id, owner=ana)
    add("Ask for the receipt", day + timedelta(days=2), unit=item["unknown"].id, customer=faces.greta.id)
    add("Boiler gasket: ring the owner", day - timedelta(days=1), unit=item["recall"].id)
    done = add("Order slips for the printer", day - timedelta(days=20))
    desk.store.tasks.done(done)
    since = (day - timedelta(days=FOLLOWED_UP)).isoformat()
    rows = desk.store.context.connection.execute(
        "SELECT claim, unit, score FROM rating WHERE day >= ? AND score <= 6 ORDER BY day, claim",
        (since,),
    ).fetchall()
    for place, (number, unit, score) in enumerate(rows):
        title = f"Detractor follow-up: answered {score}"
        task = add(title, day + timedelta(days=place % 5 - 1), unit=unit, claim=number, owner=ana)
        if place % 4 == 3:
            desk.store.tasks.done(task)
