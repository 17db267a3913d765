"""Coverage cases through the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.errors import Unreadable
from store.rules.coverage import answer_json, cover, parse_case


def differences(case: Mapping[str, Any]) -> list[str]:
    """Answer a case and return what is otherwise than expected."""
    try:
        answer = answer_json(cover(parse_case(case)))
    except Unreadable as error:
        return [f"the case is invalid: {error}"]
    found = []
    for name, wanted in case["expect"].items():
        given = answer.get(name)
        same = (
            set(map(str, _list(given))) == set(map(str, _list(wanted)))
            if name == "flags"
            else given == wanted
        )
        if not same:
            found.append(f"{name}: {given!r}, expected {wanted!r}")
    steps = answer["steps"]
    if not isinstance(steps, list) or not steps:
        found.append("steps: there is no explanation")
    return found


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
