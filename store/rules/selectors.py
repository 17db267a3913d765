"""Which products a policy is for, by the words in its file.

A policy may name ``products``, ``categories`` and ``brands``. All that it names must fit, each by one of its
words; case does not count, and ``*`` stands for any letters. An empty list fits nothing, and a policy that
names none of the three is only for the products that name it.
"""

from __future__ import annotations

from collections.abc import Mapping

FIELDS = (("products", "name"), ("categories", "category"), ("brands", "brand"))
"""What a policy calls a selector, and the field of a product it is held against."""


def selects(body: Mapping[str, object]) -> bool:
    """Tell whether a policy chooses its products at all."""
    return any(name in body for name, _ in FIELDS)


def fits(body: Mapping[str, object], product: Mapping[str, str | None]) -> bool:
    """Tell whether a policy chooses a product with this name, category and brand."""
    given = [(body[name], product.get(field) or "") for name, field in FIELDS if name in body]
    return bool(given) and all(
        isinstance(words, list | tuple) and any(_like(str(word), value) for word in words)
        for words, value in given
    )


def _like(word: str, value: str) -> bool:
    word, value = word.casefold(), value.casefold()
    if "*" not in word:
        return word == value
    first, *middle, last = word.split("*")
    at, end = len(first), len(value) - len(last)
    if not (value.startswith(first) and value.endswith(last) and at <= end):
        return False
    for part in middle:
        found = value.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
