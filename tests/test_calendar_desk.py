"""The desk's days off: chosen by a person, kept in the journal, used in every answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import now

from store.errors import Refused
from store.records import Person
from store.services import calendar
from store.store import Store
from tui.__main__ import main


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "desk.db", clock=now, create=True)


def sold(store: Store, invoiced: str, **terms: object) -> str:
    """Register a unit with a warranty of twelve months whose end rolls."""
    policy = {"id": "M", "kind": "maker", "roll": True, "lines": [{"duration": "12m"}], **terms}
    store.policies.add(policy)
    product = store.products.add("KX-200", "Halden", "refrigerator", ("M",))
    return store.units.add("S1000", product.id, invoiced=invoiced).id


def test_a_holiday_of_the_country_moves_the_end_and_is_named(store: Store) -> None:
    unit = sold(store, "2026-01-06")
    assert store.units.cover(unit).end == date(2027, 1, 6)
    found = store.calendar.change(country="DE", subdivision="BY")
    assert found.holidays[date(2027, 1, 6)] == "Epiphany"
    assert (found.country, found.subdivision, found.newer) == ("DE", "BY", False)
    cover = store.units.cover(unit)
    assert cover.end == date(2027, 1, 7) and "ROLLED" in cover.flags
    told = [str(step.sentence) for step in cover.steps]
    assert "2027-01-06 is Epiphany, a holiday: moved to 2027-01-07, the next working day (M)" in told
    assert store.calendar.change(country="DE").subdivision is None
    assert store.units.cover(unit).end == date(2027, 1, 6)


def test_own_closed_days_and_days_of_the_week_are_added(store: Store) -> None:
    unit = sold(store, "2025-12-24")
    week = ("mon", "tue", "wed", "thu", "fri")
    store.calendar.change(country="germany", working=week, closed=["2026-12-24", date(2026, 12, 28)])
    cover = store.units.cover(unit)
    assert cover.end == date(2026, 12, 29)
    assert "2026-12-24 is a holiday" in "\n".join(str(step.sentence) for step in cover.steps)
    store.calendar.change(country="none", closed=[])
    assert store.units.cover(unit).end == date(2026, 12, 24)


def test_the_day_of_the_week_is_said(store: Store) -> None:
    unit = sold(store, "2025-11-15")
    store.calendar.change(working=["mon", "tue", "wed", "thu", "fri"])
    told = "\n".join(str(step.sentence) for step in store.units.cover(unit).steps)
    assert "2026-11-15 is a Sunday: moved to 2026-11-16, the next working day (M)" in told


def test_an_end_on_a_holiday_that_does_not_roll_is_flagged(store: Store) -> None:
    unit = sold(store, "2025-12-25", roll=False)
    store.calendar.change(country="DE")
    assert "ENDS_NONWORKING" in store.units.cover(unit).flags


def test_every_desk_folds_the_same_days(store: Store, tmp_path: Path) -> None:
    store.calendar.change(country="PL")
    assert store.check() == []
    with Store.open(tmp_path / "other.db", clock=now, create=True) as other:
        journal = store.context.journal
        other.receive(link for origin in journal.origins() for link in journal.links(origin))
        assert other.calendar.now() == store.calendar.now()


def test_what_is_so_already_is_not_written_again(store: Store) -> None:
    store.calendar.change(country="PL", working=["mon"], closed=["2026-12-24"])
    count = store.context.journal.count()
    store.calendar.change(country="pol", working=["mon"], closed=["2026-12-24", "2026-12-24"])
    store.calendar.refresh()
    assert store.context.journal.count() == count


def test_a_newer_library_is_said_and_taken_when_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.calendar.change(country="PL")
    installed = store.calendar.now().library
    monkeypatch.setattr(calendar, "_version", lambda: "999.0")
    found = store.calendar.now()
    assert (found.newer, found.library) == (True, installed)
    found = store.calendar.refresh()
    assert (found.newer, found.library) == (False, "999.0")


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"country": "Germny"}, "country", "is it Germany (DE)"),
        ({"country": "XX"}, "country", "a name or code, such as DE"),
        ({"country": "DE", "subdivision": "ZZ"}, "subdivision", "BY (Bayern)"),
        ({"country": "UA", "subdivision": "X"}, "subdivision", "the same holidays everywhere"),
        ({"subdivision": "BY"}, "country", "Choose the country"),
        ({"working": []}, "working", "at least one"),
        ({"working": ["Monday"]}, "working", "mon, tue, wed"),
        ({"closed": ["2026-02-30"]}, "closed", "2026-02-30"),
        ({"closed": ["tomorrow"]}, "closed", "2026-12-24"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    store: Store, changes: dict[str, Any], field: str, said: str
) -> None:
    count = store.context.journal.count()
    with pytest.raises(Refused) as refusal:
        store.calendar.change(**changes)
    assert refusal.value.field == field
    assert said in str(refusal.value)
    assert store.context.journal.count() == count


def test_only_an_admin_changes_settings(store: Store) -> None:
    store.context.agent = Person("p", "Ana", "supervisor")
    with pytest.raises(Refused) as refusal:
        store.calendar.change(country="PL")
    assert refusal.value.code == "NOT_ALLOWED"
    assert "admin" in str(refusal.value)


def test_days_of_another_desk_that_are_none_are_passed_over(store: Store) -> None:
    unit = sold(store, "2026-01-06")
    days = {"2027-01-06": "Epiphany", "soon": "never", "2027-13-01": "x"}
    store.settings.set(
        calendar={"country": "DE", "days": days}, holidays=["2027-01-07", 7, None], working_days=["x"]
    )
    assert store.units.cover(unit).end == date(2027, 1, 8)
    assert list(store.calendar.now().holidays) == [date(2027, 1, 6)]


def test_looking_up_never_loads_the_library(store: Store) -> None:
    sold(store, "2026-01-06")
    store.calendar.change(country="DE")
    code = (
        "import sys; from tui.__main__ import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    for words in (("show", "S1000"), ("calendar",)):
        done = subprocess.run(
            [sys.executable, "-c", code, "--db", str(store.path), *words],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert not {"holidays", "textual", "babel"} & set(done.stderr.split())


@pytest.fixture
def run(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run_(*words: str) -> tuple[int, str, str]:
        status = main(["--db", str(store.path), "--lang", "en", *words])
        return (status, *capsys.readouterr())

    return run_


def test_the_command_line_sets_and_shows(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("calendar", "--country", "DE", "--subdivision", "Bayern", "--working", "mon,fri",
                         "--close", "2027-02-01", "--close", "2027-02-02", "--json")  # fmt: skip
    found = json.loads(out)
    assert status == 0
    assert (found["country"], found["subdivision"], found["working_days"]) == ("DE", "BY", ["mon", "fri"])
    assert found["closed"] == ["2027-02-01", "2027-02-02"]
    assert found["known_from"] < "2000" and found["known_until"] > "2050"
    status, out, _ = run("calendar", "--reopen", "2027-02-01", "--year", "2027")
    assert "  2027-01-06  Epiphany" in out and "  2027-02-02  closed" in out and "2027-02-01" not in out
    assert all(len(line) <= 80 for line in out.splitlines())
    status, out, err = run("calendar", "--country", "Atlantis")
    assert (status, out) == (1, "") and "Atlantis" in err
    assert "Bayern" in run("calendar", "--countries", "--country", "DE")[1]
    assert "DE  Germany" in run("calendar", "--countries")[1]
