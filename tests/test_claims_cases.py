"""Every shipped claim case, and one for every row and every sentence of the specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import store
from claim_runner import differences

SHIPPED = Path(store.__file__).parent / "cases" / "claims.jsonl"
CASES = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_shipped_case_holds(case: dict[str, Any]) -> None:
    assert differences(case) == []


def given(state: str, **facts: Any) -> dict[str, Any]:
    return {"state": state, "today": "2026-11-21", "coverage": "COVERED", "channel": "mail-in", **facts}


def step(who: str, what: str, **values: Any) -> dict[str, Any]:
    return {"as": who, "do": what, "with": values}


def day(today: str) -> dict[str, Any]:
    return step("system", "set_today", today=today)


def paid(maker: Any = 0, customer: Any = 0, goodwill: Any = 0) -> dict[str, Any]:
    return {"maker": maker, "customer": customer, "goodwill": goodwill}


FILE = {"fault": "F7", "failure_date": "2026-11-20", "channel": "mail-in"}
APPROVE = {"estimate": 80, "payer": paid(80)}
REJECT = {"reason": "MISUSE", "evidence": ["photo-1"], "text": "Water damage"}
GOODWILL = {"amount": 600, "reason": "loyal customer", "would_be_covered": True}
HAND_IN = {"received": "2026-11-21", "condition": "scratched", "accessories": []}
OVER = {"handed_over": "2026-11-21", "receiver": "A. Ivanov"}
LINES = [{"kind": "part", "cost": 300, "maker": 300, "customer": 0}]
CAPS = {"goodwill_caps": {"per_repair": 1000, "per_unit": 1500}, "coverage": "EXPIRED"}
MERGE = step("system", "merge", sites=["A", "B"])
CLOCK = {"filed": "2026-11-01", "service_days": 5, "statutory_days": 30}

Row = tuple[str, dict[str, Any], list[dict[str, Any]], dict[str, Any]]

ROWS: list[Row] = [
    ("create", given("new"), [step("agent", "create", unit="S1")], {"state": "draft", "unit_id": "U1"}),
    ("create by a technician", given("new"), [step("technician", "create", unit="S1")], {"state": "draft"}),
    ("create without a unit", given("new"), [step("agent", "create", unit="unknown unit", customer="C9")],
     {"state": "draft", "unit_id": None, "customer_id": "C9"}),
    ("create, flag", given("new"), [step("agent", "create", unknown_unit=True, customer="C9")],
     {"state": "draft", "unit_id": None}),
    ("file by a technician", given("draft"), [step("technician", "file", **FILE)], {"state": "filed"}),
    ("file a different fault", given("draft", open_claims=[{"number": "A-12", "fault": "F7"}]),
     [step("agent", "file", **FILE, different_fault="other drum")],
     {"state": "filed", "different_fault": "other drum"}),
    ("file another fault", given("draft", open_claims=[{"number": "A-12", "fault": "F8"}]),
     [step("agent", "file", **FILE)], {"state": "filed", "number": "A-1"}),
    ("file freezes dates", given("draft", service_days=7, statutory_days=30), [step("agent", "file", **FILE)],
     {"filed_on": "2026-11-21", "service_due": "2026-11-28", "statutory_due": "2026-12-21",
      "statutory_from": "2026-11-21", "snapshot": {"status": "COVERED", "steps": ["as given"]}}),
    ("file below the repairs", given("draft", finished_repairs=1, exchange_after_repairs=2),
     [step("agent", "file", **FILE)], {"state": "filed", "flags": [], "notify": []}),
    ("request_info", given("filed"), [step("supervisor", "request_info", question="Photo?")],
     {"state": "info_needed", "question": "Photo?", "flags": ["SERVICE_PAUSED"]}),
    ("answer", given("info_needed"), [step("supervisor", "answer", answer="here")],
     {"state": "filed", "answer": "here"}),
    ("approve by a manager", given("filed"), [step("manager", "approve", **APPROVE)],
     {"state": "approved", "totals": {"maker": 80, "total": 80}, "decisions": ["approved"]}),
    ("approve a recall", given("filed", coverage="RECALL"), [step("agent", "approve", **APPROVE)],
     {"state": "approved"}),
    ("approve at the limit", given("filed", limits={"agent": 80}), [step("agent", "approve", **APPROVE)],
     {"state": "approved"}),
    ("a supervisor has no limit", given("filed", limits={"agent": 8}), [step("supervisor", "approve", **APPROVE)],
     {"state": "approved"}),
    ("approve, three payers", given("filed"),
     [step("supervisor", "approve", estimate=100, payer=paid(50, 30, 20))],
     {"state": "approved", "totals": {"maker": 50, "customer": 30, "goodwill": 20, "total": 100}, "spent": 20}),
    ("approve_partial by a manager", given("filed"),
     [step("manager", "approve_partial", lines=LINES, consent=True)], {"state": "approved"}),
    ("goodwill over the caps by a manager", given("filed", **CAPS, goodwill_spent=1400),
     [step("manager", "approve_goodwill", **{**GOODWILL, "amount": 5000})],
     {"state": "approved", "flags": ["GOODWILL"], "names": ["manager", "5000"], "notify": ["admin"]}),
    ("goodwill at both caps", given("filed", **CAPS, goodwill_spent=500),
     [step("supervisor", "approve_goodwill", **{**GOODWILL, "amount": 1000})],
     {"state": "approved", "goodwill": 1000, "spent": 1000, "totals": {"goodwill": 1000, "total": 1000}}),
    ("reject, no void reason", given("filed"), [step("supervisor", "reject", reason="EXPIRED", text="Sorry")],
     {"state": "rejected", "has": ["letter"], "letter": {"reason": "EXPIRED", "rule": {"status": "COVERED"}}}),
    ("return_unit", given("rejected"), [step("agent", "return_unit", handed_over="2026-11-21")],
     {"state": "closed", "handed_over": "2026-11-21", "repair": None, "has": ["slip", "invite_or_reason"]}),
    ("start by mail", given("approved"), [step("technician", "start", **HAND_IN)],
     {"state": "in_service", "received": "2026-11-21", "condition": "scratched"}),
    ("start on site", given("approved", channel="on-site"), [step("technician", "start", visit="2026-11-22")],
     {"state": "in_service", "visit": "2026-11-22"}),
    ("parts come and go", given("in_service"),
     [step("technician", "wait_parts", part="drum", ordered="2026-11-21"), day("2026-11-24"),
      step("technician", "parts_in", arrived="2026-11-24")],
     {"state": "in_service", "service_due": "2026-11-29", "flags": []}),
    ("waiting pauses", given("in_service"), [step("technician", "wait_parts", part="drum", ordered="PO-77")],
     {"state": "awaiting_parts", "flags": ["SERVICE_PAUSED"]}),
    ("finish, new serial free", given("in_service"),
     [step("technician", "finish", diagnosis="dead", resolution="replaced", new_serial="S-2")],
     {"state": "ready", "new_serial": "S-2"}),
    ("close by a technician", given("ready"), [step("technician", "close", **OVER)],
     {"state": "closed", "receiver": "A. Ivanov", "finished": 1}),
    ("close: the customer must not be contacted", given("ready", may_contact=False),
     [step("agent", "close", **OVER)], {"invitation": {"invited": False, "reason": "NO_CONTACT"}}),
    ("close: asked lately", given("ready", last_invited="2026-08-24"), [step("agent", "close", **OVER)],
     {"invitation": {"invited": False, "reason": "ASKED_RECENTLY"}}),
    ("close: asked long ago", given("ready", last_invited="2026-08-23"), [step("agent", "close", **OVER)],
     {"invitation": {"invited": True}}),
    ("close: nobody to ask", given("ready", no_customer=True), [step("agent", "close", **OVER)],
     {"invitation": {"invited": False, "reason": "NO_CUSTOMER"}}),
    ("close: no fault is no finished repair", given("ready", resolution="no_fault", filed="2026-11-01"),
     [step("agent", "close", **OVER)], {"repair": {"from": "2026-11-01", "to": "2026-11-21"}, "finished": 0}),
    ("close: irreparable", given("ready", resolution="irreparable", filed="2026-11-01", fault="F7", component="drum"),
     [step("agent", "close", **OVER)],
     {"repair": {"from": "2026-11-01", "to": "2026-11-21", "fault": "F7", "component": "drum"}}),
    ("close: replacement", given("ready", resolution="replaced", new_serial="S2"), [step("agent", "close", **OVER)],
     {"replacement": {"date": "2026-11-21", "old": "S1", "new": "S2"}, "repair": None,
      "units": {"S1": {"status": "retired", "replaced_by": "S2"}, "S2": {"status": "live", "replaces": "S1"}}}),
    ("close: refund", given("ready", resolution="refunded"), [step("agent", "close", **OVER)],
     {"refund": {"date": "2026-11-21"}, "units": {"S1": {"status": "refunded"}}}),
    ("close: the slip", given("in_service", filed="2026-11-01", received="2026-11-02"),
     [step("technician", "wait_parts", part="drum", ordered="2026-11-20"),
      step("technician", "parts_in", arrived="2026-11-21"),
      step("technician", "finish", diagnosis="worn", resolution="repaired"), step("agent", "close", **OVER)],
     {"slip": {"request": "2026-11-01", "hand_in": "2026-11-02", "hand_back": "2026-11-21"}}),
    ("reopen on the last day of the guarantee", given("closed", fault="F7", handed_over="2026-10-22",
     repair_guarantee="30d"), [step("agent", "reopen", fault="F7")], {"state": "in_service", "repeat": 1}),
    ("reopen by a supervisor later", given("closed", fault="F7", handed_over="2026-01-22", repair_guarantee="30d"),
     [step("supervisor", "reopen", fault="F7")], {"state": "in_service", "handed_over": None}),
    ("the second repair counts from reopening", given("closed", fault="F7", handed_over="2026-11-01",
     filed="2026-10-01", statutory_days=10, resolution="repaired"),
     [step("agent", "reopen", fault="f7"), step("technician", "finish", diagnosis="again", resolution="repaired"),
      step("agent", "close", **OVER)],
     {"repair": {"from": "2026-11-21", "to": "2026-11-21"}, "statutory_due": "2026-12-01"}),
    *[(f"cancel {state}", given(state), [step(role, "cancel", reason="withdrew")], {"state": "cancelled"})
      for state in ("draft", "filed", "info_needed", "approved") for role in ("agent", "supervisor")],
    ("edit_unit", given("closed"), [step("supervisor", "edit_unit", dates={"invoiced": "2026-01-05"})],
     {"state": "closed", "notify": ["admin"], "units": {"S1": {"status": "live", "invoiced": "2026-01-05"}}}),
    ("edit_unit, no claim yet", given("draft"), [step("agent", "edit_unit", serial="S1x")],
     {"state": "draft", "units": {"S1": {"serial": "S1x"}}}),
    ("edit_unit keeps the snapshot", given("filed"), [step("manager", "edit_unit", invoiced="2020-01")],
     {"state": "filed", "snapshot": {"status": "COVERED"}}),
]  # fmt: skip

REFUSALS: list[Row] = [
    ("create without anything", given("new"), [step("agent", "create")],
     {"refused": "MISSING_FIELD", "names": ["create", "unit"]}),
    ("create, whose?", given("new"), [step("agent", "create", unit="unknown unit")],
     {"refused": "MISSING_FIELD", "names": ["customer"]}),
    ("create twice", given("draft"), [step("agent", "create", unit="S1")],
     {"refused": "WRONG_STATE", "names": ["create", "draft"]}),
    ("viewer", given("draft"), [step("viewer", "file")], {"refused": "NOT_ALLOWED", "names": ["viewer", "file"]}),
    ("all missing are named", given("draft"), [step("agent", "file", channel=" ")],
     {"refused": "MISSING_FIELD", "names": ["fault", "failure_date", "channel"]}),
    ("not covered", given("filed", coverage="EXPIRED"), [step("agent", "approve", **APPROVE)],
     {"refused": "NOT_COVERED", "names": ["goodwill", "supervisor"], "state": "filed"}),
    ("over the limit", given("filed", limits={"agent": 79}), [step("agent", "approve", **APPROVE)],
     {"refused": "OVER_LIMIT", "names": ["80", "79"]}),
    ("not covered comes before the limit", given("filed", coverage="VOID", limits={"agent": 1}),
     [step("agent", "approve", estimate=80, payer=paid(1))], {"refused": "NOT_COVERED"}),
    ("the limit comes before the split", given("filed", limits={"agent": 1}),
     [step("agent", "approve", estimate=80, payer=paid(1))], {"refused": "OVER_LIMIT"}),
    ("split", given("filed"), [step("agent", "approve", estimate=80, payer=paid(50, 20))],
     {"refused": "SPLIT_MISMATCH", "names": ["70", "80"]}),
    ("payer without its parts", given("filed"), [step("agent", "approve", estimate=80, payer={"maker": 80})],
     {"refused": "MISSING_FIELD", "names": ["customer", "goodwill"]}),
    ("approve needs", given("filed"), [step("agent", "approve")],
     {"refused": "MISSING_FIELD", "names": ["estimate", "payer"]}),
    ("agent, partial", given("filed"), [step("agent", "approve_partial", lines=LINES, consent=True)],
     {"refused": "NOT_ALLOWED", "names": ["supervisor"]}),
    ("no consent", given("filed"), [step("supervisor", "approve_partial", lines=LINES, consent=False)],
     {"refused": "MISSING_FIELD", "names": ["consent"]}),
    ("no lines", given("filed"), [step("supervisor", "approve_partial", lines=[])],
     {"refused": "MISSING_FIELD", "names": ["lines", "consent"]}),
    ("line does not add up", given("filed"),
     [step("supervisor", "approve_partial", lines=[{**LINES[0], "maker": 200}], consent=True)],
     {"refused": "SPLIT_MISMATCH", "names": ["200", "300"]}),
    ("line without a sum", given("filed"),
     [step("supervisor", "approve_partial", lines=[{"kind": "part", "cost": 3, "maker": 3}], consent=True)],
     {"refused": "MISSING_FIELD", "names": ["lines[1].customer"]}),
    ("agent, goodwill", given("filed", **CAPS), [step("agent", "approve_goodwill", **GOODWILL)],
     {"refused": "NOT_ALLOWED", "names": ["agent", "approve_goodwill", "supervisor"]}),
    ("warranty pays", given("filed"), [step("manager", "approve_goodwill", **GOODWILL)], {"refused": "USE_PLAN"}),
    ("would not be covered", given("filed", **CAPS),
     [step("supervisor", "approve_goodwill", **{**GOODWILL, "would_be_covered": False})],
     {"refused": "NOT_ELIGIBLE"}),
    ("staff", given("filed", **CAPS, customer_is_staff=True), [step("manager", "approve_goodwill", **GOODWILL)],
     {"refused": "NOT_ELIGIBLE", "names": ["staff"]}),
    ("plan before eligibility", given("filed", customer_is_staff=True),
     [step("manager", "approve_goodwill", **GOODWILL)], {"refused": "USE_PLAN"}),
    ("eligibility before the caps", given("filed", **CAPS),
     [step("supervisor", "approve_goodwill", amount=9999, reason="x", would_be_covered=False)],
     {"refused": "NOT_ELIGIBLE"}),
    ("cap a repair", given("filed", **CAPS), [step("supervisor", "approve_goodwill", **{**GOODWILL, "amount": 1001})],
     {"refused": "GOODWILL_OVER_CAP", "names": ["1001", "1000"], "spent": 0}),
    ("cap a unit", given("filed", **CAPS, goodwill_spent=1000), [step("supervisor", "approve_goodwill", **GOODWILL)],
     {"refused": "GOODWILL_OVER_CAP", "names": ["1600", "1500"]}),
    ("goodwill needs", given("filed", **CAPS), [step("supervisor", "approve_goodwill")],
     {"refused": "MISSING_FIELD", "names": ["amount", "reason", "would_be_covered"]}),
    *[(f"{reason} without evidence", given("filed"), [step("agent", "reject", reason=reason, text="x", evidence=[])],
       {"refused": "EVIDENCE_REQUIRED", "names": [reason.replace(" ", "_")], "state": "filed"})
      for reason in ("OPENED", "MISUSE", "THIRD_PARTY_PART", "TAMPERED", "third party part")],
    ("appeal by an agent", given("rejected"), [step("agent", "reopen", evidence=["x"])],
     {"refused": "NOT_ALLOWED", "names": ["agent", "reopen", "supervisor"]}),
    ("appeal without evidence", given("rejected"), [step("supervisor", "reopen", evidence=[])],
     {"refused": "MISSING_FIELD", "names": ["evidence"]}),
    ("reopen what is open", given("filed"), [step("agent", "reopen", fault="F7")],
     {"refused": "WRONG_STATE", "names": ["reopen", "filed"]}),
    ("return without a day", given("rejected"), [step("agent", "return_unit")],
     {"refused": "MISSING_FIELD", "names": ["handed_over"]}),
    ("start by mail needs", given("approved", channel="in-store"), [step("technician", "start")],
     {"refused": "MISSING_FIELD", "names": ["received", "condition", "accessories"]}),
    ("start on site needs", given("approved", channel="on-site"), [step("technician", "start", **HAND_IN)],
     {"refused": "MISSING_FIELD", "names": ["visit"]}),
    ("agent starts", given("approved"), [step("agent", "start", **HAND_IN)], {"refused": "NOT_ALLOWED"}),
    ("wait needs", given("in_service"), [step("technician", "wait_parts")],
     {"refused": "MISSING_FIELD", "names": ["part", "ordered"]}),
    ("arrival needs", given("awaiting_parts"), [step("technician", "parts_in")],
     {"refused": "MISSING_FIELD", "names": ["arrived"]}),
    ("finish needs both", given("in_service"), [step("technician", "finish", resolution="replaced")],
     {"refused": "MISSING_FIELD", "names": ["diagnosis", "new_serial"]}),
    ("the old serial again", given("in_service"),
     [step("technician", "finish", diagnosis="x", resolution="replaced", new_serial="s-1")],
     {"refused": "SERIAL_IN_USE", "names": ["s-1"], "state": "in_service"}),
    ("a live serial", given("in_service", live_serials=["AB-9"]),
     [step("technician", "finish", diagnosis="x", resolution="replaced", new_serial="ab 9")],
     {"refused": "SERIAL_IN_USE"}),
    ("close needs both", given("ready"), [step("agent", "close")],
     {"refused": "MISSING_FIELD", "names": ["handed_over (the hand-over date)", "receiver"]}),
    ("guarantee over", given("closed", fault="F7", handed_over="2026-10-21", repair_guarantee="30d"),
     [step("agent", "reopen", fault="F7")],
     {"refused": "REPAIR_GUARANTEE_OVER", "names": ["2026-11-20", "repeat_of"], "state": "closed", "repeat": 0}),
    ("guarantee in months", given("closed", fault="F7", handed_over="2026-08-31", repair_guarantee="2m"),
     [step("agent", "reopen", fault="F7")], {"refused": "REPAIR_GUARANTEE_OVER", "names": ["2026-10-31"]}),
    ("another fault", given("closed", fault="F7", handed_over="2026-11-01"),
     [step("supervisor", "reopen", fault="F8")], {"refused": "BAD_VALUE", "names": ["F7", "F8"]}),
    ("cancel needs a reason", given("filed"), [step("agent", "cancel")], {"refused": "MISSING_FIELD"}),
    *[(f"cancel {state}", given(state), [step("agent", "cancel", reason="x")],
       {"refused": "WRONG_STATE", "names": ["cancel", state, "no_fault", "irreparable"], "state": state})
      for state in ("in_service", "awaiting_parts", "ready")],
    ("agent edits a unit with a claim", given("filed"), [step("agent", "edit_unit", serial="S9")],
     {"refused": "NOT_ALLOWED", "names": ["agent", "edit_unit", "supervisor"]}),
    ("agent edits a unit with another claim", given("draft", other_claims=True),
     [step("agent", "edit_unit", serial="S9")], {"refused": "NOT_ALLOWED"}),
    ("edit_unit needs the change", given("filed"), [step("supervisor", "edit_unit")],
     {"refused": "MISSING_FIELD", "names": ["change"]}),
    ("nothing to decide", given("filed"), [step("supervisor", "decide", version="approved")],
     {"refused": "WRONG_STATE", "names": ["decide", "filed"]}),
    ("merge is the system's", given("filed"), [step("supervisor", "merge")], {"refused": "NOT_ALLOWED"}),
    ("an unknown action", given("filed"), [step("agent", "explode")], {"refused": "UNKNOWN_ACTION"}),
    ("revoked comes first", given("closed", revoked=["viewer"]), [step("viewer", "approve")],
     {"refused": "REVOKED", "names": ["revoked"]}),
    ("role comes before state", given("closed"), [step("technician", "approve")], {"refused": "NOT_ALLOWED"}),
    ("state comes before fields", given("closed"), [step("agent", "approve")],
     {"refused": "WRONG_STATE", "names": ["approve", "closed"]}),
    ("fields come before checks", given("filed", coverage="EXPIRED"), [step("agent", "approve", estimate=1)],
     {"refused": "MISSING_FIELD"}),
    ("one's own claim", given("filed", own_claim=True), [step("agent", "approve", **APPROVE)],
     {"refused": "NOT_ALLOWED", "names": ["own"]}),
    *[(f"bad {name}", given(state), [step(role, action, **{**values, name: value})],
       {"refused": "BAD_VALUE", "names": [name, expected], "state": state})
      for state, role, action, values, name, value, expected in (
          ("draft", "agent", "file", FILE, "failure_date", "21.11.2026", "2026-11-21"),
          ("draft", "agent", "file", FILE, "failure_date", "2026-02-30", "2026-11-21"),
          ("draft", "agent", "file", FILE, "failure_date", "2026-11-22", "2026-11-21"),
          ("draft", "agent", "file", FILE, "channel", "pigeon", "mail-in"),
          ("draft", "agent", "file", FILE, "fault", ["F7"], "text"),
          ("filed", "agent", "approve", APPROVE, "estimate", -1, "0 or more"),
          ("filed", "agent", "approve", APPROVE, "estimate", 80.5, "0 or more"),
          ("filed", "agent", "approve", APPROVE, "estimate", True, "0 or more"),
          ("filed", "agent", "approve", APPROVE, "estimate", "eighty", "0 or more"),
          ("filed", "agent", "approve", APPROVE, "payer", 80, "maker"),
          ("filed", "agent", "approve", APPROVE, "payer", paid(-1, 81), "0 or more"),
          ("filed", "supervisor", "approve_partial", {"consent": True}, "lines", "part", "kind"),
          ("filed", "supervisor", "approve_goodwill", GOODWILL, "would_be_covered", "maybe", "yes or no"),
          ("filed", "agent", "reject", REJECT, "evidence", 7, "list"),
          ("in_service", "technician", "finish", {"diagnosis": "x"}, "resolution", "gone", "irreparable"),
          ("in_service", "technician", "wait_parts", {"part": "drum"}, "ordered", "2026-13-01", "2026-11-21"),
          ("ready", "agent", "close", OVER, "handed_over", "2026-11-22", "2026-11-21"),
          ("filed", "manager", "edit_unit", {}, "change", {"colour": "red"}, "invoiced"),
      )],
]  # fmt: skip

CLOCKS: list[Row] = [
    ("due day is in time", given("filed", **CLOCK), [day("2026-12-01")],
     {"flags": ["SERVICE_OVERDUE"], "overdue_days": 0, "open_days": 30}),
    ("a day late", given("filed", **CLOCK), [day("2026-12-02")], {"flags": ["STATUTORY_OVERDUE"], "overdue_days": 1}),
    ("parts are no excuse", given("awaiting_parts", **CLOCK, paused_since="2026-11-03"), [day("2026-12-05")],
     {"flags": ["SERVICE_PAUSED", "STATUTORY_OVERDUE"], "overdue_days": 4, "service_due": "2026-11-06"}),
    ("exchange by days", given("in_service", **CLOCK, exchange_after_days=35), [day("2026-12-07")],
     {"flags": ["EXCHANGE_RIGHT"], "open_days": 36}),
    ("two pauses add up", given("filed", service_due="2026-11-24"),
     [step("agent", "request_info", question="a"), day("2026-11-22"), step("agent", "answer", answer="b"),
      step("agent", "approve", **APPROVE), step("technician", "start", **HAND_IN),
      step("technician", "wait_parts", part="p", ordered="x"), day("2026-11-25"),
      step("technician", "parts_in", arrived="2026-11-25")], {"service_due": "2026-11-28"}),
    ("reopen starts the law anew", given("rejected", filed="2026-10-01", statutory_days=30),
     [step("supervisor", "reopen", evidence=["x"])],
     {"statutory_from": "2026-11-21", "statutory_due": "2026-12-21", "repeat": 1, "decisions": ["rejected"]}),
]  # fmt: skip

MERGES: list[Row] = [
    ("only one acted", given("filed"), [step("agent@A", "approve", **APPROVE), MERGE],
     {"state": "approved", "versions": []}),
    ("both did the same", given("filed"),
     [step("agent@A", "approve", **APPROVE, at="2026-11-21T10:02:00Z"),
      step("agent@B", "approve", **APPROVE, at="2026-11-21T10:05:00Z"), MERGE, MERGE],
     {"state": "approved", "versions": [], "decisions": ["approved"]}),
    ("the same, and one went on", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "approve", **APPROVE),
      step("technician@B", "start", **HAND_IN), MERGE], {"state": "in_service"}),
    ("the same with other sums", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "approve", estimate=90, payer=paid(90)), MERGE],
     {"state": "conflict", "versions": ["approved@A", "approved@B"]}),
    ("a later clock does not win", given("filed"),
     [step("agent@A", "approve", **APPROVE, at="2026-11-21T10:02:00Z"),
      step("agent@B", "reject", **REJECT, at="2027-11-21T10:02:00Z"), MERGE], {"state": "conflict"}),
    ("nobody acts in a conflict", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("agent", "cancel", reason="x")],
     {"state": "conflict", "refused": "WRONG_STATE", "names": ["conflict", "supervisor", "approved", "rejected"]}),
    ("an agent does not decide", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("agent", "decide", version="approved")], {"refused": "NOT_ALLOWED"}),
    ("no such version", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("supervisor", "decide", version="closed")], {"refused": "BAD_VALUE", "names": ["approved", "rejected"]}),
    ("decide needs a version", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("supervisor", "decide")], {"refused": "MISSING_FIELD", "names": ["version"]}),
    ("a supervisor decides", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("supervisor", "decide", version="rejected")],
     {"state": "rejected", "versions": [], "has": ["letter"],
      "history": ["import", "approve", "reject", "decide"]}),
    ("and it goes on from there", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE,
      step("supervisor", "decide", version="A"), step("technician", "start", **HAND_IN)], {"state": "in_service"}),
    ("the law does not wait", given("filed", **CLOCK),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT), MERGE, day("2026-12-03")],
     {"state": "conflict", "flags": ["STATUTORY_OVERDUE"], "overdue_days": 2}),
    ("remarks of both are kept", given("filed"),
     [step("agent@A", "note", text="one"), step("agent@A", "approve", **APPROVE),
      step("technician@B", "note", text="two"), step("technician@B", "reading", measure="h", value=12),
      step("agent@A", "reading", measure="h", value="11"), MERGE],
     {"state": "approved", "notes": ["one", "two"], "readings": [11, 12]}),
    ("a note in between is no other step", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "note", text="two"), MERGE,
      step("technician@B", "start", **HAND_IN), MERGE], {"state": "in_service"}),
    ("a revoked user's step", given("filed", revoked=["agent"]), [step("agent@A", "approve", **APPROVE), MERGE],
     {"state": "conflict", "versions": ["approved", "filed"]}),
    ("a revoked user's step, settled", given("filed", revoked=["agent"]),
     [step("agent@A", "approve", **APPROVE), MERGE, step("supervisor", "decide", version="filed")],
     {"state": "filed", "versions": []}),
    ("three desks", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT),
      step("supervisor@C", "request_info", question="?"), step("system", "merge", sites=["C", "B", "A"])],
     {"versions": ["approved", "info_needed", "rejected"]}),
    ("a late third desk after the decision", given("filed"),
     [step("agent@A", "approve", **APPROVE), step("agent@B", "reject", **REJECT),
      step("supervisor@C", "request_info", question="?"), MERGE, step("supervisor", "decide", version="rejected"),
      step("system", "merge", sites=["C"])], {"state": "conflict", "versions": ["info_needed", "rejected"]}),
]  # fmt: skip


@pytest.mark.parametrize("row", [*ROWS, *REFUSALS, *CLOCKS, *MERGES], ids=lambda row: str(row[0]))
def test_the_specification_holds(row: Row) -> None:
    _, world, steps, expect = row
    assert differences({"given": world, "steps": steps, "expect": expect}) == []


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: str(row[0]))
def test_a_refusal_keeps_what_was_typed_and_changes_nothing(row: Row) -> None:
    _, world, steps, _ = row
    kept = steps[-1]["with"]
    assert differences({"given": world, "steps": [], "expect": (before := _state(world))}) == []
    assert differences({"given": world, "steps": steps, "expect": {**before, "kept": kept, **row[3]}}) == []


def _state(world: dict[str, Any]) -> dict[str, Any]:
    return {"state": world["state"], "totals": {}, "notify": [], "history": ["import"] * (world["state"] != "new")}
