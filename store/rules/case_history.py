"""From plain data to the checked history of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.rules import case_fields as read
from store.rules.case import History, Reading, Repair, Replacement, Void
from store.rules.case_fields import Fields, refuse
from store.wording import N_, say

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "repair": ("from", "to", "component", "fault", "new_part"),
    "replacement": ("date", "old", "new"),
    "refund": ("date",),
    "transfer": ("date",),
    "void": ("date", "reason", "evidence", "policy"),
    "claim": ("date", "policy", "outcome"),
    "reading": ("date", "measure", "value"),
    "recall_done": ("date", "policy"),
}


def parse_history(data: object, path: str = "history") -> History:
    """Read the list of events."""
    events: dict[str, list[Fields]] = {kind: [] for kind in _FIELDS}
    for kind, fields in read.many(_event)(data, path):
        events[kind].append(fields)
    claims = [_claim(fields) for fields in events["claim"]]
    return History(
        repairs=tuple(map(_repair, events["repair"])),
        replacements=tuple(map(_replacement, events["replacement"])),
        refunds=tuple(fields.must("date", read.day) for fields in events["refund"]),
        transfers=tuple(fields.must("date", read.day) for fields in events["transfer"]),
        voids=tuple(map(_void, events["void"])),
        claims=tuple((day, policy) for day, policy, outcome in claims if outcome == "approved"),
        readings=tuple(map(_reading, events["reading"])),
        recalls_done=tuple(
            (fields.must("date", read.day), fields.must("policy", read.text))
            for fields in events["recall_done"]
        ),
    )


def _event(data: object, path: str) -> tuple[str, Fields]:
    everything = {name for names in _FIELDS.values() for name in names}
    kind = Fields(data, path, {"kind", *everything}).must("kind", read.one_of(*_FIELDS))
    return kind, Fields(data, path, ("kind", *_FIELDS[kind]))


def _repair(fields: Fields) -> Repair:
    requested, returned = fields.must("from", read.day), fields.maybe("to", read.day)
    if returned is not None and returned < requested:
        refuse(fields.at("to"), say(N_("a repair cannot be handed back before {day}."), day=requested))
    return Repair(
        requested,
        returned,
        component=fields.maybe("component", read.text),
        fault=fields.maybe("fault", read.text),
        new_part=fields.may("new_part", read.truth, False),
    )


def _replacement(fields: Fields) -> Replacement:
    return Replacement(
        fields.must("date", read.day), fields.must("old", read.text), fields.must("new", read.text)
    )


def _void(fields: Fields) -> Void:
    return Void(
        fields.must("date", read.day),
        reason=fields.may("reason", read.any_text, ""),
        evidence=fields.may("evidence", read.truth, False),
        policy=fields.maybe("policy", read.text),
    )


def _claim(fields: Fields) -> tuple[date, str, str]:
    outcome = read.one_of("approved", "rejected", "cancelled")
    return (
        fields.must("date", read.day),
        fields.must("policy", read.text),
        fields.may("outcome", outcome, "approved"),
    )


def _reading(fields: Fields) -> Reading:
    return Reading(
        fields.must("date", read.day), fields.must("measure", read.text), fields.must("value", read.amount)
    )
