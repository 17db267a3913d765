"""The rows of forms about work: costs with their split, parts, loaners, who shall have the claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from store.records import ClaimView, Possible
from store.rules import costs
from store.rules.claim_work import lent, waiting
from store.wording import _
from tui import text
from tui.text import Span
from tui.widgets import words, work_words
from tui.widgets.amounts import AmountEditor, major
from tui.widgets.choices import ChoiceEditor, Option, PickEditor
from tui.widgets.editors import Editor, MaybeDayEditor, SerialEditor, TextEditor

COST = ("what", "minutes", "cost", "split")
MORE: Mapping[str, tuple[str, ...]] = {
    "add_cost": COST,
    "change_cost": COST,
    "remove_cost": ("reason",),
    "raise_estimate": ("reason",),
    "loan_back": ("loaner",),
    "assign": ("owner",),
}
"""Fields of an action beside those it always needs."""
PASSED: Mapping[str, frozenset[str]] = {
    "add_cost": frozenset({"minutes"}),
    "change_cost": frozenset({"what", "minutes", "cost"}),
    "remove_cost": frozenset({"reason"}),
    "raise_estimate": frozenset({"reason"}),
}
"""Fields that may stay empty in an action, though not in others."""
LONGEST_LIST = 4


def editor(
    name: str, view: ClaimView, possible: Possible, today: date, rest: Callable[[], list[Span]]
) -> Editor | None:
    """Return the editor of a field of work; None: it is none of them."""
    if name == "expected":
        return MaybeDayEditor(name, today)
    if name == "cost":
        return AmountEditor(name, "", rest)
    if name == "minutes":
        return TextEditor(name, "", _("of labour: 90 or 1:30; the cost follows from it"))
    if name == "loaner" and possible.action == "lend":
        return SerialEditor(name, "", _("scan or type the serial of the loaner"))
    found = _listed(name, view)
    if found is not None and name == "kind":
        return ChoiceEditor(name, found)
    if found is None:
        return None
    return PickEditor(
        name, found, found[0].value if found else "", rows=min(max(len(found), 1), LONGEST_LIST)
    )


def _listed(name: str, view: ClaimView) -> list[Option] | None:
    claim = view.claim
    if name == "kind":
        return [Option(kind, words.value(kind)) for kind in costs.KINDS]
    if name == "line":
        return [Option(str(n), cost_words(line)) for n, line in enumerate(claim.costs, 1)]
    if name == "place":
        return [Option(str(n), work_words.waited_part(part)) for n, part in enumerate(waiting(claim), 1)]
    if name == "loaner":
        return [Option(loan["loaner"], text.clean(loan["loaner"], 60)) for loan in lent(claim)]
    if name == "owner":
        return [Option(person, text.clean(person, 60)) for person in view.colleagues]
    return None


def cost_words(line: Mapping[str, object]) -> str:
    """Name a cost: its kind, what it is for, what it costs."""
    parts = (
        words.value(line.get("kind")),
        text.clean(line.get("what") or "", 40),
        words.given("cost", line["cost"]),
    )
    return " · ".join(part for part in parts if part)


def split(typed: Mapping[str, str]) -> dict[str, object]:
    """Return who pays, as far as it was typed; nothing: the store proposes it."""
    named = {name: typed.get(f"payer_{name}") for name in ("customer", "goodwill")}
    found = {name: int(value) for name, value in named.items() if value}
    return {"split": found} if found else {}


def proposal(view: ClaimView, typed: Mapping[str, str]) -> list[Span]:
    """Say what a cost comes to and who pays it, before it is written down."""
    kind = typed.get("kind", "part")
    cost = int(typed["cost"]) if typed.get("cost") else _of_minutes(typed.get("minutes", ""), kind, view)
    if cost is None:
        return []
    named = split(typed).get("split")
    shares = costs.split(view.claim, kind, cost, named if isinstance(named, dict) else None)
    if min(shares.values()) < 0:
        return [(_("! more than it costs"), "bad")]
    paid = [f"{words.value(name)} {major(share)}" for name, share in shares.items() if share]
    return [("= ", "dim"), (major(cost), "bright"), ("  " + " · ".join(paid), "dim")]


def _of_minutes(typed: str, kind: str, view: ClaimView) -> int | None:
    hours, colon, minutes = typed.partition(":")
    if kind != "labour" or not (hours + minutes).isdecimal() or not hours.isascii():
        return None
    return costs.labour(int(hours) * 60 + int(minutes or 0) if colon else int(hours), view.labour_rate)
