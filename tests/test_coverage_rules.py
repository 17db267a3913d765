"""Sentences of the rules that no shipped case covers, one row each."""

from __future__ import annotations

from typing import Any

import pytest
from cases import KEYS, MON_FRI, ask, check, event, maker, plan, repair, swap

from store.rules.coverage import cover, parse_case

R90 = {"id": "R", "kind": "repair", "lines": [{"duration": "90d"}]}
KM = [{"duration": "12m", "usage_cap": {"measure": "km", "max": 1000}}]
UNKNOWN_DATA = {"status": "UNKNOWN", "flags": ["DATA_ERROR"]}
ONE_DAY_LESS = [{"duration": "366d"}]  # 2026-01-15 + 366 days is Saturday 2027-01-16

BELT = [
    {"duration": "24m", "parts": 60},
    {"duration": "2m", "scope": "belt", "instead": True, "parts": 10},
    {"duration": "3m", "scope": "belt", "parts": 20},
]

ROWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "1 an unknown buy_within means offered": (
        ask("2026-05-01", maker(bought="2026-03-01", buy_within={"date": "delivered", "plus": "1d"})),
        {"status": "COVERED", "flags": []},
    ),
    "1 a line of no duration needs no date": (
        ask("2026-05-01", maker(lines=[{"duration": "0d"}]), dates={}),
        {"status": "NO_COVERAGE", "flags": []},
    ),
    "1 with instead, all lines of the component speak and no other": (
        ask("2026-02-20", maker(lines=BELT), component="belt"),
        {"status": "COVERED", "end": "2026-04-15", "parts_pct": 20},
    ),
    "1 the whole unit hears whole-unit lines only": (
        ask("2026-02-20", maker(lines=BELT[1:])),
        {"status": "NO_COVERAGE", "flags": []},
    ),
    "2 plus of an unknown date is unknown, the next entry counts": (
        ask("2026-05-01", maker(start=[{"date": "shipped", "plus": "1m"}, "invoiced"])),
        {"start": "2026-01-15", "flags": ["ESTIMATED_START", "PROOF_MAY_EXTEND"]},
    ),
    "2 earliest of those known": (
        ask("2026-05-01", maker(start=[{"earliest": ["delivered", "2026-02-01", "invoiced"]}])),
        {"start": "2026-01-15", "flags": []},
    ),
    "2 bought is the policy's own": (
        ask("2026-05-01", maker(start=["bought"], bought="2026-02-02")),
        {"start": "2026-02-02"},
    ),
    "2 after a policy that is not offered": (
        ask("2027-05-01", maker(buyer="business"), plan("M")),
        {"status": "NO_COVERAGE", "flags": []},
    ),
    "2 after a policy that gives no cover": (
        ask("2027-05-01", maker(lines=[]), plan("M")),
        {"status": "NO_COVERAGE", "flags": []},
    ),
    "2 after a policy for life": (
        ask("2027-05-01", maker(lines=[{"duration": "lifetime", "parts": 50}]), plan("M")),
        {"status": "COVERED", "parts_pct": 50, "flags": ["LIFETIME"], "use": "M"},
    ),
    "2 after a policy that cannot be dated: the same flags": (
        ask("2027-05-01", maker(buyer="consumer"), plan("M"), dates={}),
        {"status": "UNKNOWN", "flags": ["NEED_PROOF"]},
    ),
    "2 after a policy that is not there": (ask("2027-05-01", plan("Q")), UNKNOWN_DATA),
    "2 after a repair guarantee": (ask("2027-05-01", R90, plan("R")), UNKNOWN_DATA),
    "2 after itself": (ask("2027-05-01", plan("X")), UNKNOWN_DATA),
    "2 after each other": (ask("2027-05-01", maker(start=[{"after": "X"}]), plan("M")), UNKNOWN_DATA),
    "2 a followed policy counts with its whole-unit lines, whatever the component": (
        ask(
            "2027-02-01",
            maker(lines=[{"duration": "12m"}, {"scope": "belt", "excluded": True}]),
            plan("M"),
            component="belt",
        ),
        {"status": "COVERED", "start": "2027-01-16", "end": "2028-01-15", "flags": ["EXCLUDED", "PLAN"]},
    ),
    "2 a followed policy counts although it is stopped": (
        ask("2027-02-01", maker(), plan("M"), history=[event("void", "2026-02-01", policy="M")]),
        {"status": "COVERED", "start": "2027-01-16", "end": "2028-01-15", "flags": ["PLAN"]},
    ),
    "2 a plan follows the rolled end": (
        ask(
            "2027-01-19",
            maker(roll=True, lines=ONE_DAY_LESS),
            plan("M", lines=[{"duration": "1d"}]),
            site=MON_FRI,
        ),
        {"end": "2027-01-19", "flags": ["LAST_DAY", "PLAN", "ROLLED"]},
    ),
    "3 a cap ends a term for life": (
        ask("2026-05-01", maker(lines=[{"duration": "lifetime"}], cap={"date": "invoiced", "plus": "5y"})),
        {"end": "2031-01-15", "flags": ["CAPPED"]},
    ),
    "3 an unknown cap is none": (
        ask("2026-05-01", maker(cap={"date": "shipped", "plus": "1m"})),
        {"end": "2027-01-15", "flags": []},
    ),
    "3 fixed dates have no cap": (
        ask("2026-05-01", maker(lines=[{"start": "2026-01-01", "end": "2028-01-01"}], cap="2027-01-01")),
        {"end": "2028-01-01", "flags": []},
    ),
    "3 suspension may go past the cap": (
        ask(
            "2026-05-01",
            maker(cap="2026-10-01", on_repair="TOLL"),
            history=[repair("2026-03-01", "2026-03-11")],
        ),
        {"end": "2026-10-11", "flags": ["CAPPED", "TOLLED"]},
    ),
    "4 the law's guarantee counts each finished repair, in order of request": (
        ask(
            "2027-09-01",
            maker(on_repair="AT_LEAST 12m"),
            history=[repair("2027-02-01", "2027-02-05"), repair("2026-03-01", "2026-03-11")],
        ),
        {"status": "COVERED", "end": "2028-02-05", "flags": ["REPAIR_EXTENDED"]},
    ),
    "4 a repair open on the day counts up to the day, inclusive": (
        ask("2026-03-11", maker(on_repair="TOLL_INCL"), history=[repair("2026-03-01", "2026-04-01")]),
        {"end": "2027-01-26", "flags": ["TOLLED", "TOLLING_OPEN"]},
    ),
    "4 a repair does not move a cover for life": (
        ask(
            "2026-03-11",
            maker(on_repair="TOLL", lines=[{"duration": "lifetime"}]),
            history=[repair("2026-03-01")],
        ),
        {"end": None, "flags": ["LIFETIME"]},
    ),
    "4 the cover cannot lapse while the unit is with us": (
        ask("2029-01-15", maker(on_repair="TOLL"), history=[repair("2027-01-15")]),
        {"status": "COVERED", "end": "2029-01-15", "flags": ["LAST_DAY", "TOLLED", "TOLLING_OPEN"]},
    ),
    "5 a cover that does not include the day is not inherited": (
        ask("2027-06-01", maker(on_replacement="ANEW"), history=[swap("2027-02-01")]),
        {"status": "EXPIRED", "start": "2026-01-15", "end": "2027-01-15", "flags": []},
    ),
    "5 the rolled end includes the day of replacement": (
        ask("2027-01-17", maker(roll=True, lines=ONE_DAY_LESS), history=[swap("2027-01-17")], site=MON_FRI),
        {"start": "2027-01-17", "end": "2027-01-18", "flags": ["INHERITED", "ROLLED"]},
    ),
    "5 ANEW leaves fixed dates alone": (
        ask(
            "2026-05-01",
            maker(on_replacement="ANEW", lines=[{"start": "2026-01-01", "end": "2026-12-31"}]),
            history=[swap("2026-04-01")],
        ),
        {"start": "2026-04-01", "end": "2026-12-31"},
    ),
    "5 ANEW by the convention of the line": (
        ask("2026-05-01", maker(convention="INCL", on_replacement="ANEW"), history=[swap("2026-04-01")]),
        {"end": "2027-03-31"},
    ),
    "5 a repair handed back after the replacement is not finished": (
        ask(
            "2026-06-01",
            maker(on_repair="ADD 12m"),
            history=[swap("2026-04-01"), repair("2026-03-20", "2026-04-10")],
        ),
        {"end": "2027-01-15", "flags": ["INHERITED"]},
    ),
    "5 a replacement leaves a cover for life one": (
        ask(
            "2026-06-01",
            maker(on_replacement="LONGER 90d", lines=[{"duration": "lifetime"}]),
            history=[swap("2026-04-01")],
        ),
        {"start": "2026-04-01", "end": None, "flags": ["INHERITED", "LIFETIME"]},
    ),
    "6 repair covers by equal fault": (
        ask("2026-04-01", R90, fault="E7", history=[repair("2026-03-01", "2026-03-10", fault="E7")]),
        {"status": "COVERED", "end": "2026-06-08", "use": "R"},
    ),
    "6 a repair without component is no repair of the unit asked about": (
        ask("2026-04-01", R90, history=[repair("2026-03-01", "2026-03-10")]),
        {"status": "NO_COVERAGE"},
    ),
    "6 repairs of the old unit guarantee nothing": (
        ask(
            "2026-04-10",
            R90,
            component="belt",
            history=[repair("2026-03-01", "2026-03-10", component="belt"), swap("2026-04-01")],
        ),
        {"status": "NO_COVERAGE"},
    ),
    "7 the law is not voided by terms": (
        ask("2026-04-10", maker(id="G", kind="legal"), history=[event("void", "2026-02-01")]),
        {"status": "COVERED", "flags": ["LEGAL_SELLER"]},
    ),
    "7 unless it is named": (
        ask("2026-04-10", maker(id="G", kind="legal"), history=[event("void", "2026-02-01", policy="G")]),
        {"status": "VOID", "flags": ["NEEDS_EVIDENCE"]},
    ),
    "7 stopped covers that begin later show their stop": (
        ask("2026-01-01", maker(), history=[event("void", "2025-12-01", evidence=True)]),
        {"status": "VOID", "start": "2026-01-15", "end": "2027-01-15", "next_cover": None},
    ),
    "7 a stop for several reasons takes the first": (
        ask(
            "2026-05-01",
            maker(transferable=False, max_claims=1),
            history=[event("claim", "2026-02-01", policy="M"), event("transfer", "2026-03-01")],
        ),
        {"status": "NOT_TRANSFERABLE", "flags": ["CLAIM_CAP"]},
    ),
    "8 unknown beats a stop, and still tells of the cover in force": (
        ask(
            "2026-05-01",
            maker(max_claims=1),
            plan(start=["delivered"]),
            plan(id="Y", lines=[{"start": "2027-01-01", "end": "2028-01-01"}]),
            history=[event("claim", "2026-02-01", policy="M")],
        ),
        {"status": "UNKNOWN", "start": None, "parts_pct": None, "flags": ["CLAIM_CAP", "NEED_PROOF"]}
        | {"next_cover": "2027-01-01", "days_left": None},
    ),
    "8 ended, and the rest stopped and later": (
        ask(
            "2026-05-01",
            maker(lines=[{"duration": "1m"}]),
            plan(start=["2026-09-01"]),
            history=[event("void", "2026-03-01", policy="X")],
        ),
        {"status": "EXPIRED", "start": "2026-01-15", "end": "2026-02-15", "next_cover": None},
    ),
    "8 who pays first: then the one that ends first, then by id": (
        ask("2026-05-01", maker(id="B"), maker(id="A"), maker(id="C", lines=[{"duration": "lifetime"}])),
        {"use": "A", "flags": ["LIFETIME"]},
    ),
    "9 a recall announced later, or of other length, is not open": (
        ask(
            "2026-05-01",
            {"id": "R1", "kind": "recall", "serials": [["S1", "S9"]], "announced": "2026-05-02"},
            {"id": "R2", "kind": "recall", "serials": [["S", "S99"]]},
        ),
        {"status": "NO_COVERAGE", "flags": []},
    ),
    "9 several open recalls: the first by id": (
        ask(
            "2026-05-01",
            {"id": "R2", "kind": "recall", "serials": [["s-0", "s-9"]]},
            {"id": "R1", "kind": "recall", "serials": [["S0", "S1"]]},
            maker(start=["delivered"]),
        ),
        {"status": "RECALL", "use": "R1", "start": None, "parts_pct": 100, "flags": ["NEED_PROOF", "RECALL"]},
    ),
    "9 a recall does not change what is covered": (
        ask(
            "2026-05-01",
            maker(lines=[{"duration": "12m", "labour": 0}]),
            {"id": "R", "kind": "recall", "serials": [["S0", "S1"]]},
        ),
        {"status": "COVERED", "labour_pct": 0, "use": "M", "flags": ["PARTS_ONLY", "RECALL"]},
    ),
    "as-of: a replacement after the day is not known": (
        ask("2026-03-01", maker(), history=[swap("2026-04-01", "S1", "S2")]),
        {"status": "COVERED", "start": "2026-01-15", "replaced_by": None},
    ),
    "the chain may be listed in any order, its serials written in any way": (
        ask("2026-06-01", maker(), history=[swap("2026-05-01", "s-2", "S3"), swap("2026-04-01", "s1", "S2")]),
        {"status": "RETIRED", "replaced_by": "S3"},
    ),
    "a unit that came back is in service": (
        ask("2026-06-01", maker(), history=[swap("2026-04-01", "S1", "S2"), swap("2026-05-01", "S2", "S1")]),
        {"status": "COVERED", "start": "2026-05-01"},
    ),
    "the flags of a retired unit": (
        ask(
            "2026-06-01",
            maker(start=["delivered"]),
            lookup={"typed": "s1"},
            failed="2026-02-01",
            history=[event("refund", "2026-06-01")],
        ),
        {"status": "RETIRED", "flags": ["NORMALISED_MATCH", "REFUNDED"], "needs": [], "parts_pct": 0},
    ),
    "a month that ends after the day is in the future": (
        ask("2026-01-20", maker(start=["built"]), dates={"built": "2026-01"}),
        {"status": "NOT_STARTED", "flags": ["ESTIMATED_START", "FUTURE_DATE"]},
    ),
    "nine tenths of the cap are near it": (
        ask("2026-05-01", maker(lines=KM), history=[event("reading", "2026-04-01", measure="km", value=900)]),
        {"status": "COVERED", "flags": ["USAGE_NEAR"]},
    ),
    "two readings of one day do not contradict each other": (
        ask(
            "2026-05-01",
            maker(lines=KM),
            history=[event("reading", "2026-04-01", measure="km", value=value) for value in (90, 80)],
        ),
        {"status": "COVERED", "flags": []},
    ),
    "both burdens of proof, by two covers": (
        ask(
            "2026-05-01",
            maker(id="G", kind="legal", seller_proves="6m"),
            maker(id="H", kind="legal", seller_proves="1m"),
        ),
        {"flags": ["LEGAL_SELLER", "BURDEN_SELLER", "BURDEN_CUSTOMER"]},
    ),
    "a failure on a covered day knows only what had happened by then": (
        ask("2026-05-01", maker(), failed="2026-02-01", history=[event("void", "2026-03-01", evidence=True)]),
        {"status": "VOID", "flags": ["FAILURE_DATE_CLAIMED"]},
    ),
    "the end of time is not an error": (
        ask(
            "2026-05-01",
            maker(on_repair="TOLL", lines=[{"duration": "999999y"}]),
            plan("M"),
            history=[repair("2026-02-01")],
        ),
        {"status": "COVERED", "end": "9999-12-31"},
    ),
}


@pytest.mark.parametrize(("case", "expect"), ROWS.values(), ids=ROWS)
def test_sentence_of_the_rules(case: dict[str, Any], expect: dict[str, Any]) -> None:
    check(case, expect)


def test_an_ambiguous_serial_leaves_everything_open() -> None:
    case = ask("2026-05-01", maker(), lookup={"typed": "s 1", "others": [{"serial": "S-1"}]})
    answer = check(case, {"status": "UNKNOWN", "flags": ["AMBIGUOUS_SERIAL"]})
    assert all(answer[key] is None for key in KEYS[1:10] if key != "flags")


def test_titles_are_shown_beside_the_id() -> None:
    answer = cover(parse_case(ask("2026-05-01", maker(title="Home 12", version=3, source={}, examples=[]))))
    assert answer.layers[0].title == "Home 12"
    assert "Home 12, M" in str(answer.steps[0].sentence)


def test_layers_show_stopped_covers_and_suspensions() -> None:
    case = ask(
        "2026-05-01",
        maker(on_repair="TOLL"),
        plan(max_claims=1, lines=[{"duration": "24m", "labour": 0}]),
        history=[repair("2026-03-01", "2026-03-11"), event("claim", "2026-02-01", policy="X")],
    )
    first, second = cover(parse_case(case)).layers
    assert [(str(begin), str(end)) for begin, end in first.suspended] == [("2026-03-01", "2026-03-10")]
    assert (second.policy, second.stopped, second.labour, second.suspended) == ("X", "LIMIT_REACHED", 0, ())


def test_needs_name_the_proof() -> None:
    unknown = cover(parse_case(ask("2026-05-01", maker(start=["invoiced", "delivered"]), dates={})))
    assert [(need.proof, str(need.sentence)) for need in unknown.needs] == [
        ("invoiced", "an invoice or a delivery note would date the cover of M")
    ]
    month = {"built": "2026-01"}
    guessed = cover(parse_case(ask("2026-05-01", maker(start=["invoiced", "built"]), dates=month)))
    assert [str(need.sentence) for need in guessed.needs] == ["an invoice may extend the cover of M"]
