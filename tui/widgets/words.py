"""What the codes of a claim are called on the screen: actions, fields, values, days.

The tables hold English source text marked for the catalogues; the functions read it in the reader's
language. States and covers are worded in `tui.verdicts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from store.records import Clocks, Cover
from store.rules.blots import HIDDEN
from store.wording import N_, Sentence, _, ngettext
from tui import text, verdicts
from tui.text import Span

ACTIONS: Mapping[str, tuple[str, str]] = {
    "file": (N_("file"), N_("filed")),
    "request_info": (N_("ask a question"), N_("question asked")),
    "answer": (N_("note the answer"), N_("answered")),
    "approve": (N_("approve"), N_("approved")),
    "approve_partial": (N_("approve in part"), N_("approved in part")),
    "approve_goodwill": (N_("goodwill"), N_("goodwill approved")),
    "reject": (N_("reject"), N_("rejected")),
    "return_unit": (N_("hand back unrepaired"), N_("handed back unrepaired")),
    "start": (N_("take into service"), N_("taken into service")),
    "wait_parts": (N_("wait for a part"), N_("waiting for a part")),
    "parts_in": (N_("the part has come"), N_("part has come")),
    "finish": (N_("finish the repair"), N_("finished")),
    "close": (N_("hand over and close"), N_("handed over")),
    "reopen": (N_("reopen"), N_("reopened")),
    "cancel": (N_("cancel the claim"), N_("cancelled")),
    "decide": (N_("choose the version that holds"), N_("version chosen")),
    "merge": (N_("merge"), N_("joined with another desk")),
    "note": (N_("add a note"), N_("note")),
    "assign": (N_("take or assign it"), N_("assigned")),
    "add_cost": (N_("add a cost"), N_("cost added")),
    "change_cost": (N_("correct a cost"), N_("cost corrected")),
    "remove_cost": (N_("remove a cost"), N_("cost removed")),
    "raise_estimate": (N_("approve a higher sum"), N_("higher sum approved")),
    "order_part": (N_("order one more part"), N_("part ordered")),
    "part_came": (N_("one part has come"), N_("one part has come")),
    "lend": (N_("give a loaner"), N_("loaner given")),
    "loan_back": (N_("take the loaner back"), N_("loaner came back")),
    "create": (N_("open a draft"), N_("draft opened")),
    "edit_unit": (N_("correct the unit"), N_("unit corrected")),
    "reading": (N_("note a reading"), N_("reading")),
    "import": (N_("import"), N_("taken over from a list")),
    "refused": (N_("try"), N_("refused")),
    "attach": (N_("attach a file"), N_("attached")),
    "link_unit": (N_("link the unit"), N_("unit linked")),
    "correct_answer": (N_("correct the answer"), N_("answer corrected")),
}
"""Each action as something to do, and as something done."""

VALUES: Mapping[str, str] = {
    HIDDEN: N_("hidden for your role"),
    "in-store": N_("in store"),
    "mail-in": N_("mail-in"),
    "on-site": N_("on site"),
    "repaired": N_("repaired"),
    "replaced": N_("replaced"),
    "refunded": N_("refunded"),
    "no_fault": N_("no fault found"),
    "irreparable": N_("cannot be repaired"),
    "whole": N_("whole unit"),
    "OPENED": N_("opened by somebody else"),
    "MISUSE": N_("misuse"),
    "THIRD_PARTY_PART": N_("part of another make"),
    "TAMPERED": N_("serial or seal tampered with"),
    "NOT_COVERED": N_("not covered"),
    "OTHER": N_("another reason"),
    "maker": N_("maker"),
    "customer": N_("customer"),
    "goodwill": N_("goodwill"),
    "true": N_("yes"),
    "false": N_("no"),
    "part": N_("part"),
    "labour": N_("labour"),
    "travel": N_("travel"),
    "other": N_("other"),
    "total": N_("total"),
    "agent": N_("agent"),
    "supervisor": N_("supervisor"),
    "manager": N_("manager"),
    "admin": N_("admin"),
    "technician": N_("technician"),
    "viewer": N_("viewer"),
}
"""Codes that a field of a claim may hold, in words."""

FIELDS: Mapping[str, str] = {
    "fault": N_("Fault"),
    "failure_date": N_("Failed on"),
    "channel": N_("Brought in"),
    "component": N_("Component"),
    "condition": N_("Condition"),
    "note": N_("In words"),
    "different_fault": N_("What differs"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "estimate": N_("Estimate"),
    "payer": N_("Paid by"),
    "amount": N_("Amount"),
    "reason": N_("Reason"),
    "text": N_("In words"),
    "evidence": N_("Evidence"),
    "would_be_covered": N_("Would be covered"),
    "lines": N_("Lines"),
    "consent": N_("Customer agrees"),
    "received": N_("Received on"),
    "accessories": N_("Came with"),
    "visit": N_("Visit on"),
    "part": N_("Part"),
    "ordered": N_("Ordered on"),
    "arrived": N_("Arrived on"),
    "diagnosis": N_("Diagnosis"),
    "resolution": N_("Resolution"),
    "new_serial": N_("New serial"),
    "handed_over": N_("Handed over"),
    "receiver": N_("Received by"),
    "version": N_("Version"),
    "owner": N_("Owner"),
    "kind": N_("Kind"),
    "what": N_("What for"),
    "cost": N_("Cost"),
    "minutes": N_("Minutes"),
    "line": N_("Which cost"),
    "place": N_("Which part"),
    "order_no": N_("Order no."),
    "expected": N_("Expected on"),
    "loaner": N_("Loaner"),
    "lent_on": N_("Given on"),
    "back_on": N_("Back on"),
    "split": N_("Paid by"),
    "new_part": N_("New part"),
    "change": N_("Change"),
    "repeat_of": N_("Repeat of"),
    "measure": N_("Meter"),
    "value": N_("Reading"),
    "customer": N_("Customer"),
    "unit": N_("Unit"),
    "attach": N_("Attached"),
    "file": N_("File"),
    "phone": N_("Phone"),
    "described": N_("What is it"),
    "read_serial": N_("Serial reads"),
    "serial": N_("Serial"),
    "product": N_("Product"),
    "invoiced": N_("Invoiced on"),
}
"""The fields of a claim and of its actions, as a form labels them."""

MONEY = frozenset({"estimate", "amount", "cost", "maker", "customer", "goodwill", "total"})
"""Fields that hold an amount, in minor units."""


def state(code: str) -> list[Span]:
    """Return sign and word of a claim's state."""
    sign, word, role = verdicts.state(code)
    return [(f"{sign} ", role), (word, role)]


def frozen(snapshot: Mapping[str, object]) -> Span:
    """Return what was said of the cover when the claim was filed: a sign and a word."""
    answer = frozen_verdict(snapshot)
    return f"{answer.sign} {answer.word}", answer.role


def frozen_verdict(snapshot: Mapping[str, object]) -> verdicts.Verdict:
    """Return what was said of the cover when the claim was filed."""
    end = snapshot.get("end")
    parts, labour = snapshot.get("parts_pct", 100), snapshot.get("labour_pct", 100)
    if snapshot.get("status") in ("EXPIRED", "GAP") and snapshot.get("days_left") == -1:
        # That day is long past: it was "yesterday" when the claim was filed.
        return verdicts.Verdict("○", _("ENDED THE DAY BEFORE"), _("for a supervisor"), "bad", _("ended"))
    return verdicts.verdict(
        Cover(
            str(snapshot.get("status", "UNKNOWN")),
            end=date.fromisoformat(str(end)) if end else None,
            parts_pct=parts if isinstance(parts, int) else None,
            labour_pct=labour if isinstance(labour, int) else None,
        )
    )


def action(code: str) -> str:
    """Return what doing an action is called."""
    return _(ACTIONS[code][0]) if code in ACTIONS else code


def done(code: str) -> str:
    """Return what an action is called that was done."""
    return _(ACTIONS[code][1]) if code in ACTIONS else code


def value(code: object) -> str:
    """Return a value of a field in words; days are written the reader's way."""
    if isinstance(code, Sentence):
        return text.words(code)
    if isinstance(code, date):
        return text.day(code)
    if isinstance(code, bool):
        return _("yes") if code else _("no")
    known = VALUES.get(str(code))
    return _(known) if known else _written(str(code))


def given(name: str, code: object) -> str:
    """Return what a field was given in words; amounts of money in major units."""
    if name in MONEY and isinstance(code, int) and not isinstance(code, bool):
        whole, rest = divmod(code, 10 ** text.places())
        return f"{text.number(whole)}.{rest:0{text.places()}d}" if text.places() else text.number(whole)
    if isinstance(code, Mapping) and "sha256" in code:
        return str(code.get("name") or "")
    if isinstance(code, Mapping):
        parts = [f"{value(part)} {given(str(part), amount)}" for part, amount in code.items() if amount]
        return " · ".join(parts)
    if isinstance(code, list | tuple):
        return ", ".join(given(name, part) for part in code)
    return value(code)


def _written(code: str) -> str:
    """Return text as it is, but a day of the journal the reader's way."""
    if len(code) == 10 and code[4:5] == "-" and code[7:8] == "-":
        try:
            return text.day(date.fromisoformat(code))
        except ValueError:
            return code
    return code


def field(name: str) -> str:
    """Return the label of a field."""
    return _(FIELDS[name]) if name in FIELDS else name


def days(left: int | None) -> str:
    """Return the days left in short: today, +2 d, −3 d; a stopped clock is a dash."""
    if left is None:
        return "–"
    if left == 0:
        return _("today")
    return _("{days} d").format(days=f"{left:+,}".replace("-", "−"))


def service(clocks: Clocks) -> Span:
    """Return the service clock in short: it may be paused."""
    if "SERVICE_PAUSED" in clocks.flags and (clocks.service_left is None or clocks.service_left >= 0):
        return _("paused"), "dim"
    return days(clocks.service_left), _urgency(clocks.service_left)


def law(clocks: Clocks) -> Span:
    """Return the statutory clock in short; an overdue one carries its own sign."""
    late = clocks.statutory_left is not None and clocks.statutory_left < 0
    return days(clocks.statutory_left) + (" !" if late else "  "), _urgency(clocks.statutory_left)


def _urgency(left: int | None) -> str:
    if left is None:
        return "dim"
    return "bad" if left < 0 else "warn" if left == 0 else ""


def late(left: int, day: date | None) -> str:
    """Say a due day in words: due 28 Nov 2026, in 7 days; or how late it is."""
    on = text.day(day) if day else ""
    if left < 0:
        return ngettext("{n} day late, was due {day}", "{n} days late, was due {day}", -left).format(
            n=text.number(-left), day=on
        )
    if left == 0:
        return _("due today")
    return ngettext("due {day}, {n} day left", "due {day}, {n} days left", left).format(
        n=text.number(left), day=on
    )
