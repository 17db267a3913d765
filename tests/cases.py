"""Building coverage cases, and checking their answers."""

from __future__ import annotations

from typing import Any

from store.rules.coverage import answer_json, cover, parse_case

KEYS = ["status", "start", "end", "days_left", "parts_pct", "labour_pct"]
KEYS += ["flags", "next_cover", "use", "replaced_by", "steps", "needs"]

STATUSES = {
    "RETIRED", "COVERED", "RECALL", "UNKNOWN", "VOID", "NOT_TRANSFERABLE", "LIMIT_REACHED", "GAP",
    "EXPIRED", "NOT_STARTED", "NO_COVERAGE",
}  # fmt: skip
"""Every status there is."""
FLAGS = {
    "NEED_PROOF", "DATA_ERROR", "EXCLUDED", "PLAN_INELIGIBLE", "RECALL", "NORMALISED_MATCH",
    "FAILURE_DATE_CLAIMED", "REFUNDED", "AMBIGUOUS_SERIAL", "ESTIMATED_START", "PROOF_MAY_EXTEND",
    "FUTURE_DATE", "CAPPED", "TOLLED", "TOLLING_OPEN", "REPAIR_EXTENDED", "INHERITED", "ROLLED",
    "LIFETIME", "ENDS_NONWORKING", "USAGE_CAP", "USAGE_NEAR", "USAGE_UNKNOWN", "USAGE_REGRESSION",
    "CLAIM_CAP", "NEEDS_EVIDENCE", "LAST_DAY", "PARTS_ONLY", "LEGAL_SELLER", "PLAN", "CONTRACT",
    "RETURN_WINDOW", "REPAIR_WARRANTY", "PART_WARRANTY", "BURDEN_SELLER", "BURDEN_CUSTOMER", "BOUNDARY",
    "GOODWILL_CANDIDATE",
}  # fmt: skip
"""Every flag there is."""

MON_FRI = {"working_days": ["mon", "tue", "wed", "thu", "fri"]}


def check(case: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    """Answer a case, compare it with what is expected, and see that it explains itself."""
    answer: dict[str, Any] = answer_json(cover(parse_case(case)))
    assert list(answer) == KEYS
    for key, value in expect.items():
        if key == "flags":
            assert set(answer[key]) == set(value)
        else:
            assert answer[key] == value, key
    assert answer["steps"]
    told = "\n".join(answer["steps"])
    for key in ("start", "end", "next_cover", "replaced_by"):
        assert answer[key] is None or answer[key] in told, key
    for policy in case["policies"]:
        assert policy["id"] in told
    if answer["status"] == "UNKNOWN":
        assert answer["needs"]
    return answer


def maker(**fields: Any) -> dict[str, Any]:
    """Return a maker's warranty of twelve months, changed by `fields`."""
    return {"id": "M", "kind": "maker", "lines": [{"duration": "12m"}], **fields}


def plan(after: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a plan of twelve months, which may follow another policy."""
    follows = {"start": [{"after": after}]} if after else {}
    return {"id": "X", "kind": "plan", "lines": [{"duration": "12m"}], **follows, **fields}


def ask(on: str, *policies: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a case about unit S1, invoiced on 2026-01-15 unless `dates` says otherwise."""
    dates = fields.pop("dates", {"invoiced": "2026-01-15"})
    return {"unit": {"serial": "S1", "dates": dates}, "policies": list(policies), "on": on, **fields}


def repair(requested: str, returned: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a repair, still open without `returned`."""
    return {"kind": "repair", "from": requested, **({"to": returned} if returned else {}), **fields}


def swap(day: str, old: str = "S0", new: str = "S1") -> dict[str, Any]:
    """Return a replacement."""
    return {"kind": "replacement", "date": day, "old": old, "new": new}


def event(kind: str, day: str, **fields: Any) -> dict[str, Any]:
    """Return any other event."""
    return {"kind": kind, "date": day, **fields}
