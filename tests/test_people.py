"""Who works at a desk: what each role may, on the screen and at the command line alike, and what is told."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from vault_help import NOW, OLENA, Boot, at, cheap, now, plain

from store.errors import StoreError
from store.exchange.exporter import export
from store.records import Person
from store.rules import idle, lockout, masks, passphrases
from store.rules.blots import HIDDEN, blotting
from store.rules.idle import Moment
from store.rules.lockout import Tries
from store.rules.roles import PEOPLE, RIGHTS, THINGS
from store.services.locksmith import give_passphrase
from store.services.permits import FREE, JUDGED, permit_of
from store.store import Store
from store.tables import keys, secrets
from tui.__main__ import main
from tui.commands import COMMANDS, commands_in

SERVICES = (
    "papers", "units", "filing", "claims", "workshop", "calendar", "ratings", "tasks", "settings",
    "people", "inbox", "privacy", "products", "policies", "quality", "faults", "safety", "backups",
)  # fmt: skip
LIST = """serial,product,brand,category,customer,phone,email,invoiced,warranty_months
MJ0351-YNG9-Z0XA,KX-200,Haier,refrigerator,Grace Hopper,+1 555 010 4477,grace@example.org,2026-03-14,24
"""


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cheap(monkeypatch, tmp_path / "config")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = plain(tmp_path / "desk.db")
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, encoding="utf-8")
    with Store.open(path, clock=now) as store:
        store.bring_in(listed, {}, lambda done, total: None)
        for role in PEOPLE:
            store.people.add(role.title(), role)
    return path


def sit(path: Path, role: str) -> Store:
    return Store.open(path, clock=now, agent=role.title())


def again(desk: Path, trial: Path) -> None:
    """Put the desk as it was at another name, with the anchor that knows it."""
    for part in ("", "-anchor"):
        trial.with_name(trial.name + part).write_bytes(desk.with_name(desk.name + part).read_bytes())


def code(act: Callable[[], object]) -> str:
    try:
        act()
    except StoreError as error:
        return error.code
    return ""


def test_every_method_of_every_service_says_who_may(desk: Path) -> None:
    with Store.open(desk, clock=now) as store:
        for name in SERVICES:
            service = type(getattr(store, name))
            for method, value in vars(service).items():
                if method.startswith("_"):
                    continue
                found = permit_of(value.fget if isinstance(value, property) else value)
                assert found is not None, f"{service.__name__}.{method} says nothing: it is denied to all"
                assert found.right in (*RIGHTS, JUDGED, FREE)
                assert found.right in (JUDGED, FREE) or found.thing in THINGS


def _customer(store: Store) -> str:
    return str(store.units.get(store.units.exact("MJ0351YNG9Z0XA")[0]).customer_id)


DEEDS: dict[str, tuple[list[str], Callable[[Store], object], str]] = {
    "show": (
        ["show", "MJ0351YNG9Z0XA"],
        lambda s: s.units.card(s.units.exact("MJ0351YNG9Z0XA")[0]),
        "everybody",
    ),
    "claims": (["claims"], lambda s: s.claims.queue("open"), "everybody"),
    "tasks": (["tasks"], lambda s: s.tasks.list(), "everybody"),
    "score": (["score"], lambda s: s.ratings.score(None, None), "everybody"),
    "journal": (["journal"], lambda s: s.history(), "supervisor manager admin"),
    "inbox": (["inbox"], lambda s: s.inbox.list(), "manager admin"),
    "take on": (["people", "add", "Zoe", "--role", "agent"], lambda s: s.people.add("Zed", "agent"), "admin"),
    "another role": (
        ["people", "role", "Viewer", "--role", "viewer"],
        lambda s: s.people.change_role("Viewer", "viewer"),
        "admin",
    ),
    "let go": (["people", "revoke", "Technician"], lambda s: s.people.revoke("Technician"), "admin"),
    "import": (["import", "{folder}/list.csv"], lambda s: s.bring_in(s.path.with_name("list.csv"), {}, print),
               "supervisor manager admin"),
    "export": (
        ["export", "customers", "--out", "{folder}/out.csv", "--force"],
        lambda s: export(s.context, "customers", s.path.with_name("out.csv"), force=True),
        "supervisor manager admin",
    ),
    "encrypt": (
        ["encrypt", "--way-back-with", "Admin"],
        lambda s: s.context.require("edit", "encryption"),
        "admin",
    ),
    "about": (
        ["about", "Grace Hopper", "--out", "{folder}/about.json", "--force"],
        lambda s: s.privacy.hand_out(_customer(s), s.path.with_name("about.json"), force=True),
        "supervisor manager admin",
    ),
    "about, looked at": (
        ["about", "Grace Hopper", "--out", "{folder}/about.json", "--force"],
        lambda s: s.privacy.look(_customer(s)),
        "supervisor manager admin",
    ),
    "erase": (
        ["erase", "Grace Hopper", "--yes"], lambda s: s.privacy.erase(_customer(s)), "manager admin",
    ),
    "erase, foreseen": (
        ["erase", "Grace Hopper"], lambda s: s.privacy.foresee(_customer(s)), "manager admin",
    ),
    "retention": (["retention"], lambda s: s.privacy.due({"texts": 30}), "manager admin"),
    "keep for": (
        ["retention", "--texts", "365"], lambda s: s.settings.set(keep_texts=365), "admin",
    ),
    "file": (
        ["file", "MJ0351YNG9Z0XA", "--fault", "G-NOISE", "--failed", "2026-11-20"],
        lambda s: s.claims.file(
            s.units.exact("MJ0351YNG9Z0XA")[0],
            {"fault": "G-DEAD", "failure_date": "2026-11-20", "channel": "in-store"},
        ),
        "agent technician admin",
    ),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_command_line_and_service_agree_for_every_role(desk: Path, deed: str) -> None:
    words, act, allowed = DEEDS[deed]
    for role in PEOPLE:
        wanted = allowed == "everybody" or role in allowed.split()
        trial = desk.with_name(f"{role}.db")
        again(desk, trial)
        with sit(trial, role) as store:
            assert (code(partial(act, store)) != "NOT_ALLOWED") is wanted, role
        again(desk, trial)
        said = io.StringIO()
        given = [word.format(folder=desk.parent) for word in words]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            main(["--db", str(trial), "--agent", role.title(), "--json", *given])
        answer = json.loads(said.getvalue() or "{}")
        assert (answer.get("error") != "NOT_ALLOWED") is wanted, (role, answer)


SHOWN = {
    "file_claim": "agent technician admin",
    "rate": "agent technician admin",
    "hand_back": "agent technician admin",
    "act": "agent technician supervisor manager admin",
    "note": "agent technician supervisor manager admin",
    "rename": "admin",
    "inbox": "manager admin",
    "encrypt_desk": "admin",
    "days_off": "admin",
    "keep_days": "admin",
    "set_paper_up": "admin",
    "register": "agent admin",
    "file_unknown": "agent technician admin",
    "attach": "agent technician supervisor manager admin",
    "ledger": "supervisor manager admin",
    "hold": "supervisor manager admin",
    **dict.fromkeys(
        ("paper", "statement", "print_paper", "save_text", "save_page"),
        "agent technician supervisor manager admin",
    ),
    "save_dates": "agent supervisor manager admin",
    "import_list": "supervisor manager admin",
    **dict.fromkeys(("loyalty", "pareto", "faults_of", "make_task"), "agent supervisor manager admin"),
    **dict.fromkeys(("add", "retire"), "supervisor manager admin"),
    "enter_answer": "agent technician admin",
    "correct_answer": "supervisor manager admin",
    **dict.fromkeys(("about_customer", "hand_out", "save_copy"), "supervisor manager admin"),
    **dict.fromkeys(("erase_customer", "retention", "see_due", "erase_due"), "manager admin"),
}


def test_the_screen_offers_what_the_role_may_and_nothing_else() -> None:
    for command in COMMANDS:
        if command.id in SHOWN and not {"first_run", "inbox"} & set(command.places):
            assert {role for role in PEOPLE if command.may(role)} == set(SHOWN[command.id].split()), (
                command.id
            )
    restricted = {command.id for command in COMMANDS if command.roles}
    assert restricted - SHOWN.keys() <= {"take", "kind", "note_all"}, "says who may, and is not in the table"
    assert {command.id for command in commands_in("desk", "viewer")} >= {"policies", "quality"}


def test_a_viewer_sees_initials_everywhere(desk: Path) -> None:
    with Store.open(desk, clock=now) as store:
        unit = store.units.exact("MJ0351YNG9Z0XA")[0]
        number = store.claims.file(
            unit, {"fault": "G-DEAD", "failure_date": "2026-11-20", "channel": "in-store"}
        ).number
        customer = store.units.get(unit).customer_id
    secrets_ = ("Grace", "Hopper", "4477", "grace@example.org")
    with sit(desk, "viewer") as store:
        assert number and customer
        seen = (
            store.units.card(unit), store.units.find("MJ0351"), store.units.customer(customer),
            store.units.of_customer(customer), store.claims.queue("open"), store.claims.view(number),
        )  # fmt: skip
        for record in seen:
            assert not [word for word in secrets_ if word in repr(record)], type(record)
        assert store.units.find("Grace Hopper").hits == () and store.units.find("0104477").hits == ()
        assert "G. H." in repr(seen)
    for words in (["show", "MJ0351YNG9Z0XA"], ["claims"], ["claim", number]):
        for form in ([], ["--json"]):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                assert main(["--db", str(desk), "--agent", "Viewer", *form, *words]) == 0
            assert not [word for word in secrets_ if word in said.getvalue()]


def test_a_technician_knows_the_customers_of_their_own_jobs(desk: Path) -> None:
    with sit(desk, "technician") as store:
        unit = store.units.exact("MJ0351YNG9Z0XA")[0]
        assert store.units.find("Grace Hopper").hits == ()
        store.claims.file(unit, {"fault": "G-DEAD", "failure_date": "2026-11-20", "channel": "in-store"})
        known = store.units.card(unit).customer
        assert known and (known.name, known.masked) == ("Grace Hopper", False)
        assert store.units.find("Grace Hopper").hits
        assert code(lambda: store.units.edit(unit, {"notes": "x"}, "why")) == "NOT_ALLOWED"
    with sit(desk, "agent") as store:
        assert code(lambda: store.units.edit(unit, {"invoiced": "2026-03-15"}, "slip")) in (
            "CLAIMED",
            "NOT_ALLOWED",
        )
    with sit(desk, "supervisor") as store:
        store.units.edit(unit, {"invoiced": "2026-03-15"}, "slip of the pen")
    with sit(desk, "manager") as store:
        assert [notice.what for notice in store.inbox.list()].count("unit edit") == 1


def test_masks_leave_little() -> None:
    assert masks.name("李伟 Li Wei") == "李. L. W."
    assert masks.name("[/] ?") == HIDDEN and masks.name(None) is None
    assert masks.phone("+1 555 010 4477") == "…77" and masks.phone("112") == "…"


def test_whoever_leaves_hands_over_in_the_same_act(desk: Path) -> None:
    with sit(desk, "agent") as store:
        unit = store.units.exact("MJ0351YNG9Z0XA")[0]
        number = (
            store.claims.file(
                unit, {"fault": "G-DEAD", "failure_date": "2026-11-20", "channel": "in-store"}
            ).number
            or ""
        )
        store.tasks.add("call back")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["--db", str(desk), "--agent", "Olena", "--json", "people", "revoke", "Agent"]) == 1
    refused = json.loads(said.getvalue())
    assert refused["error"] == "OPEN_WORK" and number in refused["message"]
    gone = sit(desk, "agent")
    with Store.open(desk, clock=now, agent="Olena") as store:
        assert code(lambda: store.people.revoke("Agent", "Agent")) == "NO_HEIR"
        store.people.revoke("Agent", "Supervisor")
        assert store.claims.get(number).owner == "Supervisor"
        assert not store.people.work("Agent") and len(store.people.work("Supervisor").tasks) == 1
        store.people.revoke("Supervisor", "Manager")
        assert store.claims.get(number).owner == "Manager"
        assert [line.number for line in store.people.work("Manager").claims] == [number]
        assert store.check() == []
        assert code(lambda: gone.units.find("MJ")) == "REVOKED", "a session that was open is over"
        assert code(lambda: gone.tasks.add("more")) == "REVOKED"
    gone.close()


def test_the_last_admin_stays_and_names_are_told_apart(desk: Path) -> None:
    with Store.open(desk, clock=now, agent="Olena") as store:
        store.people.revoke("Admin")
        assert code(lambda: store.people.revoke("Olena")) == "LAST_ADMIN"
        assert code(lambda: store.people.change_role("Olena", "agent")) == "LAST_ADMIN"
        assert code(lambda: store.people.add("olena", "agent")) == "NAME_TAKEN"


def test_each_sensitive_act_is_told_exactly_once(desk: Path, tmp_path: Path) -> None:
    with Store.open(desk, clock=now, agent="Olena") as store:
        store.inbox.note()
        export(store.context, "units", tmp_path / "u.csv")
        store.people.change_role("Viewer", "agent")
        store.settings.set(service_days=9)
        assert sorted(notice.what for notice in store.inbox.list()) == ["export", "people", "settings"]
        ids = [notice.id for notice in store.inbox.list()]
        assert store.inbox.note(ids[:1]) == 1 and store.inbox.waiting() == 2
        assert code(lambda: store.inbox.note(ids[:1])) == "NO_SUCH_NOTICE"
        assert store.check() == []
        assert {notice.noted_by for notice in store.inbox.list(noted=True)} >= {"Olena", None}


def test_a_notice_survives_a_kill_and_comes_with_its_act_or_not_at_all(desk: Path) -> None:
    for after in (0, 1):
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                store = Store.open(desk, clock=now, agent="Olena")
                with store.context.deciding():
                    store.settings.set(service_days=30 + after)
                    if not after:
                        os.kill(os.getpid(), signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)
            os._exit(1)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        with Store.open(desk, clock=now, agent="Olena") as store:
            told = [notice.what for notice in store.inbox.list()].count("settings")
            assert (told, store.settings.get("service_days")) == ((1, 31) if after else (0, 5))


def test_a_clock_set_back_is_told_once_and_dates_nothing_before_what_was(desk: Path) -> None:
    with Store.open(desk, clock=lambda: NOW - timedelta(hours=3), agent="Olena") as store:
        store.tasks.add("one")
        store.tasks.add("two")
        assert [notice.what for notice in store.inbox.list()].count("clock") == 1
        assert store.history(1)[0].at >= NOW
    with Store.open(desk, clock=lambda: NOW - timedelta(seconds=100), agent="Olena") as store:
        store.tasks.add("three")
        assert [notice.what for notice in store.inbox.list()].count("clock") == 1
        assert store.check() == []


def test_pins_wait_double_and_give_up(desk: Path) -> None:
    clock = Boot()
    with Store.open(desk, clock=now, agent="Olena") as store:
        for name in ("Agent", "Technician"):
            store.people.set_pin(name, "739150")
        assert code(lambda: store.people.set_pin("Agent", "123456")) == "BAD_PIN"
        assert store.people.switch("Agent", "739150", clock()).name == "Agent"
        assert code(lambda: store.people.set_pin("Technician", "739151")) == "NOT_ALLOWED"
        waits = []
        for _ in range(4):
            assert code(lambda: store.people.switch("Agent", "000001", clock())) == "WRONG_PIN"
            assert code(lambda: store.people.switch("Agent", "739150", clock())) == "WAIT"
            connection = store.context.connection
            left = lockout.wait(secrets.tries(connection, secrets.DESK), clock())
            waits.append(left)
            clock.seconds += left
        assert waits == [1, 2, 4, 8]
        assert code(lambda: store.people.switch("Agent", "000001", clock())) == "NEEDS_PASSPHRASE"
        clock.seconds += 100
        assert code(lambda: store.people.switch("Agent", "739150", clock())) == "NEEDS_PASSPHRASE"
        for _ in range(4):
            clock.seconds += 100
            assert code(lambda: store.people.switch("Technician", "000001", clock())) == "WRONG_PIN"
        clock.seconds += 100
        assert code(lambda: store.people.switch("Technician", "000001", clock())) == "DESK_LOCKED"
        assert code(lambda: store.people.switch("Technician", "739150", clock())) == "DESK_LOCKED"
    with Store.open(desk, clock=now, agent="Olena") as store:
        told = [notice.what for notice in store.inbox.list()]
        assert (told.count("failed sign-in"), told.count("locked")) == (10, 1)


def test_only_a_supervisor_reopens_a_desk_that_locked_itself(desk: Path) -> None:
    with Store.open(desk, clock=now, agent="Olena") as store:
        for name in ("Agent", "Supervisor", "Olena"):
            give_passphrase(store, name, f"{OLENA} {name}")
        with store.context.deciding():
            secrets.keep_tries(store.context.connection, secrets.DESK, Tries(10, 1.0))
    assert code(lambda: at(desk).enter("Agent", f"{OLENA} Agent")) == "DESK_LOCKED"
    at(desk).enter("Supervisor", f"{OLENA} Supervisor")
    at(desk).enter("Agent", f"{OLENA} Agent")


def test_wrong_passphrases_wait_and_are_told_once_with_their_number(desk: Path) -> None:
    with Store.open(desk, clock=now, agent="Olena") as store:
        give_passphrase(store, "Olena", OLENA)
    boot = Boot()
    door = at(desk, boot)
    for wrong in range(3):
        assert code(lambda: door.enter("Olena", "not the one at all")) == "WRONG_PASSPHRASE"
        assert code(lambda: door.enter("Olena", OLENA)) == "WAIT"
        boot.seconds += 2**wrong
    proof = door.enter("Olena", OLENA)
    with Store.open(desk, clock=now, key=proof) as store:
        failed = [notice for notice in store.inbox.list() if notice.what == "failed sign-in"]
        assert [notice.body["wrong"] for notice in failed] == [3]
    door.enter("Olena", OLENA)
    with Store.open(desk, clock=now, key=proof) as store:
        assert [notice.what for notice in store.inbox.list()].count("failed sign-in") == 1
    assert code(lambda: Store.open(desk, clock=now)) == "LOCKED"


def test_the_first_passphrase_is_asked_for_once_and_what_it_closes_is_not_asked_again(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "one line"
    given.write_text(f"{OLENA}\n", encoding="utf-8")
    given.chmod(0o600)
    monkeypatch.setenv("COUNTERPANE_PASSPHRASE_FILE", str(given))
    assert main(["--db", str(desk), "people", "passphrase", "Olena"]) == 0
    assert "Olena" in capsys.readouterr().out
    assert main(["--db", str(desk), "tasks"]) == 0


def test_a_passphrase_is_given_by_file_or_descriptor_and_never_by_argument(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(desk, clock=now, agent="Olena") as store:
        give_passphrase(store, "Olena", OLENA)
    given = tmp_path / "given"
    given.write_text(OLENA + "\n", encoding="utf-8")
    given.chmod(0o644)
    monkeypatch.setenv("COUNTERPANE_PASSPHRASE_FILE", str(given))
    assert main(["--db", str(desk), "tasks"]) == 2
    assert str(given) in capsys.readouterr().err
    monkeypatch.delenv("COUNTERPANE_PASSPHRASE_FILE")
    number = os.open(given, os.O_RDONLY)
    assert main(["--db", str(desk), "--passphrase-fd", str(number), "tasks"]) == 2
    assert any(each in capsys.readouterr().err for each in (str(given), f"--passphrase-fd {number}"))
    given.chmod(0o600)
    monkeypatch.setenv("COUNTERPANE_PASSPHRASE_FILE", str(given))
    assert main(["--db", str(desk), "tasks"]) == 0
    monkeypatch.delenv("COUNTERPANE_PASSPHRASE_FILE")
    number = os.open(given, os.O_RDONLY)
    assert main(["--db", str(desk), "--passphrase-fd", str(number), "tasks"]) == 0
    assert main(["--db", str(desk), "tasks", "--passphrase", OLENA]) == 2
    assert OLENA not in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    ["short", "passwordpassword", "Correct Horse Battery Staple", "aaaaaaaaaaaaaa", "abababababab",
     "abcdefghijklmno", "Olena Kyiv-2 !!", "x" * 300, "tab\tin the middle", ""],
)  # fmt: skip
def test_passphrases_that_are_refused(text: str) -> None:
    assert passphrases.check_passphrase(text, ("Olena", "Kyiv-2")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "nobody steps on blue shoes",
        "ніхто не ходить тут",
        "x7" + "q9!kd" * 12,
        "皇帝の新しい服は見えないのだ",
    ],
)
def test_passphrases_that_will_do(text: str) -> None:
    assert passphrases.check_passphrase(text, ("Olena", "Kyiv-2")) is None
    assert keys.fits(keys.hashed(text, keys.COST), text)
    assert not keys.fits(keys.hashed(text, keys.COST), text[:-1]), "nothing is cut off"


def test_one_passphrase_typed_on_two_keyboards_is_one() -> None:
    assert keys.fits(keys.hashed("café au lait, twice", keys.COST), "café au lait, twice")
    assert not keys.fits("no hash", "anything")


def test_idle_limits_by_either_clock() -> None:
    start = Moment(100, 1_000)
    assert not idle.must_lock(start, start, Moment(399, 1_299), "agent")
    assert idle.must_lock(start, start, Moment(400, 1_000), "agent")
    assert idle.must_lock(start, start, Moment(100, 1_300), "agent")
    assert idle.must_lock(start, start, Moment(220, 1_000), "technician")
    assert idle.must_lock(start, start, Moment(160, 1_000), "agent", customer=True)
    assert not idle.must_lock(start, start, Moment(100, 10), "agent"), "a wall clock set back says nothing"
    late = Moment(100 + 43_200, 1_000)
    assert idle.must_lock(start, late, late, "agent"), "twelve hours are a session"


def test_waits_after_a_restart_begin_anew() -> None:
    assert lockout.wait(Tries(), 5) == 0
    assert [lockout.wait(Tries(n, 100), 100) for n in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert lockout.wait(Tries(6, 5_000), 10) == 20
    assert Person("x", "X", "agent").active


TYPED = "Zebedee rang, +1 555 010 9999 or zeb@mail.example: noisy"


def written(desk: Path) -> tuple[str, str]:
    """Write a text wherever one can be written about a unit; return unit and claim."""
    photo = desk.with_name("Zebedee.png")
    photo.write_bytes(b"x")
    with Store.open(desk, clock=now) as store:
        unit = store.units.exact("MJ0351YNG9Z0XA")[0]
        store.units.edit(unit, {"notes": TYPED}, TYPED)
        customer = _customer(store)
        number = store.claims.file(
            unit,
            {"fault": "G-DEAD", "failure_date": "2026-11-20", "channel": "in-store", "note": TYPED,
             "condition": TYPED, "accessories": [TYPED], "attach": [str(photo)]},
        ).number or ""  # fmt: skip
        for action, values in (
            ("note", {"text": TYPED}), ("request_info", {"question": TYPED}), ("answer", {"answer": TYPED}),
            ("lend", {"loaner": "L-1", "lent_on": "2026-11-20", "condition": TYPED}),
            ("reject", {"reason": "NOT_COVERED", "text": TYPED}),
            ("loan_back", {"back_on": "2026-11-21", "condition": TYPED}),
            ("return_unit", {"handed_over": "2026-11-21", "receiver": "Zebedee Lee"}),
        ):  # fmt: skip
            store.claims.act(number, action, values)
        store.ratings.record(number, 3, comment=TYPED, reason="WAIT")
        store.tasks.add(TYPED, customer=customer, unit=unit)
        assert code(lambda: store.claims.act(number, "start", {"diagnosis": TYPED}))
    return unit, number


def told(store: Store, unit: str, number: str) -> tuple[object, ...]:
    return (
        store.units.card(unit), store.units.get(unit), store.claims.view(number), store.claims.get(number),
        store.workshop.history(number), store.workshop.loans(), store.tasks.list(), store.claims.queue("all"),
    )  # fmt: skip


def test_a_viewer_reads_nothing_that_people_typed(desk: Path) -> None:
    unit, number = written(desk)
    with Store.open(desk, clock=now) as store:
        assert repr(told(store, unit, number)).count("Zebedee") > 20
    with sit(desk, "viewer") as store:
        for record in told(store, unit, number):
            assert "ebedee" not in repr(record) and "noisy" not in repr(record), type(record)
        view = store.claims.view(number)
        assert view.rating and (view.rating.score, view.rating.reason) == (3, "WAIT")
        assert view.claim.fault == "G-DEAD" and view.claim.state == "closed"
        assert view.claim.attachments[0].name == "….png"
    for words in (
        ["show", "MJ0351YNG9Z0XA"], ["claim", number], ["claim", number, "--history"], ["tasks"], ["loaners"],
        ["attached", number],
    ):  # fmt: skip
        for form in ([], ["--json"]):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                assert main(["--db", str(desk), "--agent", "Viewer", *form, *words]) == 0, words
            assert "ebedee" not in said.getvalue() and "noisy" not in said.getvalue(), words
            if words[-1] == "--history" and not form:
                assert "hidden for your role" in said.getvalue()


def test_a_technician_reads_what_is_broken_but_not_whose_it_is(desk: Path) -> None:
    unit, number = written(desk)
    with Store.open(desk, clock=now) as store:
        store.units.edit(unit, {"notes": f"{TYPED}; Ms HOPPER, 0104477, grace@example.org"}, "slip")
    with sit(desk, "technician") as store:
        notes = store.units.get(unit).notes or ""
        assert "noisy" in notes and "rang" in notes
        for word in ("9999", "zeb@", "HOPPER", "4477", "grace"):
            assert word not in notes, word
        assert "noisy" in (store.claims.get(number).note or "")
        task = store.tasks.list()[0]
        assert "9999" not in task.title
        store.tasks.done(task)
        title = store._connection.execute("SELECT title FROM task WHERE id = ?", (task.id,)).fetchone()[0]
        assert title == TYPED, "what was blotted is never written back"


def test_blots_take_names_and_ways_to_reach_somebody() -> None:
    blot = blotting(("Li Wei 李伟", "12 Navy Yard, Kyiv", "+86 138 0013 8000"))
    assert blot("Li  Wei, 李伟的 +86-138-0013-8000 KX-200 E-01 in 2026-11-20") == (
        "…的 … KX-200 E-01 in 2026-11-20"
    )
    assert blot("navy blue; serial MJ0351-YNG9-Z0XA") == "… blue; serial MJ0351-YNG9-Z0XA"
    assert blotting(())("a@b.example; (044) 123-45-67 x") == "…; … x"
    assert masks.hidden("") == "" and masks.file_name("Ann Lee.jpeg", masks.hidden) == "….jpeg"
