"""The demo: everything worth showing is there, it is clean, the same every time, and it tells its story."""

from __future__ import annotations

import hashlib
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from cases import FLAGS, STATUSES
from conftest import TODAY, now

from store.demo import Scratch, make
from store.demo.catalogue import SILENT, STORY
from store.demo.faces import LI_WEI
from store.records import Cover, Score
from store.rules.claim_table import STATES
from store.services.alerts import Alerts
from store.store import Store
from store.tables import fold
from tui import start
from tui.__main__ import main


def ids(store: Store) -> list[str]:
    return [row[0] for row in store.context.connection.execute("SELECT id FROM unit ORDER BY id")]


def one(store: Store, query: str) -> int:
    return int(store.context.connection.execute(query).fetchone()[0])


def covers(store: Store) -> list[Cover]:
    return [store.units.cover(id_) for id_ in ids(store)]


def dump(store: Store) -> str:
    """Return a digest of every folded table and of the journal."""
    digest = hashlib.sha256()
    for table in (*fold.FOLDED, "event", "payload"):
        names = [row[1] for row in store.context.connection.execute(f"PRAGMA table_info({table})")]
        columns = ", ".join(name for name in names if name != "row")
        for row in store.context.connection.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}"):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def part(score: Score, key: str) -> Score:
    return next(each for each in score.by if each.key == key)


def test_it_is_as_big_as_five_years(demo: Store) -> None:
    assert 1950 <= demo.units.count() <= 2150
    assert len(demo.products.list()) == 25
    assert 900 <= one(demo, "SELECT count(*) FROM claim") <= 1400
    assert 500 <= one(demo, "SELECT count(*) FROM rating") <= 750
    assert one(demo, "SELECT count(*) FROM invitation WHERE suppressed = 'NO_CONTACT'") > 10
    assert one(demo, "SELECT count(*) FROM invitation WHERE suppressed = 'ASKED_RECENTLY'") > 10
    first = demo.context.connection.execute("SELECT min(filed_on) FROM claim").fetchone()[0]
    assert first < "2022-12-31"
    assert (demo.settings.name, demo.agent.name, demo.agent.role) == ("Kyiv-2", "Olena", "admin")
    assert demo.settings.throw_away


def walked(store: Store) -> Iterator[Cover]:
    """Ask as people ask: the unit, its repaired parts and faults, other spellings, an earlier failure."""
    for serial in ("ZX8155-004902", LI_WEI.lower(), f" {LI_WEI} ".replace("-", "")):
        for id_ in store.units.exact(serial):
            yield store.units.cover(id_, typed=serial)
    (phone,) = store.units.exact("004405000123457")
    yield store.units.cover(phone, component="charger")
    before = store.today() - timedelta(days=30)
    for id_ in ids(store):
        whole = store.units.cover(id_)
        yield whole
        past = store.units.covers.past(id_)
        for part in {str(each["component"]) for each in past if each.get("component")}:
            yield store.units.cover(id_, component=part)
        for fault in {str(each["fault"]) for each in past if each.get("fault")}:
            yield store.units.cover(id_, fault=fault)
        if whole.status == "EXPIRED" and whole.days_left is not None and whole.days_left > -30:
            yield store.units.cover(id_, failed=before)


def test_every_status_and_flag_is_there(demo: Store) -> None:
    statuses, flags = set(STATUSES), set(FLAGS)
    for cover in walked(demo):
        statuses.discard(cover.status)
        flags -= cover.flags
        if not statuses and not flags:
            return
    assert (statuses, flags) == (set(), set())


def test_components_show_the_rest(demo: Store) -> None:
    (phone,) = demo.units.exact("004405000123457")
    assert "EXCLUDED" in demo.units.cover(phone, component="charger").flags
    (li,) = demo.units.exact(LI_WEI)
    assert demo.units.cover(li, date(2030, 1, 1), "compressor").flags >= {"PARTS_ONLY"}


def test_every_state_is_there_and_some_are_late(demo: Store) -> None:
    states = Counter(row[0] for row in demo.context.connection.execute("SELECT state FROM claim"))
    assert set(states) == set(STATES)
    assert states["conflict"] == 1
    lines = demo.claims.queue("open", limit=200).lines
    flags = set().union(*(line.clocks.flags for line in lines))
    assert flags >= {"SERVICE_OVERDUE", "STATUTORY_OVERDUE", "SERVICE_PAUSED", "EXCHANGE_RIGHT"}
    assert 30 <= len(lines) <= 120
    assert demo.tasks.list(due=True)


def test_customers_write_in_many_scripts(demo: Store) -> None:
    text = "".join(row[0] for row in demo.context.connection.execute("SELECT name FROM customer"))
    spans = {"Cyrillic": (0x400, 0x4FF), "Arabic": (0x600, 0x6FF), "Hebrew": (0x590, 0x5FF),
             "Greek": (0x370, 0x3FF), "Thai": (0xE00, 0xE7F), "Han": (0x4E00, 0x9FFF),
             "Hangul": (0xAC00, 0xD7A3)}  # fmt: skip
    for name, (low, high) in spans.items():
        assert any(low <= ord(letter) <= high for letter in text), name
    assert one(demo, "SELECT count(*) FROM customer WHERE may_contact = 0") > 10
    mails = demo.context.connection.execute("SELECT email FROM customer WHERE email IS NOT NULL")
    assert all(mail.endswith("@example.org") for (mail,) in mails)


def test_the_customer_of_the_pictures(demo: Store) -> None:
    (unit,) = demo.units.exact(LI_WEI)
    card = demo.units.card(unit)
    assert card.customer is not None
    assert card.customer.name == "李伟 Li Wei"
    assert (card.cover.status, card.cover.end) == ("COVERED", date(2027, 3, 14))
    assert [(claim.state, claim.score) for claim in card.claims] == [("ready", None), ("closed", 9)]
    assert card.other_units == 2
    assert card.tasks
    assert demo.units.find("MJ0351-YN").total == 4


def test_serials_that_are_equal_or_look_alike(demo: Store) -> None:
    assert len(demo.units.exact("ZX8155-004902")) == 2
    assert len(demo.units.exact("MJO351-YNG9-Z0XA")) == 1
    assert LI_WEI in demo.units.find("MJ0351-YNG9-ZOXA").suggestions


def test_the_story_is_visible(demo: Store) -> None:
    since = TODAY - timedelta(days=89)
    score = demo.ratings.score(since, TODAY, "product")
    failing, rest = part(score, STORY), [each for each in score.by if each.key != STORY]
    assert failing.nps is not None
    assert failing.nps < 0
    promoters, detractors = sum(each.promoters for each in rest), sum(each.detractors for each in rest)
    assert 40 <= 100 * (promoters - detractors) / sum(each.n for each in rest) <= 75
    assert score.nps is not None
    assert score.nps > 25
    assert SILENT in score.silent
    before = part(
        demo.ratings.score(TODAY - timedelta(days=454), since - timedelta(days=1), "product"), STORY
    )
    assert before.nps is not None
    assert before.nps > 30
    fallen = [alert for alert in Alerts(demo.context).list() if alert.kind == "nps_fall"]
    assert [(alert.product, alert.level) for alert in fallen] == [(STORY, "alert")]
    comments = [
        comment
        for (comment,) in demo._connection.execute(
            "SELECT comment FROM rating WHERE comment IS NOT NULL ORDER BY day DESC, id LIMIT 200"
        )
    ]
    assert any(not comment.isascii() for comment in comments)


def test_the_store_is_clean(demo: Store) -> None:
    assert demo.check(deep=True) == []


def test_the_same_seed_makes_the_same_desk(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        with make(tmp_path / f"{name}.db", seed=seed, today=TODAY, clock=now, size=120) as store:
            dumps.append(dump(store))
    assert dumps[0] == dumps[1] != dumps[2]


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1)])
def test_any_day_may_be_today(tmp_path: Path, today: date) -> None:
    seen: list[tuple[int, int]] = []
    path = tmp_path / "demo.db"
    with make(path, today=today, size=60, progress=lambda done, whole: seen.append((done, whole))) as store:
        assert store.today() == today
        assert {cover.status for cover in covers(store)} == STATUSES
        assert store.check() == []
    assert seen[-1][0] == seen[-1][1]


def test_a_scratch_desk_is_private_and_goes() -> None:
    with Scratch(today=TODAY, clock=now, size=60) as path:
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        with Store.open(path, clock=now) as store:
            assert store.units.count() > 60
    assert not path.parent.exists()


def test_the_first_screen_can_lead_to_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []

    def run(open_store: Callable[[], Store], _door: object = None) -> int:
        with open_store() as store:
            seen.append(store.settings.name)
        return start.DEMO if len(seen) == 1 else 0

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "need_a_terminal", lambda: None)
    monkeypatch.setattr("store.demo.Scratch", partial(Scratch, today=TODAY, clock=now, size=60))
    assert main(["--db", str(tmp_path / "new.db")]) == 0
    assert seen == ["", "Kyiv-2"]
    assert "thrown away" in capsys.readouterr().err
