"""The table of claims: states, actions, who may take them, what they need.

`ACTIONS` is the whole state machine as data, one row for each row of the specification; `decide` and
`fold` read it and nothing else. A name may stand in two rows (`reopen`), which differ by their source.
"""

from __future__ import annotations

from store.record import Record

NEW = "new"
"""The state of a claim before `create`."""
CONFLICT = "conflict"
SAME = "same"
"""Leads to the state it started from."""
CHOSEN = "chosen"
"""Leads to the state of the version that was chosen."""

STATES = (
    "draft", "filed", "info_needed", "approved", "rejected", "in_service",
    "awaiting_parts", "ready", "closed", "cancelled", CONFLICT,
)  # fmt: skip
ANY = STATES
"""Every state; in `CONFLICT` only what nobody can disagree about."""
SETTLED = tuple(state for state in STATES if state != CONFLICT)

PAUSING = frozenset({"info_needed", "awaiting_parts"})
"""In these the service clock stands still; the statutory one never does."""
ENDED = frozenset({"closed", "cancelled", "rejected"})
"""In these both clocks have stopped."""
IN_WORK = frozenset({"in_service", "awaiting_parts"})
NO_WAY_BACK = frozenset({"in_service", "awaiting_parts", "ready"})
"""From here on nothing can be cancelled."""

CHANNELS = ("mail-in", "in-store", "on-site")
RESOLUTIONS = ("repaired", "replaced", "refunded", "no_fault", "irreparable")
VOID_REASONS = frozenset({"OPENED", "MISUSE", "THIRD_PARTY_PART", "TAMPERED"})
"""Reasons that blame the customer, and so need evidence."""
PAYERS = ("maker", "customer", "goodwill")
UNKNOWN_UNIT = "unknown unit"
UNKNOWN, LINKED = "UNKNOWN_UNIT", "UNIT_LINKED"
"""Flags of a claim that was filed without a unit of the book, and of one that got its unit afterwards."""

AGENT, TECHNICIAN, SUPERVISOR, MANAGER, SYSTEM = "agent", "technician", "supervisor", "manager", "system"
COUNTER = (AGENT, TECHNICIAN)
DESK = (AGENT, SUPERVISOR)
STAFF = (AGENT, TECHNICIAN, SUPERVISOR, MANAGER)
HEADS = (SUPERVISOR, MANAGER)


class Action(Record):
    """One row of the table."""

    name: str
    sources: tuple[str, ...]
    to: str
    """A state, `SAME` or `CHOSEN`."""
    roles: tuple[str, ...]
    required: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    """Further fields that are required where a field has one of some values."""
    optional: tuple[str, ...] = ()
    decision: bool = False
    """It grants or denies: nobody may do it for themselves or their family."""
    remark: bool = False
    """It moves nothing: two desks cannot disagree about it, a merge keeps both."""


BY_MAIL = ("mail-in", "in-store")
REPLACED = ("resolution", ("replaced",), ("new_serial",))
HAND_IN = ("channel", BY_MAIL, ("received", "condition", "accessories"))
VISIT = ("channel", ("on-site",), ("visit",))
NO_UNIT = ("unit", (UNKNOWN_UNIT,), ("customer",))
FILED_WITH = ("different_fault", "repeat_of", "component", "note", "condition", "accessories")
WALK_IN = ("customer", "note", "read_serial", "described")
OPEN = ("draft", "filed", "info_needed", "approved")
WORKSHOP = ("in_service", "awaiting_parts", "ready")
"""In these work costs something."""
LENDING = ("filed", "info_needed", "approved", *WORKSHOP)
"""In these the customer may be given a loaner."""
PART = ("order_no", "expected")
COST = ("what", "cost", "minutes", "split")
CHANGES = ("dates", "serial")

ACTIONS: tuple[Action, ...] = (
    Action("create", (NEW,), "draft", COUNTER, ("unit",), when=(NO_UNIT,), optional=WALK_IN),
    Action("file", ("draft",), "filed", COUNTER, ("fault", "failure_date", "channel"), optional=FILED_WITH),
    Action("request_info", ("filed",), "info_needed", DESK, ("question",)),
    Action("answer", ("info_needed",), "filed", DESK, ("answer",)),
    Action("approve", ("filed",), "approved", (*DESK, MANAGER), ("estimate", "payer"), decision=True),
    Action("approve_partial", ("filed",), "approved", HEADS, ("lines", "consent"), decision=True),
    Action("approve_goodwill", ("filed",), "approved", HEADS, ("amount", "reason", "would_be_covered"),
           decision=True),
    Action("reject", ("filed",), "rejected", DESK, ("reason", "text"), optional=("evidence",), decision=True),
    Action("reopen", ("rejected",), "filed", (SUPERVISOR,), ("evidence",)),
    Action("return_unit", ("rejected",), "closed", (AGENT,), ("handed_over",), optional=("receiver",)),
    Action("start", ("approved",), "in_service", (TECHNICIAN,), when=(HAND_IN, VISIT)),
    Action("wait_parts", ("in_service",), "awaiting_parts", (TECHNICIAN,), ("part", "ordered"),
           optional=PART),
    Action("parts_in", ("awaiting_parts",), "in_service", (TECHNICIAN,), ("arrived",)),
    Action("finish", ("in_service",), "ready", (TECHNICIAN,), ("diagnosis", "resolution"), when=(REPLACED,),
           optional=("new_part",)),
    Action("close", ("ready",), "closed", COUNTER, ("handed_over", "receiver")),
    Action("reopen", ("closed",), "in_service", DESK, ("fault",)),
    Action("cancel", OPEN, "cancelled", DESK, ("reason",)),
    Action("edit_unit", SETTLED, SAME, (*HEADS, AGENT), ("change",), remark=True),
    Action("link_unit", ANY, SAME, HEADS, ("unit",), optional=("different_fault",), remark=True),
    Action("note", ANY, SAME, STAFF, ("text",), remark=True),
    Action("attach", ANY, SAME, STAFF, ("file",), remark=True),
    Action("reading", ANY, SAME, STAFF, ("measure", "value"), remark=True),
    Action("assign", SETTLED, SAME, STAFF, optional=("owner",), remark=True),
    Action("add_cost", WORKSHOP, SAME, STAFF, ("kind",), optional=COST, remark=True),
    Action("change_cost", WORKSHOP, SAME, STAFF, ("line",), optional=("kind", *COST), remark=True),
    Action("remove_cost", WORKSHOP, SAME, STAFF, ("line",), optional=("reason",), remark=True),
    Action("raise_estimate", WORKSHOP, SAME, (*DESK, MANAGER), ("estimate",), optional=("reason",),
           decision=True, remark=True),
    Action("order_part", ("in_service", "awaiting_parts"), SAME, (TECHNICIAN,), ("part", "ordered"),
           optional=PART, remark=True),
    Action("part_came", ("in_service", "awaiting_parts"), SAME, (TECHNICIAN,), ("place", "arrived"),
           remark=True),
    Action("lend", LENDING, SAME, STAFF, ("loaner", "lent_on", "condition"), remark=True),
    Action("loan_back", SETTLED, SAME, STAFF, ("back_on", "condition"), optional=("loaner",), remark=True),
    Action("merge", ANY, SAME, (SYSTEM,), remark=True),
    Action("decide", (CONFLICT,), CHOSEN, (SUPERVISOR,), ("version",), optional=("reason",)),
)  # fmt: skip

NAMES = tuple(dict.fromkeys(row.name for row in ACTIONS))
_ROWS = {name: tuple(row for row in ACTIONS if row.name == name) for name in NAMES}
STEPS = frozenset(row.name for row in ACTIONS if not row.remark)


def rows(name: str) -> tuple[Action, ...]:
    """Return the rows of an action; none if there is no such action."""
    return _ROWS.get(name, ())


def row_for(name: str, state: str) -> Action | None:
    """Return the row of an action that starts from `state`."""
    return next((row for row in rows(name) if state in row.sources), None)


def plays(role: str, roles: tuple[str, ...]) -> bool:
    """Tell whether `role` is one of `roles`; an admin may do to claims what a manager may."""
    return (MANAGER if role == "admin" else role) in roles
