"""Records as lines for people on standard output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from store.wording import N_, _, ngettext
from tui.plain import clean, joined, money, span, table, titled

if TYPE_CHECKING:
    from store.records import (
        Act,
        Card,
        ClaimLine,
        ClaimView,
        Cover,
        Layer,
        Person,
        Rating,
        Report,
        Task,
    )
    from store.tables.journal import Event

STATUS = {
    "COVERED": N_("COVERED"),
    "RETIRED": N_("RETIRED"),
    "RECALL": N_("RECALL, repaired free of charge"),
    "UNKNOWN": N_("UNKNOWN"),
    "VOID": N_("VOID"),
    "NOT_TRANSFERABLE": N_("NOT TRANSFERABLE"),
    "LIMIT_REACHED": N_("LIMIT REACHED"),
    "GAP": N_("NOT COVERED TODAY"),
    "EXPIRED": N_("ENDED"),
    "NOT_STARTED": N_("NOT STARTED"),
    "NO_COVERAGE": N_("NO COVER"),
}


def cards(found: Sequence[Card]) -> Iterator[str]:
    """Lay out every unit a serial fits."""
    if len(found) > 1:
        yield ngettext("{n} unit has this serial:", "{n} units have this serial:", len(found)).format(
            n=len(found)
        )
        yield ""
    for place, card in enumerate(found):
        if place:
            yield ""
        yield from _card(card)


def _card(card: Card) -> Iterator[str]:
    unit, owner = card.unit, card.customer
    yield joined(unit.serial, unit.product, unit.brand, unit.status if unit.status != "live" else None)
    rows = []
    if owner:
        rows.append((_("customer"), joined(owner.name, *owner.phones, owner.email, owner.address)))
    else:
        rows.append((_("customer"), _("nobody is known")))
    dates = joined(*(f"{name} {value}" for name, value in unit.dates.items()))
    rows.append((_("dates"), dates or _("none is known")))
    rows += [(_("replaces"), unit.replaces)] if unit.replaces else []
    rows += [(_("replaced by"), unit.replaced_by)] if unit.replaced_by else []
    rows += [(_("notes"), unit.notes)] if unit.notes else []
    yield from table([*rows, (_("cover"), verdict(card.cover))])
    yield from cover_lines(card.cover)
    yield from titled(_("Claims"), table(map(_claim_row, card.claims), indent="  "))
    yield from titled(_("Ratings"), table(map(_rating_row, card.ratings), right=(0,), indent="  "))
    yield from titled(_("Tasks"), table(map(_task_row, card.tasks), indent="  "))


def verdict(cover: Cover) -> str:
    """Say in one line what is covered."""
    word = _(STATUS.get(cover.status, cover.status))
    left = cover.days_left
    if cover.status == "COVERED":
        until = _("until {day}").format(day=cover.end) if cover.end else _("for life")
        days = "" if left is None else ngettext("{n} day left", "{n} days left", left).format(n=left)
        days = _("last day is today") if left == 0 else days
        return joined(f"{word} {until}", days, shares(cover.parts_pct, cover.labour_pct))
    begins = _("begins {day}").format(day=cover.next_cover) if cover.next_cover else None
    if cover.ended_yesterday:
        return joined(_("ENDED YESTERDAY, {day}").format(day=cover.end), _("ask a supervisor"), begins)
    if cover.status == "EXPIRED" and cover.end and left is not None:
        ago = ngettext("{n} day ago", "{n} days ago", -left).format(n=-left)
        last = cover.goodwill_until
        asked = _("goodwill may be asked until {day}").format(day=last) if last else None
        return joined(f"{word} {cover.end}", ago, asked)
    by = _("replaced by {serial}").format(serial=clean(cover.replaced_by)) if cover.replaced_by else None
    return joined(word, begins, by)


def shares(parts: int | None, labour: int | None) -> str:
    """Say what is paid."""
    return _("parts {parts} %, labour {labour} %").format(parts=parts or 0, labour=labour or 0)


def cover_lines(cover: Cover) -> Iterator[str]:
    """Lay out the covers with their dates, why, what would help, and the flags."""
    yield from titled(_("Covers"), table(map(_layer_row, cover.layers), indent="  "))
    yield from titled(_("Why"), [f"  {clean(step.sentence)}" for step in cover.steps])
    yield from titled(_("What would help"), [f"  {clean(need.sentence)}" for need in cover.needs])
    if cover.flags:
        yield f"{_('Flags')}  {' '.join(sorted(cover.flags))}"


def _layer_row(layer: Layer) -> tuple[object, ...]:
    scope = layer.scope if layer.scope != "whole" else ""
    dates = span(layer.start, layer.end, _("for life"))
    return layer.title or layer.policy, scope, dates, shares(layer.parts, layer.labour), layer.stopped


def _claim_row(line: ClaimLine) -> tuple[object, ...]:
    return (
        line.number or "–",
        line.state,
        line.fault_title or line.fault,
        _("filed {day}").format(day=line.filed_on) if line.filed_on else "",
        line.resolution,
        due(line),
        _("rated {score}").format(score=line.score) if line.score is not None else "",
    )


def _rating_row(rating: Rating) -> tuple[object, ...]:
    from store.rules.reasons import worded

    first = rating.score if rating.given is None else rating.given  # the reason goes with what was said
    said = joined(worded(first, rating.reason), rating.comment)
    return rating.score, rating.day, rating.claim, said


def _task_row(task: Task) -> tuple[object, ...]:
    return task.due or _("any day"), task.title, task.owner, task.claim


def due(line: ClaimLine) -> str:
    """Say which deadline is next, or how late the claim is."""
    clocks = line.clocks
    left = [each for each in (clocks.service_left, clocks.statutory_left) if each is not None]
    if not left:
        return ""
    least = min(left)
    if least < 0:
        return ngettext("{n} day late", "{n} days late", -least).format(n=-least)
    return ngettext("due in {n} day", "due in {n} days", least).format(n=least) if least else _("due today")


def claims(lines: Sequence[ClaimLine], *, more: bool) -> Iterator[str]:
    """Lay out a list of claims."""
    if not lines:
        yield _("No claim is like that.")
    rows = [(*_claim_row(line)[:3], line.serial, line.product, line.customer, due(line)) for line in lines]
    yield from table(rows) if rows else ()
    if more:
        yield _("There are more: --limit shows them.")


def claim(view: ClaimView, currency: str) -> Iterator[str]:
    """Lay out one claim: what it is about, its clocks, its costs, its history, what can be done next."""
    own, clocks = view.claim, view.clocks
    from tui.answers_work import unit_of, whose, work_rows

    yield joined(own.number or _("draft"), own.state, *sorted(own.flags | clocks.flags))
    rows: list[tuple[object, object]] = [
        (_("unit"), unit_of(view)),
        (_("customer"), whose(view)),
        (_("fault"), joined(view.fault_title or own.fault, own.component, own.note)),
        (_("failed on"), own.failure_date),
        (_("filed on"), own.filed_on),
        (_("cover"), (own.snapshot or {}).get("status")),
        (_("we promise"), _left(clocks.service_due, clocks.service_left)),
        (_("the law says"), _left(clocks.statutory_due, clocks.statutory_left)),
        *work_rows(view, currency),
        (_("came with"), joined(own.condition, *own.accessories)),
        (_("attached"), ", ".join(clean(each.name) for each in own.attachments)),
        (_("resolution"), joined(own.resolution, own.diagnosis)),
        (_("handed over"), joined(own.handed_over, own.receiver)),
        (_("rated"), view.rating.score if view.rating else None),
        (_("versions"), joined(*(version.name for version in own.versions))),
    ]
    yield from table([row for row in rows if row[1] not in (None, "")])
    yield from titled(_("History"), table((_act_row(act, currency) for act in own.history), indent="  "))
    open_ = [each for each in view.possible if each.refusal is None]
    yield from titled(
        _("Next"), table([(each.action, each.to, ", ".join(each.needs)) for each in open_], indent="  ")
    )


def _left(day: object, left: int | None) -> str:
    if day is None:
        return ""
    if left is None:
        return str(day)
    if left < 0:
        return joined(day, ngettext("{n} day late", "{n} days late", -left).format(n=-left))
    return joined(day, ngettext("{n} day left", "{n} days left", left).format(n=left))


def _act_row(act: Act, currency: str) -> tuple[object, ...]:
    given = ", ".join(f"{name} {clean(_short(name, value, currency))}" for name, value in act.values.items())
    return f"{act.at:%Y-%m-%d %H:%M}", act.action, act.after, f"{act.who} ({act.role})", given


def _short(name: str, value: object, currency: str) -> object:
    """Return a value as the history shows it: of a file only its name, of a split who pays how much."""
    if not isinstance(value, Mapping):
        return value
    if name in ("payer", "split") and all(isinstance(amount, int) for amount in value.values()):
        paid = [f"{who} {money(amount, currency)}" for who, amount in value.items() if amount]
        return " + ".join(paid) or money(0, currency)
    return value.get("name") if "sha256" in value else value


def tasks(found: Sequence[Task]) -> Iterator[str]:
    """Lay out tasks."""
    yield from table(map(_task_row, found)) if found else [_("Nothing is to be done.")]


def people(found: Iterable[Person]) -> Iterator[str]:
    """Lay out who works here."""
    yield from table((each.name, each.role, "" if each.active else _("revoked")) for each in found)


def events(found: Iterable[Event], names: dict[str, str]) -> Iterator[str]:
    """Lay out events of the journal, who by name."""
    rows = [
        (f"{each.at:%Y-%m-%d %H:%M:%S}", names.get(each.agent, each.agent), each.kind, each.subject)
        for each in found
    ]
    yield from table(rows) if rows else [_("Nothing has happened yet.")]


def report(found: Iterable[Report], *, dry: bool) -> Iterator[str]:
    """Lay out what an import did, file by file."""
    for each in found:
        for file in each.files:
            yield joined(file.file, file.kind, file.preset, file.encoding, file.date_order)
            rows = (
                (file.rows, _("rows")),
                (file.accepted, _("would be taken in") if dry else _("taken in")),
                (file.unchanged, _("known already")),
                (file.rejected, _("refused, each with its reason")),
            )
            yield from table(rows, right=(0,), indent="  ")
            yield from (f"  ! {clean(warning)}" for warning in file.warnings)
            for line, column, reason in file.samples:
                yield f"  {_('line {line}').format(line=line)}  {joined(column, reason)}"
        if each.rejects:
            yield _("The refused rows are in {path}.").format(path=clean(each.rejects))
