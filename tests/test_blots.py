"""What a technician does not read of somebody else's customer, and what stays for the repair."""

from __future__ import annotations

import random
import time

import pytest

from store.rules.blots import blotting
from store.rules.naming import names_somebody, tells_of

TAKEN = (
    ("Анна Иванова", "звонила Ивановой, Анне и Анной", "звонила …, … и …"),
    ("Анна Иванова", "Анна Иванова пришла", "… пришла"),
    ("Павел Достоевский", "для Павла Достоевского", "для …"),
    ("Юрий Ян", "ЯНОМ и Юрием, для Яна", "… и …, для …"),
    ("Іван Петрів", "Іванові від Петрова", "… від …"),
    ("José García", "call Jose Garcia or JOSE\u0301.", "call … or …."),
    ("Jose Garcia", "José García", "…"),
    ("Hans Müller", "Mueller, Muller, MÜLLER, Mu\u0308ller", "…, …, …, …"),
    ("Hans Mueller", "Müller Hans Groß", "… … Groß"),
    ("Søren Łoś", "Soren Los's fridge", "…'s fridge"),
    ("Li Wei", "Li called, LI again, Wei too", "… called, … again, … too"),
    ("李伟", "李伟的冰箱", "…的冰箱"),
    ("+1 555 0100", "call 15550100 or 5550100", "call … or …"),
    ("+1 555 0100", "15550100 2 pcs", "… 2 pcs"),
    ("", "0171 - 234 - 5678; (044) 123-45-67, +4915112345678 x", "…; …, … x"),
    ("", "serial 1234567 0171 234 5678", "serial 1234567 …"),
    ("", "a@b.example 555 010 4477", "… …"),
)
KEPT = (
    ("", "serial 1234567, Order 20261120, SN 12345678901"),
    ("", "order 20261120 3 pcs, 12 20261120"),
    ("", "bought 20.11.2026 10:30, 2026-11-20 10:30"),
    ("Ян", "январь, янтарь"),
    ("Мария", "маринад"),
    ("Li Wei", "the lid is li-ion, weight"),
    ("An Do", "do an E-01 check"),
    ("grace@mail.example", "example, mail"),
    ("+86 138 0013 8000", "error 138, 8000 rpm"),
    ("Jan van Berg", "van, January, bergamot"),
    ("…", "so …"),
)


@pytest.mark.parametrize(("name", "text", "left"), TAKEN)
def test_it_is_taken_out(name: str, text: str, left: str) -> None:
    assert blotting([name])(text) == left


@pytest.mark.parametrize(("name", "text"), KEPT)
def test_it_stays(name: str, text: str) -> None:
    assert blotting([name])(text) == text


def test_any_letters_make_a_name_and_no_text_takes_long() -> None:
    made = random.Random(1)
    for _ in range(1500):
        name = "".join(chr(made.choice((made.randrange(32, 0x3300), made.randrange(0x10000, 0x1F700))))
                       for _ in range(made.randrange(1, 6)))  # fmt: skip
        text = f"{name} {chr(made.randrange(0xA0, 0xD000))} {name}"
        assert isinstance(blotting([name])(text), str)
        assert tells_of({"customer": name}, [name]) and isinstance(names_somebody(text, [name]), bool)
    began = time.monotonic()
    for piece in ("1 ", "9", "(", "é", "a@", "1 -. 2 ", "Иванова "):
        blotting(["Анна Иванова", "José Müller", "+1 555 0100"])(piece * 5000)
    assert time.monotonic() - began < 5
