"""The life of one claim at the demo desk: filed, decided, repaired, handed back, rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from store.demo import answers, words
from store.demo.book import Item
from store.demo.catalogue import AIR, COMPONENTS, COSTS, PARTS
from store.demo.people import SUPERVISOR

if TYPE_CHECKING:
    from store.demo.desk import Desk, Life
    from store.records import Claim

DAYS, STEADY = 1750, 470
"""Days with claims, and the last of them, in which the desk grew no more."""
DECLINED = 0.05
"""Share of those who are asked and say that they would rather not answer."""


@dataclass(frozen=True)
class Job:
    """A claim that is going to be made; what is None is left to chance."""

    item: Item
    fault: str
    note: str | None = None
    stop: str | None = None
    """The state in which it stays."""
    resolution: str | None = None
    score: int | None = None
    parts: bool | None = None
    """Whether a part has to be ordered."""
    pace: int | None = None
    """Days in the workshop."""


def claim(desk: Desk, job: Job) -> Life:
    """Live through a claim."""
    item, rng = job.item, desk.rng
    if item.id in desk.gone:
        return
    filed = _file(desk, job)
    if job.stop in ("filed", "conflict"):
        return
    if job.stop == "cancelled" or (job.stop is None and rng.random() < 0.03):
        yield desk.later(0, 3)
        desk.act(desk.clerk(), filed, "cancel", reason=rng.choice(words.CANCELLED))
        return
    if job.stop == "info_needed" or (job.stop is None and rng.random() < 0.08):
        yield desk.later(0, 1)
        desk.act(desk.clerk(), filed, "request_info", question=rng.choice(words.QUESTIONS))
        if job.stop == "info_needed":
            return
        yield desk.later(1, 6)
        desk.act(desk.clerk(), filed, "answer", answer=rng.choice(words.ANSWERS))
    yield desk.later(0, 2)
    if not _decide(desk, job, filed):
        yield from _give_back(desk, job, filed)
    elif job.stop != "approved":
        yield from _repair(desk, job, filed)


def _file(desk: Desk, job: Job) -> Claim:
    rng, item = desk.rng, job.item
    desk.as_(desk.clerk())
    values = {
        "fault": job.fault,
        "failure_date": (desk.day - timedelta(days=rng.choice((0, 0, 1, 1, 2, 4, 9)))).isoformat(),
        "channel": channel(desk, item),
        "component": COMPONENTS.get(job.fault),
        "note": job.note or rng.choice(words.NOTES[job.fault]),
        "different_fault": "another fault than before" if item.claims > 1 else None,
        **_effort(item, job.note),
    }
    return desk.store.claims.file(item.id, values)


def _effort(item: Item, note: str | None) -> dict[str, int]:
    """Return what filling in the form took: six keys, and those of what was said beside them."""
    keys = 6 + len(note or "") + (26 if item.claims > 1 else 0)
    return {"keys": keys, "seconds": 14 + keys // 3 + sum(map(ord, item.id)) % 30}


def channel(desk: Desk, item: Item) -> str:
    """Draw how a unit comes in."""
    return "on-site" if item.model.category == AIR else desk.rng.choice(("in-store", "in-store", "mail-in"))


def _decide(desk: Desk, job: Job, filed: Claim) -> bool:
    """Approve or reject; True if it is to be repaired."""
    rng = desk.rng
    snapshot = filed.snapshot or {}
    status, labour = snapshot["status"], snapshot["labour_pct"]
    low, high = COSTS[job.item.model.category]
    cost = rng.randrange(low, high, 100)
    covered = status in ("COVERED", "RECALL") and job.stop != "rejected"
    if covered and rng.random() < 0.015 and job.stop is None and job.resolution is None:
        reason, text, evidence = rng.choice(words.VOIDS)
        desk.act(SUPERVISOR, filed, "reject", reason=reason, text=text, evidence=[evidence])
        desk.remember(job.item.id, kind="void", date=desk.day.isoformat(), reason=reason, evidence=True)
        return False
    if covered and labour == 100:
        payer = {"maker": cost, "customer": 0, "goodwill": 0}
        who = desk.clerk() if cost <= 30_000 else SUPERVISOR
        desk.act(who, filed, "approve", estimate=cost, payer=payer)
        return True
    if covered:
        lines = [{"kind": "parts", "cost": cost, "maker": cost, "customer": 0},
                 {"kind": "labour", "cost": 4000, "maker": 0, "customer": 4000}]  # fmt: skip
        desk.act(SUPERVISOR, filed, "approve_partial", lines=lines, consent=True)
        return True
    if job.stop != "rejected" and (rng.random() < 0.3 or status == "UNKNOWN"):
        desk.act(SUPERVISOR, filed, "approve_goodwill", amount=min(cost, 20_000), would_be_covered=True,
                 reason="shortly after the end, a customer of many years")  # fmt: skip
        return True
    reason, text = rng.choice(words.REJECTIONS)
    desk.act(desk.clerk(), filed, "reject", reason=reason, text=text)
    return False


def _give_back(desk: Desk, job: Job, filed: Claim) -> Life:
    if job.stop == "rejected" or desk.rng.random() < 0.25:
        return
    yield desk.later(1, 6)
    ended = desk.act("Iryna", filed, "return_unit", handed_over=desk.day.isoformat(), receiver="the customer")
    yield from _ask(desk, job, ended)


def _repair(desk: Desk, job: Job, filed: Claim) -> Life:
    rng, who = desk.rng, desk.technician()
    yield desk.later(0, 4)
    if filed.channel == "on-site":
        desk.act(who, filed, "start", visit=desk.day.isoformat())
    else:
        desk.act(who, filed, "start", received=desk.day.isoformat(), condition=rng.choice(words.CONDITIONS),
                 accessories=list(rng.choice(words.ACCESSORIES)))  # fmt: skip
    if job.stop == "in_service":
        return
    part = rng.choice(PARTS[job.item.model.category])
    waits = rng.random() < 0.2 if job.parts is None else job.parts
    if waits or job.stop == "awaiting_parts":
        yield desk.later(1, 2)
        desk.act(who, filed, "wait_parts", part=part, ordered=desk.day.isoformat())
        if job.stop == "awaiting_parts":
            return
        yield desk.later(6, 28)
        desk.act(who, filed, "parts_in", arrived=desk.day.isoformat())
    yield desk.later(job.pace or 1, job.pace or 4)
    resolution = job.resolution or resolution_of(desk, job.item, desk.day)
    _finish(desk, job, filed, who, part, resolution)
    if job.stop == "ready":
        return
    yield desk.later(1, 7)
    handed = desk.day.isoformat()
    ended = desk.act(desk.clerk(), filed, "close", handed_over=handed, receiver="the customer")
    if resolution in ("replaced", "refunded"):
        desk.gone.add(job.item.id)
    yield from _ask(desk, job, ended)


def resolution_of(desk: Desk, item: Item, day: date) -> str:
    """Draw how a repair ends on a day."""
    kinds = ("repaired", "no_fault", "replaced", "refunded", "irreparable")
    story = answers.in_story(desk, item, day)
    return desk.rng.choices(kinds, (72, 4, 16, 7, 1) if story else (84, 7, 5, 2, 2))[0]


def new_serial(desk: Desk, item: Item) -> str:
    """Return the serial of the unit that comes in the place of another."""
    return f"{item.serial[:-3]}R{desk.rng.randrange(10, 100)}"


def _finish(desk: Desk, job: Job, filed: Claim, who: str, part: str, resolution: str) -> None:
    text = desk.rng.choice(words.DIAGNOSES[resolution]).format(part=part).capitalize()
    more: dict[str, object] = {}
    if resolution == "replaced":
        more["new_serial"] = new_serial(desk, job.item)
    if resolution == "repaired" and filed.component:
        more["new_part"] = filed.component
    desk.act(who, filed, "finish", diagnosis=text, resolution=resolution, **more)


def _ask(desk: Desk, job: Job, ended: Claim) -> Life:
    """Wait for the answer to the invitation; not everybody gives one."""
    rng, number = desk.rng, ended.number or ""
    invited = (ended.invitation or {}).get("invited")
    if job.score is None and not (answers.given(desk, job.item, desk.day) and invited):
        return
    yield desk.later(0, 5)
    desk.as_(rng.choice(("Olena", "Iryna", "Marko")))
    if job.score is None and rng.random() < DECLINED:
        desk.store.ratings.record(number, None)
        return
    score = job.score
    if score is None:
        smooth = ended.resolution is not None and not ended.parts
        score = answers.score(desk, job, desk.day, smooth=smooth, solved=ended.resolution is not None)
    comment, reason = answers.words_for(desk, job, desk.day, score)
    desk.store.ratings.record(number, score, comment=comment, reason=reason)


def _busy(rng: Random) -> int:
    """Draw how many days ago a claim came in: few in the first years, evenly many in the last."""
    while True:
        ago = rng.randrange(DAYS)
        if rng.random() < 0.1 + 0.9 * min(1.0, (DAYS - ago) / (DAYS - STEADY)) ** 2:
            return ago


def wanted(desk: Desk, count: int) -> list[tuple[date, int, int, bool]]:
    """Return when claims come in, more and more of them.

    Each is a day, the least and the most days since the unit was sold, and whether it belongs to the story.
    """
    rng, found = desk.rng, []
    for _ in range(count):
        ago = _busy(rng)
        found.append((desk.end - timedelta(days=ago), 10, 700 if rng.random() < 0.9 else 1300, False))
    for _ in range(30 + count // 12):
        ago = int(answers.STORY_DAYS * rng.random() ** 1.5)
        found.append((desk.end - timedelta(days=ago), 60, 1000, True))
    return sorted(found)
