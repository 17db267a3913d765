"""Names that every desk gives alike: UUIDv5 (RFC 9562) of what a thing is by nature.

Two desks that register the same unit agree on its id without asking each other. What has no nature of
its own, such as a task, gets a random id.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterable

_NAMESPACE = bytes.fromhex("6f0b8a3f4d5e5c0f9a3e2b1c7d8e9f10")


def named(*parts: str) -> str:
    """Return the UUIDv5 of `parts` in Counterpane's namespace."""
    import hashlib

    digest = hashlib.sha1(_NAMESPACE + "\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
    return (
        f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"
    )


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def random_id(entropy: Callable[[int], bytes] = os.urandom) -> str:
    """Return a random UUIDv4, out of so many bytes of `entropy`."""
    digest = entropy(16).hex()
    return (
        f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"
    )


def name_key(name: str) -> str:
    """Fold a name to what two spellings of it share: NFKC, case, runs of white space."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return " ".join(name.casefold().split())


def digits_of(phone: str) -> str:
    """Return the digits of a phone number, whatever the script they are written in."""
    if phone.isascii():
        return "".join(filter(str.isdigit, phone))
    return "".join(
        str(unicodedata.digit(character)) for character in phone if unicodedata.digit(character, -1) >= 0
    )


def product_id(name: str, brand: str | None = None) -> str:
    """Name a product by its brand and name."""
    return named("product", name_key(brand or ""), name_key(name))


def unit_id(product: str, serial_key: str) -> str:
    """Name a unit by its product's id and its serial key."""
    return named("unit", product, serial_key)


def customer_id(
    name: str, phones: Iterable[str] = (), email: str | None = None, source: str | None = None
) -> str:
    """Name a customer by the id another system gave, else by name with first phone, else e-mail."""
    if source:
        return named("customer", "id", source)
    phone = next((digits for digits in map(digits_of, phones) if digits), "")
    return named("customer", name_key(name), phone or (email or "").casefold())
