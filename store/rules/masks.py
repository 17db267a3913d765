"""What is left of a customer for a reader who is not to know them: enough to tell two apart at the counter.

Initials, the last two digits of a phone, nothing of what is written about them.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.record import but
from store.records import Customer
from store.rules import erasing
from store.rules.blots import HIDDEN, Hide

FACTS = erasing.HARMLESS | {"part", "order_no"}
"""Fields of what was typed that tell of the thing and its repair, not of its owner."""
DIGITS_SHOWN = 2


def name(text: str | None) -> str | None:
    """Return the initials of a name: ``L. W.``."""
    if text is None:
        return None
    initials = [next((letter for letter in word if letter.isalnum()), "") for word in text.split()]
    return " ".join(f"{letter}." for letter in initials if letter) or HIDDEN


def phone(text: str) -> str:
    """Return the last digits of a phone."""
    digits = [letter for letter in text if letter.isdecimal()]
    return HIDDEN + "".join(digits[-DIGITS_SHOWN:] if len(digits) > 2 * DIGITS_SHOWN else ())


def customer(known: Customer) -> Customer:
    """Return what may be seen of a customer."""
    return but(
        known,
        name=name(known.name) or HIDDEN,
        phones=tuple(map(phone, known.phones)),
        email=None if known.email is None else HIDDEN,
        address=None if known.address is None else HIDDEN,
        notes=None if known.notes is None else HIDDEN,
        masked=True,
    )


def hidden(text: str) -> str:
    """Return what stands for a text of which nothing may be known."""
    return HIDDEN if text else text


def typed(value: object, hide: Hide) -> object:
    """Return plain data with every text that may be free treated by `hide`; codes, days and ids stay."""
    if isinstance(value, Mapping):
        return {
            name: each if name in FACTS and isinstance(each, str) else typed(each, hide)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(typed(each, hide) for each in value)
    return value if not isinstance(value, str) or erasing.is_code(value) else hide(value)


def file_name(name: str, hide: Hide) -> str:
    """Return the name of an attached file with its ending, which says what it is."""
    stem, dot, ending = name.rpartition(".")
    return f"{hide(stem)}{dot}{ending}" if stem and len(ending) <= 5 else hide(name)
