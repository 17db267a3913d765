"""Desks to measure on, made once a run through the importer."""

from __future__ import annotations

import random
from pathlib import Path

from store.store import Store

NAMES = ("Li Wei", "Grace Hopper", "Ольга Коваль", "María Núñez", "Ada Lovelace", "Jan Novák")
HEADER = "Serial Number,Model,Brand,Customer,Phone,Email,Purchase Date,Warranty (months),Dealer\n"


def serial(number: int) -> str:
    """Return the serial of the unit with this number, the same in every run."""
    return f"{random.Random(number).randrange(16**6):06X}-{number:08d}"


def write_units(path: Path, count: int, *, wrong_every: int = 0) -> Path:
    """Write a list of `count` units; one in `wrong_every` has a date that is none."""
    chance = random.Random(count)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(count):
            who = chance.randrange(max(1, count // 3))
            bought = f"{2019 + number % 7}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            if wrong_every and number % wrong_every == 1:
                bought = "2024-13-45"
            file.write(
                f"{serial(number)},KX-{200 + number % 7 * 10},Haier,{NAMES[who % 6]} {who},+38050{who:07d},"
                f"u{who}@example.com,{bought},{(12, 24, 36)[number % 3]},Dealer {number % 40}\n"
            )
    return path


def desk(folder: Path, count: int) -> Path:
    """Return the path of a named desk with so many units, making it if it is not there."""
    path = folder / f"{count}.db"
    if not path.exists():
        table = write_units(folder / f"{count}.csv", count)
        with Store.open(path, create=True) as store:
            store.settings.rename("Bench")
            store.bring_in(table, {"as": "units"}, lambda done, size: None)
        table.unlink()
    return path
