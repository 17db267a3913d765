"""The ways in which people say the same thing, brought into one before an action is read."""

from __future__ import annotations

from collections.abc import Mapping

from store.records import UNIT_DATES
from store.rules.claim_table import UNKNOWN_UNIT


def spread(action: str, given: Mapping[str, object]) -> dict[str, object]:
    """Bring the ways in which people say the same thing into one."""
    values = dict(given)
    if action == "create":
        unknown = [values.pop(name, None) for name in ("unknown_unit", UNKNOWN_UNIT)]
        if any(unknown) and not values.get("unit"):
            values["unit"] = UNKNOWN_UNIT
    if action == "edit_unit" and "change" not in values:
        dates = values.pop("dates", None)
        named = {name: values.pop(name) for name in ("serial", *UNIT_DATES) if name in values}
        values["change"] = ({**dates} if isinstance(dates, Mapping) else {}) | named or None
    if action == "note" and "text" not in values:
        values["text"] = values.pop("note", None)
    return values
