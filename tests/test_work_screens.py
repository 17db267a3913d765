"""Screens about work: reasons in long languages, queues by state and owner, versions, history, costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fake_book import TODAY
from fake_desk import FakeDesk
from work_help import HOSTILE, harmless, keys, opened, seen

from store.records import Act, ClaimView, Clocks, Entry, Grant, Loan, Possible, Version
from store.wording import N_, say
from tui.screens.claim import ClaimScreen
from tui.screens.claims import ClaimsScreen
from tui.screens.conflict import ConflictScreen
from tui.screens.history import HistoryScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.loans import LoansScreen
from tui.screens.work_fields import proposal, split
from tui.text import span_width
from tui.widgets import versus, work_words
from tui.widgets.queue_detail import detail

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LONG = {
    "ru": "для этого действия нужно решение руководителя, потому что сумма превышает установленный предел",
    "zh": "此操作需要主管批准因为金额超过了本岗位的上限请先联系主管或经理再继续处理该索赔",
}
"""Reasons half as long again as the English ones, with wide letters and without blanks."""


class Workshop(FakeDesk):
    """A desk whose claims have what `more` says."""

    def __init__(
        self, role: str = "agent", possible: tuple[Possible, ...] | None = None, **more: Any
    ) -> None:
        super().__init__(role=role)
        self.more, self.possible = more, possible

    async def claim(self, number: str) -> ClaimView:
        view = await super().claim(number)
        view = replace(view, claim=replace(view.claim, **self.more), labour_rate=6_000)
        return view if self.possible is None else replace(view, possible=self.possible)


def versions(base: Any) -> tuple[Version, ...]:
    act = {
        state: Act(AT, who, "agent", action, "filed", state, {})
        for state, who, action in (("approved", "Olena", "approve"), ("rejected", "Marko", "reject"))
    }
    one = replace(
        base, state="approved", estimate=20_000, versions=(), history=(*base.history, act["approved"])
    )
    two = replace(
        base, state="rejected", reason="MISUSE", versions=(), history=(*base.history, act["rejected"])
    )
    return (
        Version("approved", "approved", "k2-aaaa", ("k2-aaaa", 5), one),
        Version("rejected", "rejected", "b7-bbbb", ("b7-bbbb", 9), two),
    )


@pytest.mark.parametrize("tongue", LONG)
async def test_a_long_reason_is_read_to_its_end_at_80_columns(tongue: str) -> None:
    reason = LONG[tongue]
    possible = tuple(
        Possible(name, "approved", (), say(N_("{text}"), text=reason))
        for name in ("approve", "reject", "approve_goodwill", "request_info", "cancel")
    )
    async with opened(Workshop(possible=possible, state="filed"), ClaimScreen("K2-000104")) as pilot:
        shown = seen(pilot)
        assert shown.count("…") >= 1 and "approve" in shown
        await keys(pilot, "down")
        said = "".join(part.strip().removeprefix("! ") for part in seen(pilot).splitlines()[6:8])
        assert said.replace(" ", "") == reason.replace(" ", "")
        assert all(len(line) <= 80 for line in seen(pilot).splitlines())


async def test_the_queue_narrows_by_state_and_by_owner() -> None:
    desk = FakeDesk()
    desk.book.claims["K2-000104"] = replace(desk.book.claims["K2-000104"], owner="Taras")
    async with opened(desk, ClaimsScreen()) as pilot:
        await keys(pilot, "s")
        shown = seen(pilot)
        assert "● in service" in shown and "K2-000131" not in shown and "esc shows all" in shown
        await keys(pilot, "escape", "o", "o")
        shown = seen(pilot)
        assert "owner Taras" in shown and "K2-000104" in shown and "K2-000098" not in shown
        await keys(pilot, "escape")
        assert "K2-000098" in seen(pilot)


async def test_a_technician_begins_with_their_own_and_sees_what_is_next() -> None:
    desk = FakeDesk(role="technician")
    part = {"part": "T-CON board", "ordered": "2026-08-22", "waited_from": "2026-08-22"}
    desk.book.claims["K2-000098"] = replace(desk.book.claims["K2-000098"], waiting=(part,))
    async with opened(desk, ClaimsScreen()) as pilot:
        shown = seen(pilot)
        assert "› mine" in shown and "next" in shown and "T-CON board" in shown
        assert "finish the" in shown and "hand back" in shown
        assert "waiting 91 days for T-CON board, ordered 22 Aug" in shown


@pytest.mark.parametrize(
    ("left", "said"),
    [(3, "in 3 days: exchange"), (1, "in 1 day: exchange"), (0, "from today: exchange"),
     (-1, "since yesterday: exchange"), (-5, "for 5 days: exchange")],
)  # fmt: skip
def test_the_next_right_is_said_with_its_days(left: int, said: str) -> None:
    clocks = Clocks(None, None, None, 2, frozenset(), right="exchange", right_on=TODAY, right_left=left)
    assert work_words.right(clocks)[0] == said
    line = replace(FakeDesk().book.claims["K2-000098"], clocks=clocks)
    for cells in (78, 118):
        lines = detail(line, cells, TODAY)
        assert said in "".join(part for part, _role in lines[2])
        assert all(span_width(list(each)) <= cells for each in lines)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_two_versions_stand_side_by_side_and_one_is_chosen(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Workshop("supervisor", (Possible("decide", "chosen", ("version",)),))
    desk.more = {"versions": versions((await FakeDesk().claim("K2-000119")).claim)}
    acted: list[Mapping[str, object]] = []

    async def act(number: str, action: str, values: Mapping[str, object]) -> Any:
        acted.append({"number": number, "action": action, **values})

    monkeypatch.setattr(desk, "act", act)
    async with opened(desk, ClaimScreen("K2-000119"), size) as pilot:
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ConflictScreen)
        shown = seen(pilot)
        for part in ("1  ● approved", "2  ○ rejected", "k2-aaaa", "b7-bbbb", "≠ State", "differs", "200.00",
                     "misuse", "Olena", "Marko"):  # fmt: skip
            assert part.casefold() in shown.casefold(), part
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await keys(pilot, "right", "enter")
        assert acted == []
        assert "⏎ once more: version 2" in seen(pilot)
        await keys(pilot, "enter")
        assert acted == [{"number": "K2-000119", "action": "decide", "version": "rejected"}]


async def test_whoever_may_not_decide_reads_why() -> None:
    refusal = say(N_("A supervisor decides which version holds."))
    desk = Workshop("agent", (Possible("decide", "chosen", ("version",), refusal),))
    desk.more = {"versions": versions((await FakeDesk().claim("K2-000119")).claim)}
    async with opened(desk, ClaimScreen("K2-000119")) as pilot:
        await keys(pilot, "d")
        assert isinstance(pilot.app.screen, ConflictScreen)
        assert "A supervisor decides which version holds." in seen(pilot)
        assert "this holds" not in seen(pilot)


@pytest.mark.parametrize("cells", [78, 118])
async def test_columns_of_versions_keep_their_width(cells: int) -> None:
    claim = (await FakeDesk().claim("K2-000119")).claim
    pair = versions(replace(claim, note="李" * 200, diagnosis="李" * 200))
    for line in (*versus.head(pair, 1, cells), *versus.rows(pair, 1, cells)):
        assert span_width(list(line)) in (0, cells)


def entries() -> list[Entry]:
    asked = {"with": {"estimate": 8000, "payer": {"maker": 8000}}}
    tried = {"action": "approve", "code": "WRONG_STATE", "with": {"estimate": 5}}
    cost = {
        "with": {"kind": "part", "what": HOSTILE, "cost": 90},
        "cost": {"kind": "part", "cost": 90, "maker": 90},
    }
    return [
        Entry(AT, HOSTILE, "technician", "claim.add_cost", "add_cost", cost),
        Entry(AT, "Ana", "supervisor", "unit.set", "set", {"reason": "found it"},
              changes=(("invoiced", "2025-03-14", "2025-03-20"),)),
        Entry(AT, "Olena", "agent", "claim.refused", "refused", tried),
        Entry(AT, "Olena", "agent", "claim.approve", "approve", asked, "filed", "approved"),
    ]  # fmt: skip


async def test_the_history_tells_everything_in_words() -> None:
    desk = FakeDesk()
    desk.book.entries = entries() + [entries()[3]] * 120
    async with opened(desk, ClaimScreen("K2-000104")) as pilot:
        await keys(pilot, "v")
        assert isinstance(pilot.app.screen, HistoryScreen)
        shown = seen(pilot)
        assert harmless(shown)
        for part in (
            "21 Nov 2026 09:30",
            "cost added",
            "unit corrected",
            "refused: approve",
            "→ ● approved"[2:],
        ):
            assert part in shown
        await keys(pilot, "down")
        assert "14 Mar 2025 → 20 Mar 2025 · found it" in seen(pilot)
        await keys(pilot, *["pagedown"] * 12)
        assert len(pilot.app.screen._items) == 124
        await keys(pilot, "escape")
        assert isinstance(pilot.app.screen, ClaimScreen)


async def test_loaners_and_goodwill_have_their_lists() -> None:
    desk = FakeDesk(role="supervisor")
    desk.book.loans = [
        Loan("LOAN-7", "K2-000104", date(2026, 11, 1), "as new", None, "u1", "S-1", HOSTILE, "380", "closed")
    ]
    desk.book.grants = [
        Grant(date(2026, 11, 3), 12_000, "K2-000104", "S-1", "Ana", "supervisor", "long a customer"),
        Grant(date(2026, 10, 3), 9_900, "K2-000098", "S-2", "Ana", "supervisor", "earlier"),
    ]
    async with opened(desk, ClaimsScreen()) as pilot:
        await keys(pilot, "l")
        assert isinstance(pilot.app.screen, LoansScreen)
        shown = seen(pilot)
        assert harmless(shown) and "out for 20 days" in shown and "call the customer" in shown
        await keys(pilot, "enter")
        assert isinstance(pilot.app.screen, ClaimScreen)
        await keys(pilot, "escape", "escape", "g")
        assert isinstance(pilot.app.screen, LedgerScreen)
        shown = seen(pilot)
        for part in ("120.00", "Ana (supervisor)", "budget 1,000.00", "left 880.00", "long a customer"):
            assert part in shown
        assert "99.00" not in shown
        await keys(pilot, "left")
        assert "99.00" in seen(pilot) and "1 Oct 2026" in seen(pilot)


async def test_a_cost_says_who_pays_before_it_is_written_down() -> None:
    possible = (Possible("add_cost", "in_service", ("kind",)),)
    shot = {"status": "COVERED", "parts_pct": 80, "labour_pct": 50}
    desk = Workshop(possible=possible, snapshot=shot)
    async with opened(desk, ClaimScreen("K2-000104")) as pilot:
        await keys(pilot, "enter", *"board", "enter", *"100")
        assert "= 100.00  maker 80.00 · customer 20.00" in seen(pilot)
        view = await desk.claim("K2-000104")
    said = "".join(part for part, _role in proposal(view, {"kind": "labour", "minutes": "1:30"}))
    assert said == "= 90.00  maker 45.00 · customer 45.00"
    assert proposal(view, {"kind": "part", "cost": "5", "payer_customer": "9"})[0][1] == "bad"
    assert split({"payer_customer": "9"}) == {"split": {"customer": 9}}
    assert split({}) == {}


async def test_handing_back_warns_of_a_loaner_that_is_out() -> None:
    possible = (Possible("close", "closed", ("handed_over", "receiver")),)
    desk = Workshop(possible=possible, loans=({"id": "x:1", "loaner": "LOAN-7", "given": "2026-11-01"},))
    async with opened(desk, ClaimScreen("K2-000131")) as pilot:
        assert "loaner LOAN-7 is out" in seen(pilot)
        await keys(pilot, "enter")
        assert "The loaner LOAN-7 is still out" in seen(pilot)
