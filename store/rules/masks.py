"""What is left of a customer for a reader who is not to know them: enough to tell two apart at the counter.

Initials, the last two digits of a phone, nothing of what is written about them.
"""

from __future__ import annotations

from store.record import but
from store.records import Customer

HIDDEN = "…"
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
