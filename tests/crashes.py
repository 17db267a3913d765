"""Where the program is made to fail, what is typed on the way there, and how it must end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pty_child import CANARY
from pty_help import Session, environment, foreign, program, written

from store.store import Store

ENDED, GOES_ON = 70, 0
SCREENS = "tui.screens"


@dataclass(frozen=True)
class Crash:
    """One fault."""

    where: str
    keys: tuple[str, ...] = ()
    """What is typed; ``…text`` waits for the text."""
    words: tuple[str, ...] = ()
    status: int = ENDED

    @property
    def name(self) -> str:
        return self.where.rpartition(":")[2]


CRASHES = (
    # at the start
    Crash("store.store:Store.open"),
    Crash("store.store:Store.open#1"),
    Crash("tui.app:CounterpaneApp.__init__"),
    Crash("tui.app:CounterpaneApp.on_mount"),
    Crash("tui.app:CounterpaneApp.get_line_filters"),
    Crash(f"{SCREENS}.counter:CounterScreen.content"),
    Crash(f"{SCREENS}.counter:CounterScreen.on_mount"),
    Crash("tui.widgets.lines:LineWidget.render_line#9"),
    Crash("tui.shield:Shield.apply#60"),
    # while somebody works
    Crash("tui.widgets.finder:Finder._search_key#1", ("a", "b")),
    Crash("tui.desk:Desk.find", ("ab",)),
    Crash("tui.desk:Desk.card", ("SN-000\r",)),
    Crash(f"{SCREENS}.help:HelpScreen.lines", ("\x1bOP",)),
    Crash("tui.app:CounterpaneApp.action_command_palette", ("\x10",)),
    Crash("tui.app:CounterpaneApp.action_leave", ("\x03",)),
    Crash("tui.desk:Desk.close", ("\x03", "\x03")),
    # in the background: the agent is told, and the desk goes on
    Crash("tui.desk:Desk.tasks", ("\x1bOS",), status=GOES_ON),
    Crash("tui.desk:Desk.score", ("\x1b[18~",), status=GOES_ON),
    Crash(
        "tui.desk:Desk.import_file", ("\x1b[19~", "…At work", "i", "…It holds", "LIST", "\r"), status=GOES_ON
    ),
    # on the command line
    Crash("store.exchange.intake:UnitIntake.take", words=("import", "LIST")),
    Crash("store.exchange.importer:_reported", words=("import", "LIST", "--json")),
    Crash("store.services.units:Units.card", words=("show", "SN-000")),
    Crash("store.tables.listings:rows", words=("export", "customers", "--out", "OUT.csv")),
    Crash("tui.contract:written", words=("show", "SN-000", "--json")),
)


def fill(store: Store) -> None:
    """Put three units on a desk; the crashes know their serials."""
    store.settings.rename("Kyiv-2")
    product = store.products.add("KX-200")
    for n in range(3):
        customer = store.units.add_customer(f"Customer {n}")
        store.units.add(f"SN-{n:03}", product.id, customer=customer.id)


def run(crash: Crash, home: Path, desk: Path) -> str:
    """Let it happen; return what is wrong with how it ended, nothing if nothing is."""
    listed, out = home / "list.csv", home / "out.csv"
    listed.write_text(f"serial,product,customer\nX-1,AC-9,{CANARY}\nX-2,AC-9,Ann\n", "utf-8")
    fill = {"LIST": str(listed), "OUT.csv": str(out)}
    words = [fill.get(word, word) for word in crash.words]
    with Session(program("--db", str(desk), *words, fault=crash.where), environment(home)) as session:
        if crash.keys:
            session.until("F1")
            for keys in crash.keys:
                if keys.startswith("…"):
                    session.until(keys[1:])
                else:
                    session.type(keys.replace("LIST", str(listed)))
            session.settle(0.3)
        if crash.status == GOES_ON:
            session.until("fault of Counterpane")
            session.type("\x03")
            session.type("\x03")
        status = session.end()
        return "; ".join(_wrong(crash, session, status, home))


def _wrong(crash: Crash, session: Session, status: int, home: Path) -> list[str]:
    found = []
    if status != crash.status:
        found.append(f"exit status {status}")
    if not session.is_clean():
        found.append("the terminal is not as it was")
    if strange := foreign(session.stream):
        found.append(f"foreign: {strange[:5]}")
    shown = written(session.stream).replace("▌", " ")
    if "This is a fault of Counterpane (" not in " ".join(shown.split()) or "Traceback" in shown:
        found.append(f"said: {shown[-300:]}")
    reports = list((home / "state").rglob("*.txt"))
    if len(reports) != 1 or reports[0].stem not in "".join(shown.split()):
        found.append(f"reports: {reports}")
    if CANARY.encode() in session.stream:
        found.append("the name is on the terminal")
    found += [f"the name is in {path}" for path in holding(CANARY, home) if path.name != "list.csv"]
    return found


def holding(name: str, folder: Path) -> list[Path]:
    """Return the files below `folder` that hold a name, a desk's own files aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".db" not in path.name]
    return [path for path in files if name.encode() in path.read_bytes()]
