"""What happened to a claim, in words: the same for the screen and for the command line.

An entry of the journal is told in four pieces: when, who, what was done, and what was given or changed. What
cannot be named is shown under the name the journal has for it: nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from store.records import Entry
from store.rules import reasons
from store.wording import N_, Sentence, _, from_data
from tui import text
from tui.text import Span
from tui.widgets import words

NOTHING: tuple[object, ...] = (None, "", [], {}, ())
UNSAID = frozenset(
    {"channel", "resolution", "text", "note", "question", "answer", "diagnosis", "kind", "what", "owner"}
)
"""Fields whose value says by itself what it is."""
OUTSIDE: Mapping[str, str] = {
    "unit.set": N_("unit corrected"),
    "rating.invite": N_("asked for a rating"),
    "rating.record": N_("the customer answered"),
    "rating.decline": N_("the customer prefers not to answer"),
    "rating.correct": N_("an answer was corrected"),
    "audit.paper": N_("paper printed"),
}
"""Events beside the claim's own."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
PAID = ("maker", "customer", "goodwill")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words."""

    when: str
    who: str
    what: str
    details: str
    state: str
    """The state it led to, with its sign; empty where it led to none."""
    role: str
    """How it stands out: bad for a refusal, dim for what only came along."""


def told(entry: Entry) -> Told:
    """Return an entry in words."""
    what, details, role = _told(entry)
    who = (
        f"{text.clean(entry.who, 60)} ({words.value(entry.role)})"
        if entry.role
        else text.clean(entry.who, 60)
    )
    state = "".join(part for part, _role in words.state(entry.after)) if entry.after else ""
    when = f"{text.day(entry.at.date())} {entry.at:%H:%M}"
    return Told(when, who, what, " · ".join(part for part in details if part), state, role)


def _told(entry: Entry) -> tuple[str, list[str], str]:
    if entry.kind in OUTSIDE:
        role = "bright" if entry.kind in ("unit.set", "rating.record", "rating.correct") else ""
        return _(OUTSIDE[entry.kind]), _outside(entry), role
    given = _map(entry.body.get("with"))
    if entry.action == "refused":
        what = _("refused: {action}").format(action=words.action(str(entry.body.get("action"))))
        return what, [str(entry.body.get("code") or ""), *_given(given)], "bad"
    return words.done(entry.action), [*_given(given), *_derived(entry)], "bright"


def _given(given: Mapping[str, object]) -> list[str]:
    order = list(words.FIELDS)
    names = sorted(given, key=lambda name: order.index(name) if name in order else len(order))
    return [
        _field(name, given[name]) for name in names if given[name] not in NOTHING and not _is_id(given[name])
    ]


def _is_id(value: object) -> bool:
    """Say whether a value only names a row, which tells nobody anything."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def _field(name: str, value: object) -> str:
    said = text.clean(words.given(name, value))
    return said if name in UNSAID else f"{words.field(name).lower()} {said}"


def _derived(entry: Entry) -> list[str]:
    """Say what the desk added: the number, the cover as it was frozen, the due days, the split of a cost."""
    body = entry.body
    said = []
    if shot := _map(body.get("snapshot")):
        said.append(_("cover frozen: {cover}").format(cover=words.frozen(shot)[0]))
        said.append(_why(shot))
    for name, template in DERIVED.items():
        if body.get(name) not in NOTHING:
            said.append(_(template).format(value=words.value(body[name])))
    if cost := _map(body.get("cost")):
        paid = [f"{words.value(name)} {words.given(name, cost[name])}" for name in PAID if cost.get(name)]
        if entry.action == "remove_cost":
            paid = [words.value(cost[name]) for name in ("kind", "what") if cost.get(name)]
        said.append(f"= {words.given('cost', cost.get('cost', 0))}: {' + '.join(paid)}")
    if invitation := _map(body.get("invitation")):
        asked = _("will be asked for a rating") if invitation.get("invited") else _("not asked for a rating")
        reason = words.value(invitation["reason"]) if invitation.get("reason") else ""
        said.append(f"{asked}: {reason}" if reason else asked)
    if fields := _map(body.get("fields")):
        said += [_field(name, value) for name, value in fields.items() if value not in NOTHING]
    return said


DERIVED: Mapping[str, str] = {
    "number": N_("number {value}"),
    "service_due": N_("we promise {value}"),
    "statutory_due": N_("the law says {value}"),
    "part": N_("part {value}"),
    "flags": N_("flags {value}"),
    "notify": N_("told: {value}"),
}
"""What a body holds besides what was given, in words."""


def _why(shot: Mapping[str, object]) -> str:
    explained = shot.get("explained")
    if isinstance(explained, list) and explained and isinstance(explained[0], Mapping):
        return text.clean(_sentence(explained[0]))
    return ""


def _sentence(data: Mapping[str, object]) -> str:
    found: Sentence = from_data(data)
    return found.read(text.day)


def _outside(entry: Entry) -> list[str]:
    body = entry.body
    if entry.kind == "unit.set":
        said = [f"{words.field(name)}: {_shown(old)} → {_shown(new)}" for name, old, new in entry.changes]
        return [*said, text.clean(body.get("reason") or "")]
    if entry.kind == "rating.record":
        return [
            f"{body.get('score')}",
            text.clean(body.get("comment") or ""),
            text.clean(reasons.worded(body.get("score"), body.get("reason"))),
        ]
    if entry.kind == "rating.correct":
        change = f"{_shown(body.get('was'))} → {_shown(body.get('score'))}"
        return [change, text.clean(body.get("reason") or "")]
    if entry.kind == "rating.invite":
        reason = body.get("suppressed")
        return [_("not sent: {reason}").format(reason=words.value(reason))] if reason else []
    names = ("paper", "how", "form", "language")
    return [words.value(body[name]) for name in names if body.get(name)]


def _shown(value: object) -> str:
    return "–" if value is None else text.clean(words.value(value), 80)


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def row(found: Told, cells: int) -> tuple[list[Span], list[Span]]:
    """Return an entry as one line: when, who and what at the left, the state at the right."""
    who = min(max(cells // 5, 16), 26)
    first: list[Span] = [(text.left(found.when, 18), "dim"), (text.left(found.who, who - 1), ""), (" ", "")]
    first += [(found.what, found.role), ("  ", ""), (found.details, "dim")]
    return first, [("  ", ""), (found.state, "bright")] if found.state else []


def lines(found: Told, cells: int, most: int) -> list[list[Span]]:
    """Return an entry in full, wrapped into lines of `cells` cells."""
    state = f"  → {found.state}" if found.state else ""
    head: list[Span] = [
        (found.when, "dim"),
        ("  ", ""),
        (found.who, "bright"),
        ("  ", ""),
        (found.what, found.role),
    ]
    head.append((state, "bright"))
    parts = text.wrap(found.details, cells - 2, most - 1) if found.details else []
    return [text.rule(cells, head), *[[("  ", ""), (part, "")] for part in parts]]
