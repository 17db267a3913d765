"""Which screen is where: names and import paths, so that no screen is imported before it is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

MODES = {
    "counter": "tui.screens.counter:CounterScreen",
    "claims": "tui.screens.claims:ClaimsScreen",
    "tasks": "tui.screens.tasks:TasksScreen",
    "score": "tui.screens.score:ScoreScreen",
    "desk": "tui.screens.desk_place:DeskPlaceScreen",
}
"""The places an agent goes to and comes back to, each with its own stack of screens."""

PAGES = {
    "help": "tui.screens.help:HelpScreen",
    "why": "tui.screens.why:WhyScreen",
    "first_run": "tui.screens.first_run:FirstRunScreen",
    "importing": "tui.screens.importing:ImportingScreen",
    "filing": "tui.screens.filing:FilingScreen",
    "unknown": "tui.screens.unknown:UnknownScreen",
    "registering": "tui.screens.registering:RegisterScreen",
    "attached": "tui.screens.attached:AttachedScreen",
    "claim": "tui.screens.claim:ClaimScreen",
    "history": "tui.screens.history:HistoryScreen",
    "conflict": "tui.screens.conflict:ConflictScreen",
    "loans": "tui.screens.loans:LoansScreen",
    "ledger": "tui.screens.ledger:LedgerScreen",
    "acting": "tui.screens.acting:ActingScreen",
    "rating": "tui.screens.rating:RatingScreen",
    "aloud": "tui.screens.aloud:AloudScreen",
    "whatif": "tui.screens.whatif:WhatIfScreen",
    "calendar": "tui.screens.calendar:CalendarScreen",
    "policies": "tui.screens.policies:PoliciesScreen",
    "policy": "tui.screens.policies:PolicyScreen",
    "quality": "tui.screens.quality:QualityScreen",
    "inbox": "tui.screens.inbox:InboxScreen",
    "switch": "tui.screens.lock:SwitchScreen",
    "encrypting": "tui.screens.encrypting:EncryptingScreen",
    "lock": "tui.screens.lock:LockScreen",
    "doubtful": "tui.screens.quality:DoubtfulScreen",
    "warnings": "tui.screens.warnings:WarningsScreen",
    "loyalty": "tui.screens.loyalty:LoyaltyScreen",
    "effort": "tui.screens.effort:EffortScreen",
    "pareto": "tui.screens.pareto:ParetoScreen",
    "benchmarks": "tui.screens.benchmarks:BenchmarksScreen",
    "benchmark": "tui.screens.benchmarks:BenchmarkScreen",
    "reporting": "tui.screens.reporting:ReportingScreen",
    "entering": "tui.screens.entering:EnteringScreen",
    "correcting": "tui.screens.correcting:CorrectingScreen",
    "whom": "tui.screens.about:WhomScreen",
    "about": "tui.screens.about:AboutScreen",
    "handing_out": "tui.screens.handing:HandingOutScreen",
    "saving_copy": "tui.screens.handing:SavingCopyScreen",
    "erasing": "tui.screens.erasing:ErasingScreen",
    "retention": "tui.screens.retention:RetentionScreen",
    "due": "tui.screens.retention:DueScreen",
    "retiring": "tui.screens.retention:RetiringScreen",
    "paper": "tui.screens.paper:PaperScreen",
    "paper_setup": "tui.screens.paper_setup:PaperSetupScreen",
}
"""The screens that lie on top of a place and go away again."""

WRITING = frozenset(
    {
        "filing", "unknown", "registering", "importing", "acting", "rating", "entering", "correcting",
        "benchmark", "encrypting", "calendar", "paper_setup", "erasing", "retention", "due", "retiring",
        "first_run",
    }
)  # fmt: skip
"""Screens that serve to write something down: there is no use in them on a desk that is only looked at."""


def load(name: str, *arguments: object) -> Screen[Any]:
    """Import the screen called `name` and build it with `arguments`."""
    module, _colon, title = (MODES | PAGES)[name].partition(":")
    screen: Screen[Any] = getattr(import_module(module), title)(*arguments)
    return screen
