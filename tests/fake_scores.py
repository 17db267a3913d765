"""What stands beside the score on the desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from fake_book import TODAY, make_score

from store.errors import Refused
from store.records import (
    Alert,
    Benchmark,
    Beside,
    BuildMonth,
    Costs,
    Effort,
    FaultShare,
    Invitations,
    Loyalty,
    LoyaltyRow,
    Month,
    Overview,
    Pareto,
    Task,
    Unhappy,
)
from store.rules.alert_words import tell_fall
from store.rules.alerts import fall
from store.rules.compare import Mixed
from store.wording import N_, Sentence, say
from tui.desk_score import ScoreDesk


def alert(level: str = "alert", product: str = "KX-200 refrigerator") -> Alert:
    """Return a score that fell."""
    message = tell_fall(product, fall((10, 5, 20), (90, 20, 10)))
    return Alert(level, "nps_fall", message, product, None, 1e-5, TODAY - timedelta(days=9))


def pareto(name: str = "no power", product: str | None = None) -> Pareto:
    """Return three faults with costs and build months."""
    counts = ((name, 40), ("noisy", 8), ("other", 2))
    total = so_far = 0
    total = sum(count for _title, count in counts)
    faults = []
    for title, count in counts:
        so_far += count
        faults.append(FaultShare(title, title, count, count, Fraction(count, total), Fraction(so_far, total)))
    built = (BuildMonth("2025-03", 20, 5), BuildMonth("2025-04", 30, 0)) if product else ()
    costs = Costs(30, 300_000, 240_000, 45_000, 15_000)
    return Pareto(product, TODAY - timedelta(days=364), TODAY, tuple(faults), built, 40, 36, costs)


def overview(name: str = "KX-200", **more: Any) -> Overview:
    """Return everything that stands in a report; `name` is that of product and fault."""
    parts = (make_score(30, 5, 10, key=name, value="p1"), make_score(1, 0, 1, key="TV-55", value="p2"),
             make_score(0, 0, 0, key="AC-9", value="p3", invited=31, closed=31))  # fmt: skip
    score = make_score(99, 20, 34, invited=412, answered=150)
    months = tuple(
        Month(date(2025 + (11 + n) // 12, (11 + n) % 12 + 1, 1), make_score(20 + n, 6, 16 - n))
        for n in range(12)
    )
    found = Overview(
        desk="Kyiv-2", today=TODAY, since=TODAY - timedelta(days=89), until=TODAY, currency="EUR",
        score=score, months=months, beside=beside(name),
        splits=(("product", replace(score, by=parts, silent=("AC-9",))),),
        loyalty=(LoyaltyRow("0", make_score(9, 3, 3)), LoyaltyRow("6+", make_score(1, 0, 1))),
        effort=(Effort(date(2026, 11, 1), 34, Fraction(2), Fraction(3), Fraction(15, 2), Fraction(1, 9),
                       40, 1, Fraction(6), Fraction(31)),),
        pareto=pareto(name),
    )  # fmt: skip
    return replace(found, **more)


def beside(name: str = "KX-200 refrigerator") -> Beside:
    """Return an alert, invitations and a benchmark."""
    return Beside(
        alerts=(alert(product=name), alert("watch", "TV-55")),
        invitations=Invitations(None, None, 412, 153, 4, (("NO_CONTACT", 8), ("ASKED_RECENTLY", 18))),
        benchmarks=(benchmark(name),),
        mixed=Mixed(Fraction(45), 6.0, 33.0, 57.0),
    )


def benchmark(title: str = "Appliances, DE", id_: str = "b1") -> Benchmark:
    """Return somebody else's score."""
    return Benchmark(id_, title, Fraction(77, 2), "Survey", date(2025, 3, 1), "telephone", 630)


class FakeScores(ScoreDesk):
    """Warnings, loyalty, effort, faults, benchmarks and the report, kept in memory."""

    fake_name = "KX-200 refrigerator"
    """What everything with a name is called."""

    def __init__(self) -> None:
        self.fake_alerts: tuple[Alert, ...] = (alert(product=self.fake_name), alert("watch", "TV-55"))
        self.fake_benchmarks: list[Benchmark] = [benchmark(self.fake_name)]
        self.fake_unhappy: list[Unhappy] = [self._unhappy(n) for n in range(3)]
        self.fake_faults = True
        self.reports: list[tuple[date | None, date | None, str | None, bool, Path | None]] = []

    def _unhappy(self, n: int) -> Unhappy:
        return Unhappy(
            f"c{n}", self.fake_name, 6 - n, 2 * n, TODAY - timedelta(days=n), f"K2-00011{7 + n}",
            self.fake_name, None, self.fake_name, say(N_("Call and ask what went wrong.")),
            may_contact=n != 2,
        )  # fmt: skip

    async def beside(
        self, since: date | None, until: date | None, by: str, *, reopened: bool = True
    ) -> Beside:
        return replace(
            beside(self.fake_name), alerts=self.fake_alerts, benchmarks=tuple(self.fake_benchmarks)
        )

    async def alerts(self) -> tuple[Alert, ...]:
        return self.fake_alerts

    async def alert_line(self) -> Sentence | None:
        loud = [each for each in self.fake_alerts if each.level == "alert"]
        return loud[0].message if loud else None

    async def loyalty(
        self, since: date | None, until: date | None, limit: int = 50, *, reopened: bool = True
    ) -> Loyalty:
        rows = (LoyaltyRow("0", make_score(9, 3, 3)), LoyaltyRow("6+", make_score(1, 0, 1)))
        return Loyalty(rows if self.fake_unhappy else (), tuple(self.fake_unhappy))

    async def call_unhappy(self, claim: str) -> Task:
        task = Task("t9", f"Call {self.fake_name}", TODAY + timedelta(days=1), False, None, claim=claim)
        self.fake_unhappy = [
            replace(each, task=task) if each.claim == claim else each for each in self.fake_unhappy
        ]
        return task

    async def effort(self, *, reopened: bool = True) -> tuple[Effort, ...]:
        return overview().effort if self.fake_faults else ()

    async def pareto(
        self, product: str | None, since: date | None, until: date, *, reopened: bool = True
    ) -> Pareto:
        found = pareto(self.fake_name, product)
        return found if self.fake_faults else replace(found, faults=())

    async def benchmarks(self, *, retired: bool = False) -> tuple[Benchmark, ...]:
        return tuple(each for each in self.fake_benchmarks if retired or not each.retired)

    async def add_benchmark(
        self, title: str, value: str, *, source: str, measured: date, method: str
    ) -> Benchmark:
        if not source:
            raise Refused(
                "MISSING_FIELD", say(N_("A benchmark needs {field}."), field="source"), field="source"
            )
        made = Benchmark("b9", title, Fraction(value), source, measured, method, 0)
        self.fake_benchmarks.append(made)
        return made

    async def retire_benchmark(self, id_: str) -> Benchmark:
        self.fake_benchmarks = [
            replace(each, retired=True) if each.id == id_ else each for each in self.fake_benchmarks
        ]
        return self.fake_benchmarks[0]

    async def write_report(
        self,
        since: date | None,
        until: date | None,
        *,
        spoken: str | None = None,
        team: bool = False,
        out: Path | None = None,
    ) -> Path:
        self.reports.append((since, until, spoken, team, out))
        return out or Path("/desk/paper/report.html")
