"""Fold the events of one claim, from however many desks, into one claim.

Every event names the last step its author knew, so the steps make a graph. Where it is a line, the claim
is the end of the line. Where desks went on from the same step without knowing of each other, equal steps
(same action, same ``with``) are one step; if different ends remain, the claim is in conflict and each end
is a version of it, whole. No clock decides. A supervisor's `decide` names the ends it has seen and so
joins them. Remarks (notes, readings, changes of the unit, refused tries) stand outside the graph.

A step made by somebody who was revoked before counts as an end of its own beside the step it came after,
until a supervisor has decided. Who was revoked when is in the journal of people, not in the claim's
events: an offline desk cannot know it when it writes.

The result depends on the set of events only, not on their order of arrival or on how often each came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from store.record import but
from store.records import Act, Claim, Version
from store.rules.claim_fold import apply
from store.rules.claim_order import JOINS, MOVES, causal, ends_seen, key_of
from store.rules.claim_remarks import attachments, linked
from store.rules.claim_table import CONFLICT, NEW
from store.rules.claim_work import worked
from store.rules.claim_world import ClaimEvent, Key
from store.rules.claim_writes import as_text, day_of, given

Revoked = Mapping[str, datetime]


def fold(claim_id: str, events: Iterable[ClaimEvent], revoked: Revoked | None = None) -> Claim:
    """Return the claim that `events` make, in any order and with any repetition; see `graph`."""
    return graph(claim_id, events, revoked).result()


def graph(claim_id: str, events: Iterable[ClaimEvent], revoked: Revoked | None = None) -> Graph:
    """Return the steps of a claim.

    Args:
        claim_id: the claim's id.
        events: all of its events that are known.
        revoked: by agent, the instant (UTC) of a revocation.
    """
    once: dict[Key, ClaimEvent] = {}
    for event in events:
        other = once.get(event.key, event)
        # One key with two contents is a forgery or a damaged file: all desks must keep the same one.
        if other is event or _rank(event) < _rank(other):
            once[event.key] = event
    ordered = sorted(once.values(), key=lambda event: event.order)
    root = Claim(id=claim_id, state=NEW, unit_id=None, customer_id=None)
    return Graph(root, ordered, revoked or {})


def _rank(event: ClaimEvent) -> tuple[int, str, str]:
    return (event.hlc, _signature(event), repr(event))


def _signature(event: ClaimEvent) -> str:
    """What two desks are compared by: the action and what was given, nothing that was derived."""
    return json.dumps(
        [event.kind, event.body.get("with"), event.body.get("fields"), event.body.get("chosen")],
        sort_keys=True,
        default=str,
    )


class _Node:
    """A step, with all the equal steps other desks took at the same place.

    No dataclass, which takes a look-up long to load.
    """

    __slots__ = ("before", "bit", "claim", "event", "parent", "past", "twins")

    def __init__(
        self, bit: int, event: ClaimEvent, parent: _Node | None, before: Claim, claim: Claim, past: int
    ) -> None:
        self.bit, self.event, self.parent = bit, event, parent
        self.before, self.claim = before, claim
        self.past = past
        """Bits of all steps before it."""
        self.twins = [event]

    @property
    def mask(self) -> int:
        return self.past | self.bit


def _equal(nodes: list[_Node], event: ClaimEvent) -> _Node | None:
    """Return the first of `nodes` that is the same step as `event`."""
    wanted = _signature(event)
    return next((node for node in nodes if _signature(node.event) == wanted), None)


class Graph:
    """The steps of one claim."""

    def __init__(self, root: Claim, events: list[ClaimEvent], revoked: Revoked) -> None:
        self.root = root
        self.events = events
        self.revoked = revoked
        self.known = {event.key: event for event in events}
        self.nodes: list[_Node] = []
        self.at: dict[Key, _Node] = {}
        self.last_of: dict[str, _Node] = {}
        self.places: dict[tuple[int, int], list[_Node]] = {}
        """By the step before and all steps before."""
        for event in causal([event for event in events if event.action in MOVES], self.known):
            self._add(event)

    def add(self, event: ClaimEvent) -> None:
        """Add an event that was decided on this very claim just now, and so comes after all the others."""
        self.events.append(event)
        self.known[event.key] = event
        if event.action in MOVES:
            self._add(event)

    def _add(self, event: ClaimEvent) -> None:
        seen = self._settled(event)
        parent = self._parent(event)
        past = parent.mask if parent else 0
        for node in seen:
            past |= node.mask
        here = self.places.setdefault((parent.bit if parent else 0, past), [])
        twin = _equal(here, event) if here else None
        if twin and all(other.origin != event.origin for other in twin.twins):
            twin.twins.append(event)
            self.at[event.key] = self.last_of[event.origin] = twin
            return
        before = parent.claim if parent else self.root
        after = self._chosen(event, before) if event.action == JOINS else apply(before, event)
        node = _Node(1 << len(self.nodes), event, parent, before, after, past)
        self.nodes.append(node)
        here.append(node)
        self.at[event.key] = self.last_of[event.origin] = node

    def _parent(self, event: ClaimEvent) -> _Node | None:
        """Return the step this one came after.

        A desk that named an older step than its own last one is held to its own. A step that has not
        arrived yet stands for everything before it: its author knew more than we do.
        """
        node = self._named(event.after) if event.after else None
        if event.after and event.after not in self.known:
            node = self.nodes[-1] if self.nodes else None
        own = self.last_of.get(event.origin)
        return own if own and (node is None or own.past & node.bit) else node

    def _named(self, key: Key) -> _Node | None:
        """Return the step of a key; of a remark, the step it was made after."""
        asked: set[Key] = set()
        while key not in self.at and key not in asked:
            asked.add(key)
            event = self.known.get(key)
            if event is None or event.after is None:
                return None
            key = event.after
        return self.at.get(key)

    def _settled(self, event: ClaimEvent) -> list[_Node]:
        return [node for key in ends_seen(event) if (node := self.at.get(key))]

    def _chosen(self, event: ClaimEvent, before: Claim) -> Claim:
        chosen = key_of(event.body.get("chosen"))
        node = self.at.get(chosen) if chosen else None
        if node is not None:
            before = node.claim
        elif "chosen" in event.body and chosen is None:
            before = self.root
        return but(before, tip=event.key)

    def _disputed(self) -> list[_Node]:
        """Return the first steps only revoked people took, which no supervisor has ruled on."""
        ruled = 0
        for node in self.nodes:
            if node.event.action == JOINS:
                ruled |= node.past
        found: list[_Node] = []
        for node in self.nodes:
            open_still = not node.bit & ruled and all(map(self._barred, node.twins))
            if open_still and not any(node.past & earlier.bit for earlier in found):
                found.append(node)
        return found

    def _barred(self, event: ClaimEvent) -> bool:
        since = self.revoked.get(event.agent)
        return since is not None and event.at >= since

    def result(self) -> Claim:
        """Return the claim at the end of the line, or in conflict."""
        covered = 0
        for node in self.nodes:
            covered |= node.past
        ends: list[_Node | None] = [node for node in self.nodes if not node.bit & covered]
        for node in self._disputed():
            everywhere = all(end is None or end.mask & node.bit for end in ends)
            if everywhere and node.parent not in ends:
                ends.append(node.parent)
        if len(ends) <= 1:
            end = ends[0] if ends else None
            return self._whole(end.claim if end else self.root, end.mask if end else 0)
        return self._conflict(ends)

    def _conflict(self, ends: list[_Node | None]) -> Claim:
        common = (1 << len(self.nodes)) - 1
        for end in ends:
            common &= end.mask if end else 0
        shared = [node for node in self.nodes if node.bit & common]
        base = shared[-1].claim if shared else self.root
        ends.sort(key=lambda end: end.event.order if end else (0, "", 0))
        versions = [self._version(end) for end in ends]
        for spelling in ("{v.state}@{v.origin}", "{v.state}@{v.origin}:{v.tip[1]}"):
            names = [version.name for version in versions]
            versions = [
                but(v, name=spelling.format(v=v)) if names.count(v.name) > 1 and v.tip else v
                for v in versions
            ]
        last = next(end for end in reversed(ends) if end)
        claim = but(base, state=CONFLICT, versions=tuple(versions), tip=last.event.key)
        return self._whole(claim, (1 << len(self.nodes)) - 1)

    def _version(self, end: _Node | None) -> Version:
        if end is None:
            return Version(NEW, NEW, "", None, self._whole(self.root, 0))
        state, event = end.claim.state, end.event
        return Version(state, state, event.origin, event.key, self._whole(end.claim, end.mask))

    def _whole(self, claim: Claim, mask: int) -> Claim:
        """Add what stands outside the graph: history, notes, readings, refused tries."""
        acts = [(event, self._act(event)) for event in self.events if self._within(event, mask)]
        numbers = [as_text(event.body.get("number")) for event, _ in acts if event.action == "file"]
        return but(
            linked(worked(claim, (event for event, _ in acts)), acts),
            attachments=attachments(acts),
            history=tuple(act for event, act in acts if event.action not in {"refused", "merge"}),
            notes=tuple(act for event, act in acts if event.action == "note"),
            readings=tuple(
                {**given(event), "date": day_of(event).isoformat()}
                for event, _ in acts
                if event.action == "reading"
            ),
            attempts=tuple(act for event, act in acts if event.action == "refused"),
            other_numbers=tuple(
                dict.fromkeys((*claim.other_numbers, *(n for n in numbers if n and n != claim.number)))
            ),
        )

    def _within(self, event: ClaimEvent, mask: int) -> bool:
        node = self.at.get(event.key)
        return node is None or bool(node.bit & mask)

    def _act(self, event: ClaimEvent) -> Act:
        node = self.at.get(event.key)
        if node is None:
            around = self._named(event.after) if event.after else None
            before = after = around.claim.state if around else self.root.state
        else:
            before = CONFLICT if event.action == JOINS else node.before.state
            after = node.claim.state
        values = given(event)
        if event.action == "refused":
            values = {name: event.body.get(name) for name in ("action", "code", "with")}
        first = None if before == NEW else before
        return Act(event.at, event.agent, event.role, event.action, first, after, values)
