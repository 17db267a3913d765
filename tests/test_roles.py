"""Who may do what: the whole matrix, thing by thing, and nothing beyond it."""

from __future__ import annotations

import pytest

from store.errors import Refused
from store.rules.claim_world import Actor
from store.rules.roles import NEVER, RIGHTS, ROLES, THINGS, forbid_own, grant, may, require

MATRIX = {
    "viewer": {"look-up": "V", "customer": "V", "unit": "V", "claim": "V", "score": "V"},
    "agent": {
        "look-up": "V",
        "customer": "CEV",
        "unit": "CEV",
        "claim": "CEAV",
        "goodwill": "P",
        "rating": "C",
        "score": "V",
    },
    "technician": {
        "look-up": "V",
        "customer": "V",
        "unit": "EV",
        "void": "P",
        "policy override": "P",
        "claim": "EV",
        "goodwill": "P",
        "rating": "C",
        "score": "V",
    },
    "supervisor": {
        "look-up": "V",
        "customer": "CEMV",
        "unit": "EV",
        "void": "AV",
        "policy override": "AV",
        "claim": "EAV",
        "goodwill": "AV",
        "rating correction": "EV",
        "score": "V",
        "import": "X",
        "bulk edit": "X",
        "personal data": "X",
        "audit": "V",
    },
    "manager": {
        "look-up": "V",
        "customer": "CEMZV",
        "unit": "EV",
        "void": "AV",
        "policy override": "AV",
        "claim": "EAV",
        "goodwill": "AV",
        "rating correction": "EV",
        "score": "V",
        "import": "X",
        "bulk edit": "X",
        "personal data": "X",
        "policies": "EV",
        "users": "V",
        "settings": "V",
        "encryption": "V",
        "audit": "V",
    },
    "import": {
        "customer": "C",
        "unit": "C",
        "rating": "C",
        "import": "C",
        "bulk edit": "C",
        "personal data": "C",
    },
}
MATRIX["admin"] = {**MATRIX["manager"], "users": "EV", "settings": "EV", "encryption": "EV"}
MATRIX["sync"] = MATRIX["import"]
LETTER = dict(zip(RIGHTS, "VCEAPXMZ", strict=True))
SENSITIVE = {
    ("supervisor", "edit", "unit"),
    ("supervisor", "merge", "customer"),
    ("manager", "erase", "customer"),
    ("supervisor", "approve", "goodwill"),
    ("supervisor", "approve", "void"),
    ("import", "create", "import"),
    ("supervisor", "edit", "rating correction"),
    ("admin", "edit", "users"),
}


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_holds_and_all_else_is_denied(role: str, thing: str) -> None:
    allowed = MATRIX[role].get(thing, "")
    for right in RIGHTS:
        assert may(role, right, thing) == (LETTER[right] in allowed), right


def test_what_nobody_named_is_denied() -> None:
    assert not may("admin", "edit", "journal")
    assert not may("owner", "view", "look-up")
    assert not may("admin", "fly", "unit")


def test_sensitive_grants_say_so() -> None:
    for role, right, thing in SENSITIVE:
        found = grant(role, right, thing)
        assert found and found.sensitive
    assert not any(
        found.sensitive
        for role in ("viewer", "agent", "technician")
        for thing in THINGS
        for right in RIGHTS
        if (found := grant(role, right, thing))
    )


def test_a_grant_says_how_far_it_reaches() -> None:
    reach = {
        ("viewer", "view", "customer"): "masked",
        ("technician", "view", "customer"): "own jobs",
        ("agent", "edit", "unit"): "before first claim",
        ("technician", "edit", "unit"): "usage",
        ("agent", "approve", "claim"): "within limit",
        ("supervisor", "approve", "goodwill"): "within cap",
        ("manager", "approve", "goodwill"): "all",
        ("agent", "view", "score"): "own and totals",
        ("supervisor", "export", "personal data"): "own site",
    }
    for (role, right, thing), expected in reach.items():
        found = grant(role, right, thing)
        assert found and found.reach == expected


def test_a_refusal_names_the_role_and_who_may() -> None:
    with pytest.raises(Refused) as refused:
        require(Actor("Ana", "agent"), "erase", "customer")
    assert refused.value.code == "NOT_ALLOWED"
    assert str(refused.value) == "agent may not erase (customer); ask manager, admin."
    with pytest.raises(Refused, match="may not"):
        require(Actor("Ana", "admin"), "erase", "audit")
    with pytest.raises(Refused, match="revoked"):
        require(Actor("Ana", "admin", active=False), "view", "look-up")
    assert require(Actor("Ana", "supervisor"), "merge", "customer").sensitive


def test_nobody_judges_their_own_work() -> None:
    for deed in NEVER:
        with pytest.raises(Refused, match="may not"):
            forbid_own(Actor("Ana", "admin"), deed, "Ana")
    forbid_own(Actor("Ana", "supervisor"), "correct own rating", "Ben")
    with pytest.raises(Refused):
        forbid_own(Actor("Ana", "supervisor"), "hide invitation", None)
