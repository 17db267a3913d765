"""Refused tries: they change nothing, but they are written down, with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store.rules.cards import masked, unsaid
from store.tables import claim_fold

if TYPE_CHECKING:
    from store.errors import StoreError
    from store.services.context import Context


def note_refusal(
    context: Context, subject: str, action: str, given: Mapping[str, object], refusal: StoreError
) -> None:
    """Write down that somebody tried `action` on `subject` and was refused."""
    body: dict[str, object] = {
        "action": action,
        "with": {masked(name): _kept(value) for name, value in given.items()},
        "code": refusal.code,
        "role": context.agent.role,
        "today": context.today().isoformat(),
    }
    claim = claim_fold.of(context.connection, subject.partition(":")[2])
    if claim is not None and claim.tip is not None:
        body["after"] = list(claim.tip)
    kind = "claim.refused" if subject.startswith("claim:") else "audit.refused"
    with context.deciding():
        context.record(kind, subject if kind == "claim.refused" else f"audit:{subject}", body)


def _kept(value: object) -> object:
    """Return a value as the journal can keep it; half a character of a path is shown as what it is, and
    no number of a payment card is kept."""
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    if isinstance(value, int | float | bool | dict):
        return unsaid(value)
    return masked(str(value).encode("utf-8", "backslashreplace").decode())
