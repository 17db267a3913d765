"""Which rows a form needs for an action on a claim, what they start with, and what they mean.

The fields come from the action itself (`Possible.needs`); here stands only what a field looks like. A field
nobody here knows becomes a line of text, so a new action of the store can be done at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from store.paths import typed_paths
from store.records import ClaimView, Possible
from store.rules.claim_values import FIELDS
from store.wording import _
from tui.screens import work_fields
from tui.text import Span
from tui.widgets import words
from tui.widgets.amounts import AmountEditor, major
from tui.widgets.attaching import AttachEditor
from tui.widgets.choices import ChoiceEditor, Option, PickEditor
from tui.widgets.editors import DayEditor, Editor, SerialEditor, TextEditor
from tui.widgets.form import Row

DAYS = frozenset({"handed_over", "received", "visit", "ordered", "arrived", "lent_on", "back_on"})
TRUTHS = frozenset({"would_be_covered", "consent"})
LISTS = frozenset({"accessories", "evidence"})
AMOUNTS = frozenset({"estimate", "amount"})
RESOLUTIONS = ("repaired", "replaced", "refunded", "no_fault", "irreparable")
REASONS = ("NOT_COVERED", "MISUSE", "OPENED", "THIRD_PARTY_PART", "TAMPERED", "OTHER")
MAY_STAY_EMPTY = frozenset(
    {"evidence", "accessories", "payer_customer", "payer_goodwill", "new_serial", "order_no", "expected"}
)
MORE: Mapping[str, tuple[str, ...]] = {
    "reject": ("evidence",),
    "finish": ("new_serial",),
    "wait_parts": ("order_no", "expected"),
    "order_part": ("order_no", "expected"),
    **work_fields.MORE,
}
"""Fields of an action beside those it always needs."""
LINES = ("part", "labour")
"""The lines of an approval in part."""


def rows(view: ClaimView, possible: Possible, today: date, rest: Callable[[], list[Span]]) -> list[Row]:
    """Return the rows for an action; `rest` words what the maker pays of the amounts typed so far."""
    names: list[str] = []
    for name in asked(view, possible):
        names += parts(name) if name not in names else []
    passed = MAY_STAY_EMPTY | work_fields.PASSED.get(possible.action, frozenset())
    return [
        Row(_label(name), _editor(name, view, possible, today, rest), passed=name in passed) for name in names
    ]


def asked(view: ClaimView, possible: Possible) -> tuple[str, ...]:
    """Return the fields to ask for: what the action needs, and what may be added; each once."""
    more = MORE.get(possible.action, ())
    if possible.action == "assign" and len(view.colleagues) < 2:
        more = ()
    return tuple(dict.fromkeys((*possible.needs, *more)))


def parts(name: str) -> list[str]:
    """Return the rows a field is made of."""
    if name in ("payer", "split"):
        return ["payer_customer", "payer_goodwill"]
    if name == "lines":
        return [f"{kind}_{what}" for kind in LINES for what in ("cost", "maker")]
    return [name]


def _label(name: str) -> str:
    labels = {
        "payer_customer": _("Customer"),
        "payer_goodwill": _("Goodwill"),
        "part_cost": _("Parts cost"),
        "part_maker": _("Maker pays"),
        "labour_cost": _("Labour costs"),
        "labour_maker": _("Maker pays"),
    }
    return labels.get(name) or words.field(name)


def _editor(
    name: str, view: ClaimView, possible: Possible, today: date, rest: Callable[[], list[Span]]
) -> Editor:
    """Return the editor of a field, with what it starts with."""
    if known := work_fields.editor(name, view, possible, today, rest):
        return known
    if name in DAYS:
        here = view.claim.filed_on if name == "received" and view.claim.condition else None
        return DayEditor(name, today, here.isoformat() if here else "", past=FIELDS[name].past)
    if name == "file":
        return AttachEditor(name)
    if name in AMOUNTS or name.startswith("payer_") or name.endswith(("_cost", "_maker")):
        return AmountEditor(name, "", rest if (name, possible.action) == ("estimate", "approve") else None)
    if name in TRUTHS:
        return ChoiceEditor(name, [Option("true", _("yes")), Option("false", _("no"))], "false")
    if name == "new_serial":
        return SerialEditor(name, "", _("scan or type the serial of the new unit"))
    if name == "unit":
        return SerialEditor(name, "", _("scan or type its serial"))
    return _picked(name, view, possible) or TextEditor(name, _start(name, view), _hint(name))


def _picked(name: str, view: ClaimView, possible: Possible) -> Editor | None:
    """Return the list of a field that is one of a few known things."""
    if name == "resolution":
        return PickEditor(name, _options(RESOLUTIONS), "repaired", rows=5)
    if name == "reason" and possible.action == "reject":
        return PickEditor(name, _options(REASONS), rows=6)
    if name == "version":
        return PickEditor(name, _versions(view), rows=3)
    return None


def _versions(view: ClaimView) -> list[Option]:
    """Return what each desk decided: the state it leads to, and which desk."""
    return [
        Option(
            version.name, "".join(part for part, _role in words.state(version.state)), "", version.origin[:6]
        )
        for version in view.claim.versions
    ]


def _options(codes: tuple[str, ...]) -> list[Option]:
    return [Option(code, words.value(code)) for code in codes]


def _start(name: str, view: ClaimView) -> str:
    """Return what a line of text starts with."""
    known = view.card.customer if view.card and view.card.customer else view.customer
    if known is not None and known.masked:  # initials and blots are for reading, not to be written down
        return view.claim.fault or "" if name == "fault" else ""
    customer = known.name if known else ""
    starts = {
        "fault": view.claim.fault or "",
        "receiver": customer,
        "condition": view.claim.condition or "",
        "accessories": ", ".join(view.claim.accessories),
    }
    return starts.get(name, "")


def _hint(name: str) -> str:
    return {
        "accessories": _("nothing, or things parted by commas"),
        "evidence": _("photos, reports; parted by commas"),
        "condition": _("how the unit looks"),
        "diagnosis": _("what was wrong"),
        "part": _("which part, from whom"),
        "order_no": _("order number, if there is one"),
        "what": _("what it is for"),
        "text": _("what the customer will read"),
    }.get(name, "")


def values(action: str, needs: tuple[str, ...], typed: Mapping[str, str]) -> dict[str, object]:
    """Return what was typed as the store takes it: amounts in minor units, lists, yes and no."""
    given: dict[str, object] = {}
    for name in dict.fromkeys((*needs, *MORE.get(action, ()))):
        if name == "payer":
            given[name] = split(typed)
        elif name == "split":
            given |= work_fields.split(typed)
        elif name == "lines":
            given[name] = [_line(kind, typed) for kind in LINES if _amount(typed, f"{kind}_cost")]
        elif name == "cost":
            given |= {name: _amount(typed, name)} if typed.get(name) else {}
        elif name in AMOUNTS:
            given[name] = _amount(typed, name)
        elif name in TRUTHS:
            given[name] = typed.get(name) == "true"
        elif name in LISTS:
            given[name] = [part.strip() for part in typed.get(name, "").split(",") if part.strip()]
        elif name == "file":
            given[name] = next(iter(typed_paths(typed.get(name, ""))), "")
        elif typed.get(name):
            given[name] = typed[name]
    return given


def split(typed: Mapping[str, str]) -> dict[str, int]:
    """Return who pays what of the estimate: the maker pays what is left, so it always sums."""
    customer, goodwill = _amount(typed, "payer_customer"), _amount(typed, "payer_goodwill")
    return {
        "maker": _amount(typed, "estimate") - customer - goodwill,
        "customer": customer,
        "goodwill": goodwill,
    }


def _line(kind: str, typed: Mapping[str, str]) -> dict[str, object]:
    cost, maker = _amount(typed, f"{kind}_cost"), _amount(typed, f"{kind}_maker")
    return {"kind": kind, "cost": cost, "maker": maker, "customer": cost - maker}


def _amount(typed: Mapping[str, str], name: str) -> int:
    return int(typed.get(name) or 0)


def rest_words(typed: Mapping[str, str]) -> list[Span]:
    """Say what the maker pays, or that more is given than it costs."""
    maker = split(typed)["maker"]
    if maker < 0:
        return [(_("! more than the estimate"), "bad")]
    return [(_("maker pays") + " ", "dim"), (major(maker), "bright")]
