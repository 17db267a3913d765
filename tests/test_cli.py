"""The command line: the contract's keys, exit status, text that attacks, and what is kept out of sight."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from store.services.locksmith import give_passphrase
from store.store import Store
from tui.__main__ import main

SERIAL = "MJ0351-YNG9-Z0XA"
EVIL = "Ann \x1b]52;c;QQ==\x07\x9b31m[/]\u202eXY\u200b {name} %s"
COVER_KEYS = {
    "status", "start", "end", "days_left", "parts_pct", "labour_pct", "flags", "next_cover", "use",
    "replaced_by", "steps", "needs",
}  # fmt: skip
CASE = {
    "unit": {"serial": "S1", "dates": {"invoiced": "2026-01-15"}},
    "policies": [{"id": "M", "kind": "maker", "lines": [{"duration": "12m"}]}],
    "on": "2027-01-15",
}


class Said(NamedTuple):
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "desk.db"
    monkeypatch.setenv("COUNTERPANE_DB", str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COUNTERPANE_LANG", "en")
    return path


@pytest.fixture
def run(db: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*words: str) -> Said:
        status = main(list(words))
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return run_


@pytest.fixture
def desk(db: Path) -> Path:
    with Store.open(db, create=True) as store:
        store.policies.add(
            {"id": "M24", "title": "Standard", "kind": "maker", "lines": [{"duration": "24m"}]}
        )
        product = store.products.add("KX-200", "Haier", "refrigerator", ("M24",))
        store.faults.add("E-01", "no power", "refrigerator")
        owner = store.units.add_customer("李伟 Li Wei", phones=["+86 138 0013 8000"])
        invoiced = store.today().replace(day=1).isoformat()
        unit = store.units.add(SERIAL, product.id, customer=owner.id, invoiced=invoiced)
        store.tasks.add("Call back", store.today(), unit=unit.id)
    return db


def filed(run: Run) -> str:
    today = run("journal", "--json").json["events"][0]["at"][:10]
    said = run("file", SERIAL, "--fault", "E-01", "--failed", today, "--note", "dead", "--json")
    assert said.status == 0, said
    number: str = said.json["number"]
    return number


def test_show_has_the_keys_of_the_contract(desk: Path, run: Run) -> None:
    said = run("show", SERIAL.lower().replace("-", " "), "--json")
    assert (said.status, said.err) == (0, "")
    assert {"query", "matches", "suggestions"} <= said.json.keys()
    match = said.json["matches"][0]
    assert match["unit"].keys() >= {"id", "serial", "product", "brand", "status"}
    assert match["customer"]["name"] == "李伟 Li Wei"
    assert match["cover"].keys() >= COVER_KEYS
    assert match["cover"]["status"] == "COVERED"
    assert match["claims"] == [] == match["ratings"]
    assert match["tasks"][0]["title"] == "Call back"


def test_show_tells_people_whose_it_is_and_why_it_is_covered(desk: Path, run: Run) -> None:
    said = run("show", SERIAL)
    assert said.status == 0
    for text in (SERIAL, "李伟 Li Wei", "COVERED until", "Standard", "24 months", "Call back"):
        assert text in said.out


def test_show_answers_for_another_day(desk: Path, run: Run) -> None:
    later = run("show", SERIAL, "--on", "2099-01-01", "--json").json["matches"][0]["cover"]
    assert later["status"] == "EXPIRED"
    assert "ENDED" in run("show", SERIAL, "--on", "2099-01-01").out


def test_two_units_with_one_serial_are_both_shown_and_neither_is_chosen(desk: Path, run: Run) -> None:
    with Store.open(desk) as store:
        store.units.add(SERIAL, store.products.add("ZZ-1").id)
    assert len(run("show", SERIAL, "--json").json["matches"]) == 2
    assert "2 units" in run("show", SERIAL).out
    refused = run("file", SERIAL, "--fault", "E-01", "--failed", "2026-01-01", "--json")
    assert (refused.status, refused.json["error"]) == (1, "AMBIGUOUS_SERIAL")
    chosen = run("file", SERIAL, "--product", "zz-1", "--fault", "E-01", "--failed", "2026-01-01", "--json")
    assert (chosen.status, chosen.json["unit"]["product"]) == (0, "ZZ-1")


def test_what_is_not_there_is_not_found_and_alike_is_only_suggested(desk: Path, run: Run) -> None:
    alike = SERIAL.replace("0", "O")
    said = run("show", alike, "--json")
    assert said.status == 1
    assert said.json["error"] == "NOT_FOUND"
    assert (said.json["matches"], said.json["suggestions"]) == ([], [SERIAL])
    plain = run("show", alike)
    assert (plain.status, plain.out) == (1, "")
    assert plain.err.startswith("REFUSED NOT_FOUND: ")
    assert SERIAL in plain.err


def test_a_claim_goes_from_filing_to_the_rating(desk: Path, run: Run) -> None:
    number = filed(run)
    view = run("claim", number.lower(), "--json").json
    assert view.keys() >= {"number", "state", "unit", "fault", "cover", "deadlines", "history"}
    assert (view["state"], view["fault"], view["unit"]["serial"]) == ("filed", "E-01", SERIAL)
    assert view["cover"]["status"] == "COVERED"
    assert view["cover"]["steps"]
    assert view["deadlines"]["service"] < view["deadlines"]["statutory"]
    assert view["history"][-1].keys() >= {"at", "who", "action", "from", "to"}
    today = view["filed_on"]
    steps = (
        ("approve", "estimate=80", "payer.maker=80", "payer.customer=0", "payer.goodwill=0"),
        ("start", f"received={today}", "condition=ok", "accessories=charger, bag"),
        ("finish", "diagnosis=fuse", "resolution=repaired"),
        ("close", f"handed_over={today}", "receiver=Li"),
    )
    for action, *values in steps:
        done = run("act", number, action, *values, "--json")
        assert done.status == 0, done
    assert done.json["state"] == "closed"
    assert done.json["accessories"] == ["charger", "bag"]
    rated = run("rate", number, "９", "--comment", "good", "--json")
    assert (rated.status, rated.json["rating"]["score"]) == (0, 9)
    again = run("rate", number, "3", "--json")
    assert (again.status, again.json["error"]) == (1, "ALREADY_RATED")
    score = run("score", "--by", "product", "--mix", "--json").json
    assert (score["n"], score["promoters"], score["nps"], score["invited"]) == (1, 1, "100.000000", 1)
    assert score["response_rate"] == 1
    assert score["by"][0]["key"] == "KX-200"
    assert score["mix"]["nps"] == "100.000000"
    shown = run("show", SERIAL, "--json").json["matches"][0]
    assert (shown["claims"][0]["number"], shown["claims"][0]["score"]) == (number, 9)
    assert shown["ratings"][0].keys() >= {"claim", "score", "at"}
    for verb in (
        ["show", SERIAL],
        ["claim", number],
        ["score", "--by", "product"],
        ["claims", "--state", "closed"],
    ):
        assert run(*verb).status == 0


def test_values_of_an_action_may_be_json(desk: Path, run: Run) -> None:
    number = filed(run)
    line = '{"kind":"part","cost":5,"maker":5,"customer":0}'
    said = run("act", number, "approve_partial", f"lines=[{line}]", "consent=true", "--json")
    assert (said.status, said.json["totals"]["total"]) == (0, 5)


@pytest.mark.parametrize("word", ["handed_over", "=x", "payer={bad", "a=1 b"])
def test_a_word_that_is_no_value_is_wrong_usage(desk: Path, run: Run, word: str) -> None:
    said = run("act", "X-1", "close", word, "a=2", "a=3", "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err


def test_a_refusal_says_what_would_help(desk: Path, run: Run) -> None:
    plain = run("file", SERIAL, "--note", "x")
    assert (plain.status, plain.out) == (1, "")
    assert plain.err.startswith("REFUSED MISSING_FIELD: file needs ")
    assert all(name in plain.err for name in ("fault", "failure_date"))
    told = run("file", SERIAL, "--note", "x", "--json")
    assert (told.status, told.err) == (1, "")
    assert told.json.keys() >= {"error", "message", "field"}
    number = filed(run)
    assert run("act", number, "finish", "--json").json["error"] == "WRONG_STATE"
    assert run("claim", "NO-1", "--json").json["error"] == "NO_SUCH_CLAIM"
    assert run("rate", number, "11", "--json").json["error"] == "BAD_SCORE"


def test_claims_are_listed_by_state_and_deadline(desk: Path, run: Run) -> None:
    number = filed(run)
    found = run("claims", "--json").json
    assert [claim["number"] for claim in found["claims"]] == [number]
    assert found["claims"][0].keys() >= {"number", "state", "fault", "filed_on", "resolution", "deadlines"}
    assert run("claims", "--state", "ready", "--json").json["claims"] == []
    assert run("claims", "--overdue", "--json").json["claims"] == []
    assert number in run("claims").out
    with Store.open(desk) as store:
        store.settings.set(service_days=-1)
    with Store.open(desk) as store:
        other = store.units.add("ZZ-99", store.products.add("KX-200", "Haier").id)
        late = store.claims.file(
            other.id, {"fault": "E-01", "failure_date": store.today(), "channel": "in-store"}
        )
    assert [claim["number"] for claim in run("claims", "--overdue", "--json").json["claims"]] == [late.number]
    assert "day late" in run("claims", "--overdue").out
    assert run("claims", "--limit", "1", "--json").json["more"] is True


def test_tasks_alerts_people_journal_and_check_answer(desk: Path, run: Run) -> None:
    assert run("tasks", "--due", "--json").json["tasks"][0]["title"] == "Call back"
    assert "Call back" in run("tasks").out
    assert run("alerts", "--json").json == {"alerts": []}
    assert run("alerts").status == 0
    people = run("people", "add", "Olena", "--role", "agent", "--json").json["people"]
    assert ("Olena", "agent") in [(person["name"], person["role"]) for person in people]
    assert run("people", "revoke", "Olena").status == 0
    assert run("people", "revoke", "nobody").status == 1
    assert run("people", "add").status == 2
    assert run("journal", "--verify", "--json").json["ok"] is True
    assert run("journal", "--limit", "2", "--json").json["events"][0].keys() >= {
        "at",
        "who",
        "kind",
        "subject",
    }
    assert "person.set" in run("journal").out
    checked = run("check", "--deep", "--json")
    assert (checked.status, checked.json["problems"]) == (0, [])
    assert run("check").status == 0


def test_an_agent_acts_in_his_own_name(desk: Path, run: Run) -> None:
    run("people", "add", "Tech", "--role", "technician")
    number = filed(run)
    said = run("--agent", "Tech", "act", number, "approve", "estimate=1", "--json")
    assert (said.status, said.json["error"]) == (1, "NOT_ALLOWED")
    assert run("show", SERIAL, "--agent", "Nobody", "--json").json["error"] == "NO_SUCH_PERSON"


def test_check_finds_what_was_changed_behind_its_back(desk: Path, run: Run) -> None:
    with Store.open(desk) as store:
        store.context.connection.execute("UPDATE unit SET serial = 'OTHER'")
    assert run("check", "--json").json["deep"] is False
    said = run("check", "--deep", "--json")
    assert (said.status, said.json["ok"]) == (1, False)
    assert said.json["problems"]


def test_an_alert_is_raised_when_a_fault_is_claimed_often(desk: Path, run: Run) -> None:
    with Store.open(desk, clock=lambda: datetime.now(UTC) - timedelta(days=300)) as store:
        product = store.products.add("KX-200", "Haier").id
        old = {"fault": "E-02", "failure_date": store.today(), "channel": "in-store"}
        store.claims.file(store.units.add("ZZ-OLD", product).id, old)
    with Store.open(desk) as store, store.context.deciding():
        for place in range(5):
            unit = store.units.add(f"ZZ-00{place}", product)
            fields = {"fault": "E-01", "failure_date": store.today(), "channel": "in-store"}
            store.claims.file(unit.id, fields)
    found = run("alerts", "--json").json["alerts"]
    assert found[0].keys() >= {"level", "kind", "message", "product", "fault", "p"}
    assert found[0]["level"] == "alert"
    assert run("alerts").out.startswith("! ")


def test_cover_needs_no_desk(tmp_path: Path, run: Run, db: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE))
    said = run("cover", str(path), "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json.keys() >= COVER_KEYS
    assert (said.json["status"], said.json["flags"]) == ("COVERED", ["LAST_DAY"])
    assert "COVERED until 2027-01-15" in run("cover", str(path)).out
    assert not db.exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (json.dumps({**CASE, "now": "2026-01-01T00:00:00Z"}), "on"),
        (json.dumps({**CASE, "colour": 1}), "colour"),
        ("[]", "object"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"on": NaN}', "NaN"),
    ],
)
def test_an_invalid_case_is_told_by_its_field(tmp_path: Path, run: Run, content: str, named: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(content)
    said = run("cover", str(path), "--json")
    assert (said.status, said.out) == (2, "")
    assert named in said.err


def test_a_dry_run_or_a_refused_import_makes_no_desk(tmp_path: Path, db: Path, run: Run) -> None:
    source = tmp_path / "list.csv"
    source.write_text("serial,product,invoiced,customer\nAA-1,KX,2026-01-02,Ann\n")
    dry = run("import", str(source), "--dry-run", "--json")
    assert (dry.status, dry.json["files"][0]["accepted"]) == (0, 1)
    assert "new desk" not in dry.err
    refused = run("import", str(tmp_path / "nowhere.csv"))
    assert refused.status == 2
    assert "new desk" not in refused.err
    assert [each.name for each in tmp_path.glob(f"{db.name}*")] == []
    assert run("import", str(source)).status == 0
    assert run("show", "AA-1").status == 0


def test_import_reports_each_file_and_export_gives_it_back(tmp_path: Path, desk: Path, run: Run) -> None:
    source = tmp_path / "list.csv"
    source.write_text("serial,product,invoiced,customer\nAA-1,=1+1,2026-01-02,Ann\n,KX,2026-01-02,Bob\n")
    dry = run("import", str(source), "--dry-run", "--json").json["files"][0]
    assert (dry["rows"], dry["accepted"], dry["rejected"]) == (2, 1, 1)
    assert run("show", "AA-1").status == 1
    said = run("import", "--map", "serial=serial", str(source), "--as", "units", "--json")
    assert said.status == 0
    keys = {
        "file",
        "encoding",
        "delimiter",
        "date_order",
        "preset",
        "rows",
        "accepted",
        "unchanged",
        "rejected",
    }
    assert said.json["files"][0].keys() >= keys
    assert Path(said.json["rejects"]).exists()
    out = tmp_path / "units.csv"
    assert run("export", "units", "--out", str(out), "--json").json["rows"] == 2
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "AA-1,=1+1," in out.read_text()
    again = run("import", str(out), "--json").json["files"][0]
    assert (again["accepted"], again["unchanged"]) == (0, 2)
    taken = run("export", "units", "--out", str(out), "--json")
    assert (taken.status, taken.json["error"]) == (1, "FILE_EXISTS")
    assert run("export", "units", "--out", str(out), "--force", "--for-spreadsheets").status == 0
    assert "AA-1,'=1+1," in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["units", "customers", "products", "claims", "ratings"])
def test_every_table_is_exported_in_every_format(tmp_path: Path, desk: Path, run: Run, kind: str) -> None:
    from openpyxl import load_workbook

    filed(run)
    answers = tmp_path / "answers.csv"
    answers.write_text("score,date,comment\n9,2026-01-02,=good\n3,2026-01-03,\n")
    assert run("import", str(answers), "--as", "ratings").status == 0
    said = {
        form: run("export", kind, "--out", str(tmp_path / f"x.{form}"), "--json")
        for form in ("csv", "json", "xlsx")
    }
    assert [each.json["format"] for each in said.values()] == ["csv", "json", "xlsx"]
    rows = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert len(rows) == said["json"].json["rows"]
    sheet = list(load_workbook(tmp_path / "x.xlsx").active.values)
    assert len(sheet) == len(rows) + 1
    assert list(sheet[0]) == list(rows[0])
    again = run("import", str(tmp_path / "x.csv"), "--as", kind, "--json").json["files"][0]
    assert (again["accepted"], again["unchanged"]) == (0, len(rows))


def test_a_failed_export_leaves_nothing(tmp_path: Path, desk: Path, run: Run) -> None:
    said = run("export", "units", "--out", str(tmp_path / "no" / "x.csv"), "--json")
    assert (said.status, said.json["error"]) == (1, "CANNOT_WRITE")
    assert not list(tmp_path.glob(".x*"))


def test_policies_come_from_json(tmp_path: Path, desk: Path, run: Run) -> None:
    path = tmp_path / "policies.json"
    path.write_text(json.dumps([{"id": "L", "kind": "legal", "lines": [{"duration": "36m"}]}]))
    assert run("import", str(path), "--as", "policies", "--json").json["files"][0]["accepted"] == 1
    cover = run("show", SERIAL, "--json").json["matches"][0]["cover"]
    assert {layer["policy"] for layer in cover["layers"]} == {"M24", "L"}
    path.write_text('[{"id": "L"}]')
    said = run("import", str(path), "--as", "policies")
    assert said.status == 1
    assert "the field is missing" in said.out


def test_files_that_cannot_be_read_are_unreadable_input(tmp_path: Path, desk: Path, run: Run) -> None:
    for words in (["import", str(tmp_path / "none.csv")], ["import"],
                  ["selftest", str(tmp_path / "none.jsonl")],
                  ["cover", str(tmp_path / "none.json")], ["import", str(tmp_path)]):  # fmt: skip
        said = run(*words, "--json")
        assert (said.status, said.out) == (2, ""), words
        assert said.err


@pytest.mark.parametrize(
    "words",
    [
        ["shwo", "X"], ["show"], ["show", "X", "--on", "2026-13-01"], ["show", "X", "--on", "20260101"],
        ["file", "X", "--channel", "fax"], ["score", "--all", "--since", "2026-01-01"],
        ["score", "--since", "2099-01-02", "--until", "2099-01-01"], ["score", "--by", "mood"],
        ["export", "units"], ["--nonsense"], ["people", "fire", "X"],
        ["claims", "--state", "lost"], ["show", "X", "--db"],
    ],
)  # fmt: skip
def test_wrong_usage_is_told_on_standard_error(run: Run, words: list[str]) -> None:
    said = run(*words, "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("counterpane: ")


def test_options_stand_before_and_after_the_verb(tmp_path: Path, desk: Path, run: Run) -> None:
    other = str(tmp_path / "other.db")
    Store.open(Path(other), create=True).close()
    for words in (
        ["--db", other, "--json", "people"],
        ["people", "--json", "--db", other],
        [f"--db={other}", "people", "--json"],
    ):
        assert len(run(*words).json["people"]) == 1


def test_only_what_brings_something_in_makes_a_desk(db: Path, run: Run) -> None:
    looked = run("tasks", "--json")
    assert (looked.status, looked.json["error"]) == (1, "NO_STORE")
    assert not db.exists()
    first = run("people", "add", "Ana", "--role", "supervisor", "--json")
    assert (first.status, len(first.json["people"])) == (0, 2)
    assert f"A new desk was made at {db}" in first.err
    assert run("tasks").err == ""
    assert stat.S_IMODE(db.stat().st_mode) == 0o600


def test_a_desk_that_cannot_be_opened_is_refused_with_the_reason(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "file"
    file.write_text("no folder, no store\n" * 100)
    for path in (file, tmp_path):
        said = run("tasks", "--db", str(path), "--json")
        assert (said.status, said.json["error"]) == (1, "CANNOT_OPEN"), path
    assert run("tasks", "--db", str(file)).err.startswith("REFUSED CANNOT_OPEN: ")


def hostile(text: str) -> list[str]:
    return [
        each
        for each in text
        if each != "\n" and (ord(each) < 32 or 0x7F <= ord(each) < 0xA0 or each in "\u202e\u200b")
    ]


def test_no_text_reaches_the_terminal_that_it_would_obey(desk: Path, run: Run) -> None:
    number = filed(run)
    for words in (
        ["show", EVIL], ["show", EVIL, "--json"], [EVIL], ["show", "--on", EVIL], ["claim", EVIL, "--json"],
        ["act", number, EVIL], ["act", number, "note", f"text={EVIL}"],
        ["act", number, "note", f"text={EVIL}", "--json"], ["act", number, "close", f"{EVIL}=1"],
        ["people", "add", EVIL, "--role", "agent"], ["tasks", "--agent", EVIL], ["claim", number],
        ["file", SERIAL, "--fault", EVIL, "--failed", "2026-01-01"], ["claims"], ["journal"],
        ["journal", "--json"], ["rate", number, EVIL], ["import", EVIL], ["cover", EVIL],
        ["show", "\udc80\udcff"],
        ["show", "\udc80", "--json"], ["--lang", EVIL, "tasks"], ["tasks", "--db", f"/nowhere/{EVIL}"[:80]],
        ["export", "units", "--out", f"/nowhere/{EVIL}"[:80]], ["selftest", EVIL],
    ):  # fmt: skip
        said = run(*words)
        assert said.status in (0, 1, 2), (words, said)
        assert hostile(said.out + said.err) == [], words


def test_a_fault_of_the_program_shows_an_id_and_nothing_of_the_customer(
    desk: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        customer = "Grace Hopper"
        raise RuntimeError(f"{customer} broke it")

    monkeypatch.setattr("store.services.tasks.Tasks.list", broken)
    said = run("tasks")
    assert (said.status, said.out) == (70, "")
    assert len(said.err.splitlines()) == 1
    [report] = (tmp_path / "state").rglob("*.txt")
    assert report.stem in said.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert all(name in text for name in ("RuntimeError", "test_cli.py"))
    assert "Grace" not in text + said.err
    assert "Traceback" not in said.err


def test_help_is_grouped_and_every_verb_has_its_own(run: Run) -> None:
    from tui.verbs import ENTRIES

    said = run("--help")
    assert said.status == 0
    for verb, entry in ENTRIES.items():
        assert entry.summary in said.out
        if verb:
            own = run(verb, "--help")
            assert (own.status, own.err) == (0, ""), verb
            assert "--json" in own.out
    assert run("--version").out.startswith("counterpane 0")


def test_a_reader_that_leaves_early_ends_it_quietly(desk: Path) -> None:
    command = f"{sys.executable} -m tui journal --json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", b"{")


def test_output_is_utf8_whatever_the_locale(desk: Path) -> None:
    env = {
        **os.environ,
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
        "TEXTUAL_DRIVER": "os:system",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tui", "show", SERIAL], capture_output=True, env=env, check=False, timeout=60
    )
    assert done.returncode == 0
    assert "李伟" in done.stdout.decode("utf-8")


def test_text_that_begins_like_json_is_text(run: Run, desk: Path) -> None:
    number = run("file", SERIAL, "--fault", "F1", "--failed", "2026-01-15", "--json").json["number"]
    for words in ("[/] {x", "true", "[]", '{"a": 1}'):
        assert run("act", number, "note", f"text={words}", "--json").json["notes"][-1]["with"] == {
            "text": words
        }
    assert run("act", number, "approve", "payer={x").status == 2


def test_an_absurd_limit_is_wrong_usage(run: Run) -> None:
    for verb in ("claims", "journal"):
        for limit in ("-1", "1e3", "9" * 30, "٣"):
            said = run(verb, "--limit", limit)
            assert (said.status, said.out) == (2, "")


@pytest.mark.parametrize(
    "name", ["~nobody-is-called-this/x.db", ":memory:", "file:x.db?mode=memory", "a#%20?.db"]
)
def test_any_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--db", name, "people", "add", "Ann", "--role", "agent").status == 0
    assert (tmp_path / name).is_file()
    assert (
        len(run("--db", f"//{tmp_path}/{name}".replace("///", "//"), "people", "--json").json["people"]) == 2
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("word", ["people", "--help", "--version"])
def test_an_answer_that_cannot_be_written_is_no_fault(db: Path, word: str) -> None:
    Store.open(db, create=True).close()
    command = [sys.executable, "-m", "tui", word, "--db", str(db)]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert done.stderr.count("\n") <= 2


@pytest.mark.skipif(os.name != "posix", reason="closes a descriptor")
def test_a_closed_output_is_no_fault(db: Path) -> None:
    Store.open(db, create=True).close()
    words = f"{sys.executable} -m tui people --db {db} >&-"
    done = subprocess.run(["sh", "-c", words], stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "fault" in done.stderr) == (0, False)


def test_a_list_of_claims_names_who_has_them(desk: Path, run: Run) -> None:
    filed(run)
    (line,) = run("claims", "--json").json["claims"]
    assert line["owner"] == run("claim", line["number"], "--json").json["owner"] == "admin"


def test_an_encoding_that_was_guessed_can_be_named(tmp_path: Path, desk: Path, run: Run) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("serial,product,customer\nA1,TV,Ёлкин\nA2,TV,Жук\n".encode("cp1251"))
    _, out, _ = run("import", str(path), "--db", str(desk), "--encoding", "cp1251", "--json")
    file = json.loads(out)["files"][0]
    assert (file["encoding"], file["accepted"], file["warnings"]) == ("cp1251", 2, [])
    status, out, err = run("import", str(path), "--db", str(desk), "--encoding", "hex")
    assert (status, out) == (2, "") and "hex" in err and "cp1251" in err
    status, out, err = run("import", str(path), "--db", str(desk), "--encoding", "utf-8")
    assert (status, out) == (2, "") and "not written in utf-8" in err


@pytest.mark.parametrize("words", [[], ["demo"], ["--read-only", "demo"]])
def test_a_desk_opens_in_a_terminal_only(run: Run, words: list[str]) -> None:
    """Under pytest no end is a terminal: it is said at once, and nothing waits for keys that never come."""
    done = run(*words)
    assert (done.status, done.out) == (2, "")
    assert "needs a terminal" in done.err


def test_names_without_a_passphrase_are_said_to_prove_nothing(run: Run, desk: Path) -> None:
    assert "may work as anybody" not in run("check").out
    assert "may work as anybody" in run("people", "add", "Ann", "--role", "agent").err
    assert "may work as anybody" in run("check").out
    with Store.open(desk) as store:
        give_passphrase(store, store.agent.name, "correct horse battery")
        assert store.safety.unproven is None
