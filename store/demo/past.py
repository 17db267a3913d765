"""The years before the desk kept its own journal: claims that have ended and answers, brought in as lists.

They come as the program's own import brings them: one event a claim, which says how it ended, and one for
the list of answers. What a claim left in its unit's history, and who was asked, is written by the same code
that writes it when a claim is closed at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.demo import PREFIX, answers, words
from store.demo.catalogue import COMPONENTS, COSTS, PARTS
from store.demo.life import DECLINED, Job, channel, new_serial, resolution_of
from store.demo.people import SUPERVISOR
from store.ids import named, product_id
from store.services.aftermath import carry
from store.tables import claim_fold
from store.tables.batches import Batch
from store.tables.journal import Event
from store.tables.ratings import COLUMNS

if TYPE_CHECKING:
    from store.demo.desk import Desk, Life
    from store.records import Claim

_ANSWER = COLUMNS[:-2]
_CANCELLED, _REJECTED, _LEFT = 0.03, 0.05, 0.012
"""Shares of claims: cancelled; rejected and handed back; rejected and never fetched."""


def bring_in(desk: Desk, jobs: Sequence[tuple[date, Job]], report: Callable[[float], None]) -> Life:
    """Bring in the claims that were filed on these days, in order, and the answers to them.

    Args:
        desk: the demo desk.
        jobs: day of filing and claim.
        report: called with the share that is done, from 0 to 1.
    """
    desk.as_(SUPERVISOR)
    asked: dict[str, date] = {}
    said: list[tuple[object, ...]] = []
    for count, (filed, job) in enumerate(jobs, 1):
        report(count / len(jobs))
        if job.item.id in desk.gone:
            continue
        claim = _import(desk, job, f"{PREFIX}-{count:06d}", filed)
        if claim.handed_over is None:
            continue
        invited = _close(desk, job, claim, asked)
        if invited and desk.rng.random() > DECLINED and answers.given(desk, job.item, claim.handed_over):
            said.append(_answer(desk, job, claim, claim.handed_over))
    _list_answers(desk, said)
    yield from ()


def _import(desk: Desk, job: Job, number: str, filed: date) -> Claim:
    """Write a claim that has ended as one event."""
    item, id_ = job.item, named("claim", number)
    fields: dict[str, object] = {
        "number": number,
        "unit_id": item.id,
        "customer_id": item.buyer.id if item.buyer else None,
        "product_id": product_id(item.model.name, item.model.brand),
        "serial": item.serial,
        "fault": job.fault,
        "component": COMPONENTS.get(job.fault),
        "channel": channel(desk, item),
        "failure_date": str(filed - timedelta(days=desk.rng.choice((0, 0, 1, 1, 2, 4, 9)))),
        "filed_on": str(filed),
        "requested_on": str(filed),
        "note": desk.rng.choice(words.NOTES[job.fault]),
        **_end(desk, job, filed),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    body = {"fields": given, "today": desk.day.isoformat(), "role": "import"}
    context = desk.store.context
    event = context.journal.append(context.agent.id, "claim.import", f"claim:{id_}", body)
    return claim_fold.fold(context.connection, event)


def _end(desk: Desk, job: Job, filed: date) -> Mapping[str, object]:
    """Draw how a claim ended."""
    luck = desk.rng.random()
    if luck < _CANCELLED:
        return {"state": "cancelled", "reason": desk.rng.choice(words.CANCELLED)}
    luck -= _CANCELLED
    if luck < _REJECTED:
        reason, _ = desk.rng.choice(words.REJECTIONS)
        ended: dict[str, object] = {"state": "rejected", "reason": reason, "decisions": ["rejected"]}
        return ended if luck < _LEFT else {**ended, "state": "closed", **_handed(desk, filed, 1, 9)}
    return _repaired(desk, job, filed)


def _repaired(desk: Desk, job: Job, filed: date) -> Mapping[str, object]:
    item, rng = job.item, desk.rng
    resolution = resolution_of(desk, item, filed)
    part = rng.choice(PARTS[item.model.category])
    cost = rng.randrange(*COSTS[item.model.category], 100)
    waited = rng.random() < 0.2
    component = COMPONENTS.get(job.fault)
    if resolution in ("replaced", "refunded"):
        desk.gone.add(item.id)
    return {
        "state": "closed",
        "decisions": ["approved"],
        "estimate": cost,
        "payer": {"maker": cost, "customer": 0, "goodwill": 0},
        "totals": {"maker": cost, "customer": 0, "goodwill": 0, "total": cost},
        "diagnosis": rng.choice(words.DIAGNOSES[resolution]).format(part=part).capitalize(),
        "resolution": resolution,
        "new_serial": new_serial(desk, item) if resolution == "replaced" else None,
        "new_part": component if resolution == "repaired" else None,
        "answer": rng.choice(words.ANSWERS) if rng.random() < 0.08 else None,
        **(_handed(desk, filed, 8, 34) if waited else _handed(desk, filed, 2, 13)),
    }


def _handed(desk: Desk, filed: date, least: int, most: int) -> Mapping[str, object]:
    handed = min(filed + timedelta(days=desk.rng.randint(least, most)), desk.day - timedelta(days=1))
    return {"handed_over": str(handed), "receiver": "the customer"}


def _close(desk: Desk, job: Job, claim: Claim, asked: dict[str, date]) -> bool:
    """Write what a hand-over leaves outside its claim; tell whether the customer was asked to rate it."""
    who, day = job.item.buyer, claim.handed_over
    assert day is not None
    every = timedelta(days=int(str(desk.store.context.setting("ask_again_days"))))
    refused = None
    if who is None or not who.may_contact:
        refused = "NO_CONTACT" if who else "NO_CUSTOMER"
    elif abs(day - asked.get(who.id, date.min)) < every:
        refused = "ASKED_RECENTLY"
    elif who:
        asked[who.id] = day
    invitation = {"invited": False, "reason": refused} if refused else {"invited": True}
    body = {"with": {"handed_over": str(day)}, "invitation": invitation}
    context = desk.store.context
    handing = Event(context.journal.origin, 0, 0, context.agent.id, "claim.close", f"claim:{claim.id}", body)
    carry(context, claim, handing)
    return refused is None


def _answer(desk: Desk, job: Job, claim: Claim, handed: date) -> tuple[object, ...]:
    day = min(handed + timedelta(days=desk.rng.randint(0, 5)), desk.day)
    slow = claim.filed_on is not None and (handed - claim.filed_on).days > 13
    solved = claim.resolution is not None
    score = answers.score(desk, job, day, smooth=solved and not slow, solved=solved)
    comment, reason = answers.words_for(desk, job, day, score)
    values = {
        "id": desk.store.context.random_id(),
        "score": score,
        "day": str(day),
        "claim": claim.number,
        "unit": job.item.id,
        "product": product_id(job.item.model.name, job.item.model.brand),
        "reason": reason,
        "comment": comment,
        "agent": desk.people[desk.clerk()].id,
        "partner": job.item.partner,
        "serial": job.item.serial,
    }
    return tuple(values.get(name) for name in _ANSWER)


def _list_answers(desk: Desk, said: list[tuple[object, ...]]) -> None:
    """Bring in the list of answers: rows in a batch, one event."""
    if not said:
        return
    context, name = desk.store.context, "ratings.csv"
    key = f"{name}-{context.random_id()[:8]}"
    batch = Batch(context.connection, "ratings", _ANSWER, key)
    batch.add(said)
    counts = {"rows": len(said), "accepted": len(said), "unchanged": 0, "rejected": 0}
    body = {"batches": {"ratings": batch.close()}, "file": key, "name": name, "day": str(desk.day), **counts}
    context.record("batch.ratings", f"batch:{key}", body)
