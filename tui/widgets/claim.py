"""One claim as lines: what it is about, its two clocks, its history in words, what can be done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from store.records import Act, Claim, ClaimView, Cover, Possible
from store.rules.claim_table import ENDED, LINKED, row_for, rows
from store.rules.claim_work import lent, waiting
from store.wording import _, from_data, ngettext
from tui import text
from tui.text import Span
from tui.verdicts import shares, verdict
from tui.widgets import words, work_words
from tui.widgets.customer import way_back
from tui.widgets.lines import Line, more_below

RATE = Possible("rate", "closed", ())
"""What is offered first once a claim is closed and nobody has answered yet."""
CORRECT = "correct_answer"
"""What the command, the deed and the draft of a correction are called."""

DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)

NOT_HERE = frozenset({"create", "file", "edit_unit", "reading", "merge"})
"""Actions that have a place of their own, or belong to the unit."""
ORDER = (
    *("decide", "approve", "start", "finish", "close", "parts_in", "answer", "return_unit"),
    *("approve_partial", "approve_goodwill", "request_info", "wait_parts", "reject", "part_came"),
    *("order_part", "add_cost", "raise_estimate", "change_cost", "remove_cost", "loan_back", "reopen"),
    *("lend", "assign", "link_unit", "cancel", "note", "attach"),
)
"""What comes next as a rule, first."""
NOTHING: tuple[object, ...] = (None, "", [], ())
UNSAID = frozenset(
    {"channel", "resolution", "text", "note", "question", "answer", "diagnosis", "kind", "what"}
)
"""Fields whose value says by itself what it is."""


def offers(view: ClaimView) -> list[Possible]:
    """Return what to offer: what can be done first, what others may do next, what the state forbids last."""
    state = view.claim.state
    first = [RATE] if state == "closed" and view.rating is None else []
    hidden = (
        NOT_HERE if view.claim.unit_id is None or LINKED in view.claim.flags else NOT_HERE | {"link_unit"}
    )
    listed = [possible for possible in view.possible if possible.action not in hidden]
    return [*first, *sorted(listed, key=lambda possible: _order(possible, state))]


def _order(possible: Possible, state: str) -> tuple[bool, bool, int]:
    place = ORDER.index(possible.action) if possible.action in ORDER else len(ORDER)
    return possible.refusal is not None, row_for(possible.action, state) is None, place


def reason(possible: Possible, state: str) -> str:
    """Say why an action cannot be done now: the store's sentence, or which state it belongs to."""
    if possible.refusal is None or row_for(possible.action, state) is not None:
        return text.words(possible.refusal) if possible.refusal else ""
    states = [source for row in rows(possible.action) for source in row.sources]
    names = ["".join(part for part, _role in words.state(name)[1:]) for name in states if name != state]
    return _("only while the claim is: {states}").format(states=", ".join(names))


def title(view: ClaimView, cells: int) -> Line:
    """Return the first line: number, state, fault, and what was said of the cover at filing."""
    claim = view.claim
    fault = text.clean(view.fault_title or claim.fault or "–")
    first: list[Span] = [(" ", ""), (text.clean(claim.number or _("draft")), "accent strong"), ("  ", "")]
    first += [*words.state(claim.state), ("   ", ""), (text.cut(fault, 30), "bright")]
    if claim.fault and claim.fault != fault:
        first.append((f"  {text.cut(claim.fault, 12)}", "dim"))
    return text.line(cells, first, [*_frozen(claim), (" ", "")])


def _frozen(claim: Claim) -> list[Span]:
    """Say what was covered on the day of filing; that never changes."""
    shot = claim.snapshot
    if not shot:
        return []
    return [("  " + _("at filing") + " ", "dim"), words.frozen(shot)]


def facts(view: ClaimView, cells: int) -> list[Line]:
    """Return five lines: whose unit, how it came, the two clocks, why it was covered, who pays."""
    card, claim = view.card, view.claim
    customer = card.customer if card and card.customer else view.customer
    name = customer.name if customer else _("no customer")
    head: list[Span] = [(text.cut(name, 26), "bright strong")]
    if card:
        head += [("  ", ""), (text.middle(card.unit.serial, 28), "bright")]
        head.append((f" · {text.clean(card.unit.product, 80)}", "dim"))
    elif claim.number:
        head.append(("  ? " + _("unit not in the book"), "warn"))
        said = " · ".join(part for part in (claim.serial, claim.product) if part)
        head.append((f"  {text.clean(said, 60)}", "dim"))
    came = []
    if claim.attachments:
        files = len(claim.attachments)
        came.append(ngettext("{n} file (f)", "{n} files (f)", files).format(n=files))
    if claim.filed_on:
        came.append(_("filed {day}").format(day=text.day(claim.filed_on)))
    if claim.failure_date:
        came.append(_("failed {day}").format(day=text.day(claim.failure_date)))
    came += [words.value(part) for part in (claim.channel, claim.component) if part]
    note = words.value(text.clean(claim.note or ""))
    second = text.line(cells, [("  ", ""), (" · ".join(came), ""), (f"   “{note}”" if note else "", "dim")])
    return [text.rule(cells, head), second, _clocks(view, cells), _why(claim, cells), _outcome(view, cells)]


def differs(claim: Claim, now: Cover, cells: int) -> Line:
    """Return both answers: the one frozen at filing, and what would be said of that day by now."""
    shot = claim.snapshot or {}
    both = (words.frozen_verdict(shot), verdict(replace(now, days_left=None)))
    said = [f"{answer.sign} {answer.word}" for answer in both]
    apart = _apart(shot, now) if said[0] == said[1] else ("", "")
    heads = ("! " + _("at filing"), _("by now"))
    if sum(map(text.width, (*heads, *said, *apart))) + 7 > cells:
        said = [f"{answer.sign} {answer.short}" for answer in both]
    spans: list[Span] = []
    for head, answer, what, more in zip(heads, both, said, apart, strict=True):
        spans += [(f"{head} ", "warn" if not spans else "dim"), (what, answer.role), (more, ""), ("   ", "")]
    return text.line(cells, spans[:-1])


def _apart(shot: Mapping[str, object], now: Cover) -> tuple[str, str]:
    """Say what sets two answers apart that have the same verdict: what is paid, else the policy."""
    paid = shot.get("parts_pct"), shot.get("labour_pct")
    if paid != (now.parts_pct, now.labour_pct):
        known = [part if isinstance(part, int) else 0 for part in (*paid, now.parts_pct, now.labour_pct)]
        return f", {shares(*known[:2])}", f", {shares(*known[2:])}"
    return f", {text.cut(str(shot.get('use') or '–'), 16)}", f", {text.cut(now.use or '–', 16)}"


def _clocks(view: ClaimView, cells: int) -> Line:
    """Say what our clock and the law's say, in words."""
    clocks = view.clocks
    ours, law = clocks.service_left, clocks.statutory_left
    first: list[Span] = [("  ", ""), (_("ours") + "  ", "dim")]
    if "SERVICE_PAUSED" in clocks.flags:
        since = view.claim.paused_since
        first.append((_("paused since {day}").format(day=text.day(since)) if since else _("paused"), "warn"))
    elif ours is None:
        first.append((_("stopped"), "dim"))
    else:
        first.append((words.late(ours, clocks.service_due), _urgent(ours)))
    first += [("   ", ""), (_("law") + "  ", "dim")]
    said = _("stopped") if law is None else words.late(law, clocks.statutory_due)
    first.append((said, "dim" if law is None else _urgent(law)))
    said, role = work_words.right(clocks)
    if said and law is not None and not (role == "bad" and view.clocks.right == "remedy"):
        first += [("   ", ""), ("! " if role == "bad" else "", role), (said, role or "dim")]
    return text.line(cells, first)


def _urgent(left: int) -> str:
    return "bad" if left < 0 else "warn" if left == 0 else "bright"


def _why(claim: Claim, cells: int) -> Line:
    """Say the step of the answer frozen at filing that leads to its end; the first, if none does."""
    snapshot = claim.snapshot or {}
    explained, given = snapshot.get("explained"), snapshot.get("steps")
    steps = list(given) if isinstance(given, list | tuple) else []
    end = str(snapshot.get("end") or "")
    place = next((number for number, step in enumerate(steps) if end and end in str(step)), 0)
    if isinstance(explained, list) and place < len(explained):
        said = text.clean(from_data(explained[place]).read(text.day))
    else:
        said = DAY.sub(lambda found: words.value(found[0]), text.clean(steps[place] if steps else ""))
    return text.line(cells, [("  ", ""), (_("why") + "   ", "dim"), (said, "")]) if said else []


def _outcome(view: ClaimView, cells: int) -> Line:
    """Say how it ended, or what is out and waited for, and what it has cost so far."""
    claim = view.claim
    parts: list[Span] = []
    if view.approvers:
        names = ", ".join(words.value(role) for role in view.approvers)
        allowed = words.given("cost", claim.allowed or 0)
        said = _("! over the {sum} approved: ask {roles}").format(sum=allowed, roles=names)
        parts.append((said, "bad"))
    for loan in lent(claim):
        parts.append((_("! loaner {serial} is out").format(serial=text.middle(loan["loaner"], 16)), "warn"))
    if claim.state == "awaiting_parts":
        parts += [(work_words.waited_part(part), "") for part in waiting(claim)]
    if claim.resolution:
        parts.append((words.value(claim.resolution), "bright"))
    if claim.new_serial:
        parts.append((_("by {serial}").format(serial=text.middle(claim.new_serial, 20)), ""))
    if claim.handed_over:
        parts.append((_("handed over {day}").format(day=text.day(claim.handed_over)), ""))
    if view.rating is not None:
        parts.append((_("rated {score}").format(score=view.rating.score), "accent strong"))
    if claim.repeat:
        parts.append((_("reopened {n}×").format(n=claim.repeat), "warn"))
    if claim.totals.get("total"):
        parts.append((words.given("totals", dict(claim.totals)), "dim"))
    if claim.owner and claim.state not in ENDED:
        parts.append((_("owner {name}").format(name=text.cut(claim.owner, 20)), "dim"))
    spans: list[Span] = [("  ", "")]
    for part in parts:
        spans += [part, (" · ", "dim")]
    return text.line(cells, spans[:-1]) if parts else []


def actions(offered: Sequence[Possible], state: str, at: int, cells: int, height: int) -> list[Line]:
    """Return `height` lines: a title and what can be done, the chosen one marked, reasons beside the rest."""
    room = height - 1
    top = min(max(at - room + 1, 0), max(len(offered) - room, 0))
    title: list[Span] = [(_("What to do"), "bright"), *more_below(len(offered) - top - room)]
    lines: list[Line] = [text.rule(cells, title)]
    for n, possible in enumerate(offered[top : top + room], top):
        lines.append(_action(possible, state, n == at, cells))
    if not offered:
        lines.append([("  ", ""), (_("Nothing is left to do here."), "dim")])
    return lines + [[]] * (height - len(lines))


def _action(possible: Possible, state: str, here: bool, cells: int) -> Line:
    under = " chosen" if here else ""
    name = _("ask the customer for a rating") if possible is RATE else words.action(possible.action)
    if possible.refusal is not None:
        said = reason(possible, state)
        spans: list[Span] = [("› " if here else "  ", f"dim{under}"), (text.left(name, 25), f"dim{under}")]
        return text.line(cells, [*spans, ("– ", f"dim{under}"), (said, f"dim{under}")])
    spans = [("› " if here else "  ", f"accent{under}")]
    role = f"bright strong{under}" if here else "bright"
    if possible is RATE:
        spans.append((name, role))
        back = f"   {way_back()}"
        if text.span_width(spans) + text.width(back) <= cells:
            spans.append((back, f"dim{under}"))
    else:
        sign, word = words.state(possible.to)
        spans.append((text.left(name, 27), role))
        spans += [("→ ", f"dim{under}"), (sign[0], f"{sign[1]}{under}"), (word[0], f"{word[1]}{under}")]
    return text.line(cells, spans)


def history(claim: Claim, top: int, cells: int, rows: int) -> list[Line]:
    """Return `rows` lines: a title and what was done, by whom, the newest first."""
    acts = [act for act in reversed(claim.history) if act.action != "create"]
    lines: list[Line] = [text.rule(cells, [(_("History"), "bright"), *_decided(claim)])]
    for act in acts[top : top + rows - 1]:
        lines.append(_act(act, cells))
    rest = len(acts) - top - (rows - 1)
    if rest > 0:
        more = _("{n} more, PgDn").format(n=text.number(rest + 1))
        lines[-1] = [("  ", ""), (more, "dim")]
    return lines + [[]] * (rows - len(lines))


def _decided(claim: Claim) -> list[Span]:
    if len(claim.versions) < 2:
        return []
    return [("  ", ""), (_("two desks decided differently; both are kept"), "bad")]


def _act(act: Act, cells: int) -> Line:
    spans: list[Span] = [("  ", ""), (text.left(moment(act.at), 18), "dim")]
    spans += [(text.left(act.who, 12), ""), (" ", ""), (words.done(act.action), "bright")]
    names = sorted(
        act.values, key=lambda name: list(words.FIELDS).index(name) if name in words.FIELDS else 99
    )
    given = " · ".join(_given(name, act.values[name]) for name in names if act.values[name] not in NOTHING)
    return text.line(cells, [*spans, ("  ", ""), (text.clean(given), "dim")])


def _given(name: str, value: object) -> str:
    said = words.given(name, value)
    return said if name in UNSAID else f"{words.field(name).lower()} {said}"


def moment(at: datetime) -> str:
    """Write the day and the time of a moment at the site."""
    return f"{text.day(at.date())} {at:%H:%M}"
