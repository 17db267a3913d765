"""Two versions of a claim side by side: what each desk did, and field by field what is not the same.

A difference is told by a sign and a word, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from store.records import Act, Claim, Version
from store.wording import N_, _
from tui import text
from tui.text import Span
from tui.widgets import words, work_words
from tui.widgets.claim import moment
from tui.widgets.lines import Line

LABEL = 14
GAP = 2
MOST = 4
"""Lines one value may take."""
NAMES: Mapping[str, str] = {
    "state": N_("State"),
    "estimate": N_("Estimate"),
    "payer": N_("Paid by"),
    "lines": N_("Lines"),
    "totals": N_("In all"),
    "goodwill": N_("Goodwill"),
    "reason": N_("Reason"),
    "evidence": N_("Evidence"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "received": N_("Received on"),
    "condition": N_("Condition"),
    "accessories": N_("Came with"),
    "visit": N_("Visit on"),
    "parts": N_("Parts"),
    "costs": N_("Costs"),
    "diagnosis": N_("Diagnosis"),
    "resolution": N_("Resolution"),
    "new_serial": N_("New serial"),
    "handed_over": N_("Handed over"),
    "receiver": N_("Received by"),
    "owner": N_("Owner"),
    "service_due": N_("We promise"),
    "statutory_due": N_("Law says"),
    "number": N_("Number"),
    "fault": N_("Fault"),
    "failure_date": N_("Failed on"),
    "channel": N_("Brought in"),
    "component": N_("Component"),
}
"""What is compared, in this order."""


def head(versions: Sequence[Version], at: int, cells: int) -> list[Line]:
    """Return the lines that name the two versions in sight, the chosen one marked."""
    pair, room = shown(versions, at), column(cells)
    first: list[Span] = [(" " * LABEL, "")]
    second: list[Span] = [(text.left(_("desk"), LABEL), "dim")]
    for n in pair:
        under = " chosen" if n == at else ""
        name = f"{n + 1}  " + "".join(part for part, _role in words.state(versions[n].state))
        mark = "› " if n == at else "  "
        first += [
            (mark, f"accent{under}"),
            (text.left(name, room - 2), f"bright strong{under}"),
            (" " * GAP, ""),
        ]
        second += [
            ("  ", ""),
            (text.left(versions[n].origin or _("before any step"), room - 2), ""),
            (" " * GAP, ""),
        ]
    return [text.line(cells, first), text.line(cells, second)]


def shown(versions: Sequence[Version], at: int) -> tuple[int, ...]:
    """Return which two versions are in sight: the chosen one and its neighbour."""
    if len(versions) < 2:
        return tuple(range(len(versions)))
    start = min(at, len(versions) - 2)
    return (start, start + 1)


def column(cells: int) -> int:
    """Return the width of one version."""
    return max((cells - LABEL) // 2 - GAP, 10)


def rows(versions: Sequence[Version], at: int, cells: int) -> list[Line]:
    """Return what each desk did, then the fields that differ, then those that are the same."""
    pair = [versions[n] for n in shown(versions, at)]
    common = _common([version.claim for version in pair])
    did = [_deeds(version.claim.history[common:]) for version in pair]
    lines = _row("  ", _("did"), did, cells, "bright")
    lines.append([])
    same: list[Line] = []
    for name, label in NAMES.items():
        values = [getattr(version.claim, name) for version in pair]
        said = [worded(name, value) for value in values]
        if values[1:] and values[0] != values[1]:
            lines += _row("≠ ", _(label), said, cells, "bad", _("differs"))
        elif any(said):
            same += _row("= ", _(label), said, cells, "dim", _("same"))
    return [*lines, [], *same]


def _common(claims: Sequence[Claim]) -> int:
    """Return how many acts both histories begin with."""
    count = 0
    for acts in zip(*(claim.history for claim in claims), strict=False):
        if any(act != acts[0] for act in acts):
            break
        count += 1
    return count


def _deeds(acts: Sequence[Act]) -> str:
    said = [
        f"{words.done(act.action)}, {act.who} ({words.value(act.role)}), {moment(act.at)}" for act in acts
    ]
    return "; ".join(said) or _("nothing")


def worded(name: str, value: object) -> str:
    """Return the value of a field in words."""
    if name == "state":
        return "".join(part for part, _role in words.state(str(value)))
    if value in (None, "", (), [], {}, 0):
        return ""
    if name == "parts":
        return "; ".join(work_words.waited_part(part) for part in value) if isinstance(value, tuple) else ""
    if name in ("lines", "costs") and isinstance(value, tuple):
        return "; ".join(_line(line) for line in value)
    if isinstance(value, date):
        return text.day(value)
    return text.clean(words.given(name, value))


def _line(line: Mapping[str, object]) -> str:
    paid = {name: line[name] for name in ("maker", "customer", "goodwill") if line.get(name)}
    kind = " ".join(str(part) for part in (words.value(line.get("kind")), line.get("what") or "") if part)
    return f"{text.clean(kind, 60)} {words.given('cost', line.get('cost', 0))} ({words.given('split', paid)})"


def _row(sign: str, label: str, said: Sequence[str], cells: int, role: str, word: str = "") -> list[Line]:
    room = column(cells) - 2
    columns = [text.wrap(each or "–", room, MOST) for each in said]
    height = max([len(each) for each in columns] + [2 if word and role == "bad" else 1])
    lines: list[Line] = []
    for n in range(height):
        front = text.left(label if n == 0 else word if n == 1 and role == "bad" else "", LABEL - 2)
        spans: list[Span] = [(sign if n == 0 else "  ", role), (front, "dim" if role != "bad" else "bad")]
        for each in columns:
            part = each[n] if n < len(each) else ""
            spans += [
                ("  ", ""),
                (text.left(part, room), "dim" if role == "dim" else "bright"),
                (" " * GAP, ""),
            ]
        lines.append(text.line(cells, spans))
    return lines
