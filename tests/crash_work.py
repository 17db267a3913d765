"""The work that is interrupted: acts at a counter, by the verbs of the real program.

One process does act after act, as a person at the command line would, without paying Python's start for each.
What the program prints is the acknowledgement: an act counts as acknowledged as soon as its whole answer
stands in the file of answers, whether or not the program lived on.
"""

from __future__ import annotations

import json
import os
import random
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from store.store import Store
from tui.__main__ import main

UNITS = 60
IMPORTED = 12
"""Rows of one small list."""
FIELDS = "serial,product,brand,category,customer,phone,invoiced,warranty_months"
TODAY = date.today().isoformat()


class Act(NamedTuple):
    """One act on one unit."""

    kind: str
    unit: int
    words: tuple[str, ...]
    """Of the command line; {number} is the claim's. Empty for what only the screens do."""


class Done(NamedTuple):
    """An act that was answered."""

    act: Act
    status: int
    answer: Mapping[str, Any]
    refusal: str
    """What went to standard error, or the message of a refusal; empty if it was done."""


def serial(unit: int) -> str:
    """Return the serial of the unit with this number."""
    return f"MJ0351-YNG9-{unit:04d}"


def found(path: Path) -> None:
    """Make the desk that every trial begins with."""
    with Store.open(path, create=True) as store:
        terms: dict[str, object] = {"id": "M24", "title": "Standard", "kind": "maker"}
        store.policies.add({**terms, "lines": [{"duration": "24m"}]})
        store.products.add("KX-200", "Haier", "refrigerator", ("M24",))
        store.faults.add("E-01", "no power", "refrigerator")
        store.units.add_customer("李伟 Li Wei", phones=["+86 138 0013 8000"])
        invoiced = store.today().replace(day=1)
        listed = path.with_name("first.csv")
        rows = (
            f"{serial(n)},KX-200,Haier,refrigerator,李伟 Li Wei,+86 138 0013 8000,{invoiced},24"
            for n in range(UNITS)
        )
        listed.write_text("\n".join((FIELDS, *rows)) + "\n", encoding="utf-8")
        store.bring_in(listed, {}, lambda done, total: None)
        listed.unlink()
        store.settings.rename("Kyiv-2")


def life(unit: int) -> list[Act]:
    """Return a claim's life on a unit, from filing to the rating."""
    file = ("file", serial(unit), "--fault", "E-01", "--failed", TODAY, "--note", f"note {unit}")
    payer = ("payer.maker=8000", "payer.customer=0", "payer.goodwill=0")
    acts = (
        ("approve", "estimate=8000", *payer),
        ("start", f"received={TODAY}", "condition=worn", "accessories=[]"),
        ("finish", "diagnosis=head", "resolution=repaired"),
        ("close", f"handed_over={TODAY}", "receiver=Ada"),
    )
    return [
        Act("file", unit, file),
        *(Act(words[0], unit, ("act", "{number}", *words)) for words in acts),
        Act("rate", unit, ("rate", "{number}", "9", "--comment", f"quick {unit}")),
    ]


def plan(unit: int, dice: random.Random, lists: Path) -> Iterator[Act]:
    """Yield acts on `unit` and the two after it, some at once between two of another, for ever so long."""
    queues = [life(unit), life(unit + 1), _aside(unit + 2, lists)]
    while any(queues):
        queue = dice.choice([each for each in queues if each])
        yield queue.pop(0)


def _aside(unit: int, lists: Path) -> list[Act]:
    """Return what else happens at a counter: a list comes in, a unit is corrected, a task is done."""
    listed = lists / f"{unit}.csv"
    rows = (
        f"ZZ-{unit:04d}-{n:03d},KX-300,Haier,oven,Ada {unit},+380 44 555 {unit:04d},2026-03-14,24"
        for n in range(IMPORTED)
    )
    listed.write_text("\n".join((FIELDS, *rows)) + "\n", encoding="utf-8")
    return [Act("import", unit, ("import", str(listed))), Act("edit", unit, ()), Act("task", unit, ())]


class Sabotage(NamedTuple):
    """How a worker is made to lose what it acknowledged: what the harness must notice."""

    early: bool = False
    """It answers before it has done the act."""
    synchronous: str = ""
    """It trusts the disk: OFF or NORMAL instead of FULL."""


def sabotaged(how: Sabotage) -> None:
    """Spoil this process."""
    from store.tables import connection

    if how.synchronous:
        connect = connection.connect

        def spoilt(*args: Any, **options: Any) -> Any:
            opened = connect(*args, **options)
            opened.set_authorizer(None)  # it forbids what is done next
            opened.execute(f"PRAGMA synchronous = {how.synchronous}")
            return opened

        connection.connect = spoilt


def work(
    path: Path,
    acts: Sequence[Act],
    *,
    how: Sabotage,
    beside: bool,
    end: Callable[[], None] | None = None,
) -> None:
    """Do act after act, in this process, until there are no more; answers go to standard output.

    Args:
        path: the desk.
        acts: what to do.
        how: what is wrong with this worker.
        beside: whether the desk is also open elsewhere meanwhile, so that its `-wal` lives on.
        end: called when all is done, while it is still open elsewhere.
    """
    sabotaged(how)
    held = Store.open(path) if beside else None
    numbers = _numbers(path, acts) if acts and acts[0].kind != "file" else {}
    for act in acts:
        words = [word.format(number=numbers.get(act.unit, "?")) for word in act.words]
        _say(f"> {json.dumps([act.kind, act.unit, words])}\n")
        if how.early:
            _say('{"early": true}\n')
        before = os.lseek(1, 0, os.SEEK_CUR)
        status = main(["--db", str(path), "--json", *words]) if words else _by_hand(path, act)
        if act.kind == "file":
            answer = _answer(os.pread(1, 1 << 20, before).decode(errors="replace"))
            numbers[act.unit] = str(answer.get("number", "?"))
        _say(f"< {status}\n")
    if end is not None:
        end()
    if held is not None:
        held.close()


def _numbers(path: Path, acts: Sequence[Act]) -> dict[int, str]:
    """Return the numbers of claims that were filed before."""
    shown = {act.unit: ask(path, "show", serial(act.unit)) for act in acts}
    return {
        unit: str(match["claims"][0]["number"])
        for unit, found_ in shown.items()
        for match in found_.get("matches", ())
        if match["claims"]
    }


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _by_hand(path: Path, act: Act) -> int:
    """Do what has no verb, through the services that the screens call; refused as a verb would be."""
    from store.errors import StoreError
    from tui.verbs.opening import opened

    try:
        with opened(Namespace(db=str(path), agent=None)) as store:
            if act.kind == "edit":
                (id_,) = store.units.exact(serial(act.unit))
                store.units.edit(id_, {"notes": f"seen {act.unit}"}, "the customer says so")
            else:
                store.tasks.done(store.tasks.add(f"Call {act.unit}"))
    except StoreError as error:
        _say(json.dumps({"error": error.code, "message": str(error)}) + "\n")
        return 1
    _say(json.dumps({"done": act.kind}) + "\n")
    return 0


def read(answers: str) -> Iterator[Done]:
    """Yield the acts that were answered, those refused too, and the last one even if no status follows."""
    for part in answers.split("> [")[1:]:
        head, _, rest = part.partition("\n")
        if not rest:
            return
        kind, unit, words = json.loads("[" + head)
        text, _, tail = rest.partition("\n< ")
        said = _answer(text)
        status = int(tail) if tail.strip().lstrip("-").isdigit() else (1 if "error" in said else 0)
        if said or tail:
            refusal = str(said.get("message", "")) if "error" in said else "" if said else text.strip()
            yield Done(Act(kind, unit, tuple(words)), status, said, refusal)


def _answer(text: str) -> Mapping[str, Any]:
    """Return the answer if it is whole."""
    try:
        found_ = json.JSONDecoder().raw_decode(text.lstrip())[0]
    except ValueError:
        return {}
    return found_ if isinstance(found_, dict) else {}


def ask(path: Path, *words: str) -> Any:
    """Ask the real program and return what it answers."""
    said = StringIO()
    with redirect_stdout(said):
        status = main(["--db", str(path), "--json", *words])
    answer = _answer(said.getvalue())
    return {"status": status, **answer}


def warm_up(path: Path, lists: Path) -> None:
    """Do and look up everything once, so that what the verbs import is there when workers are forked off."""
    number = "?"
    for act in (*life(0), *_aside(1, lists)):
        if act.words:
            number = ask(path, *(word.format(number=number) for word in act.words)).get("number", number)
        else:
            with redirect_stdout(StringIO()):
                _by_hand(path, act)
    for words in (("claim", number), ("show", serial(0)), ("tasks",), ("journal",), ("check", "--deep")):
        assert ask(path, *words)["status"] == 0, words
