"""What is to be done next with a claim, what it waits for, and what the customer may ask for, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from store.records import Clocks
from store.wording import N_, _, ngettext
from tui import text
from tui.text import Span
from tui.widgets import words

SOON = 7
"""Days within which a right is near."""
RIGHTS: Mapping[str, str] = {
    "exchange": N_("exchange"),
    "remedy": N_("a remedy by law"),
}
"""The rights a customer gets as time goes by."""
NEXT: Mapping[str, str] = {
    "draft": N_("file it"),
    "filed": N_("decide"),
    "info_needed": N_("get the answer"),
    "approved": N_("take into service"),
    "in_service": N_("finish the repair"),
    "awaiting_parts": N_("wait for the part"),
    "ready": N_("hand back"),
    "conflict": N_("choose a version"),
}
"""What is to be done next with a claim, by its state."""


def right(clocks: Clocks) -> Span:
    """Return the customer's next right in words, with its days: in 3 days: exchange."""
    if clocks.right is None or clocks.right_left is None:
        return "", ""
    left, what = clocks.right_left, _(RIGHTS[clocks.right])
    if left > 0:
        said = ngettext("in {n} day: {right}", "in {n} days: {right}", left)
        return said.format(n=text.number(left), right=what), "warn" if left <= SOON else ""
    if left == 0:
        return _("from today: {right}").format(right=what), "bad"
    if left == -1:
        return _("since yesterday: {right}").format(right=what), "bad"
    said = ngettext("for {n} day: {right}", "for {n} days: {right}", -left)
    return said.format(n=text.number(-left), right=what), "bad"


def next_step(state: str, waiting: Sequence[Mapping[str, str]] = ()) -> str:
    """Say what is to be done next; of a claim that waits, the part it waits for."""
    if state == "awaiting_parts" and waiting:
        return waited_part(waiting[0])
    return _(NEXT[state]) if state in NEXT else ""


def waited_part(part: Mapping[str, str]) -> str:
    """Name a part that is waited for: what it is, when and under which number it was ordered."""
    said = [text.clean(part.get("part", "?"), 60)]
    if ordered := part.get("ordered"):
        said.append(_("ordered {when}").format(when=words.value(ordered)))
    if number := part.get("order_no"):
        said.append(text.clean(number, 30))
    if expected := part.get("expected"):
        said.append(_("expected {day}").format(day=words.value(expected)))
    return ", ".join(said)


def waited(waiting: Sequence[Mapping[str, str]], today: date) -> str:
    """Say for how long a claim has waited, and for what: waiting 91 days for a T-CON board."""
    since = min((part["waited_from"] for part in waiting if part.get("waited_from")), default="")
    days = (today - date.fromisoformat(since)).days if since else 0
    parts = "; ".join(map(waited_part, waiting))
    said = ngettext("waiting {n} day for {parts}", "waiting {n} days for {parts}", days)
    return said.format(n=text.number(days), parts=parts)
