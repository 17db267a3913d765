"""What a repair cost and who pays it, as far as the claim says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from store.paper.document import Block, Column, Fields, Heading, Table, shown
from store.paper.tongue import Tongue
from store.records import Claim
from store.wording import N_, _

_KINDS: Mapping[str, str] = {
    "part": N_("Spare parts"),
    "parts": N_("Spare parts"),
    "labour": N_("Work"),
    "travel": N_("Travel"),
    "other": N_("Other"),
}
_NAMES = ("name", "what", "text", "part", "note")
"""Where a line may say what it is for."""
_PARTS = frozenset({"part", "parts", "material", "materials"})


def cost_blocks(claim: Claim, tongue: Tongue) -> tuple[Block, ...]:
    """Return the lines of the cost, the sum and what the customer pays; nothing where no cost was noted."""
    total = claim.totals.get("total", 0)
    if not total and not _lines(claim):
        return ()
    pays = claim.totals.get("customer", 0)
    sums = (
        (_("Cost in all"), tongue.money(total)),
        (_("You pay"), tongue.money(pays) if pays else _("nothing")),
    )
    rows = tuple(_line(line, tongue) for line in _lines(claim))
    columns = (Column(_("Item")), Column(_("Cost"), right=True), Column(_("You pay"), right=True))
    table = (Table(columns, rows),) if rows else ()
    return (Heading(_("Cost")), *table, Fields(sums))


def _lines(claim: Claim) -> tuple[Mapping[str, object], ...]:
    """Return what the work has cost, or, while nothing was written down, what was approved in part."""
    return claim.costs or claim.lines


def _line(line: Mapping[str, object], tongue: Tongue) -> tuple[str, ...]:
    kind = str(line.get("kind") or "")
    title = _(_KINDS[kind]) if kind in _KINDS else shown(kind, 60)
    named = _named(line)
    return (
        f"{title}: {named}" if named else title,
        *(tongue.money(_whole(line.get(name))) for name in ("cost", "customer")),
    )


def parts_used(claim: Claim, slip: Mapping[str, object]) -> tuple[str, ...]:
    """Return the parts and materials that were used, each once."""
    found: dict[str, str] = {}
    waited = slip.get("parts")
    for name in (*_waited(waited if isinstance(waited, list | tuple) else claim.parts), *_new(claim)):
        if text := shown(name, 120):
            found.setdefault(text.casefold(), text)
    return tuple(found.values())


def _waited(parts: list[object] | tuple[object, ...]) -> Iterator[object]:
    return (part.get("part") for part in parts if isinstance(part, Mapping))


def _new(claim: Claim) -> Iterator[object]:
    yield claim.new_part
    for line in _lines(claim):
        if line.get("kind") in _PARTS:
            yield _named(line)


def _named(line: Mapping[str, object]) -> str:
    return next((shown(line[name], 120) for name in _NAMES if line.get(name)), "")


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
