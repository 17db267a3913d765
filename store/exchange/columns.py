"""The fields of each kind of list, and how columns are recognised by their titles.

Titles are compared without case, punctuation and width. The order of the titles of a field is its
preference: where two columns would fit, the earlier title wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from store.exchange.titles import TITLES

KINDS = ("units", "ratings", "customers", "products", "claims")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "units": (
        "serial",
        "product",
        "brand",
        "category",
        "built",
        "shipped",
        "delivered",
        "invoiced",
        "activated",
        "installed",
        "warranty_months",
        "warranty_end",
        "failed",
        "customer",
        "phone",
        "email",
        "address",
        "partner",
        "notes",
    ),
    "ratings": (
        "score",
        "date",
        "id",
        "claim",
        "serial",
        "product",
        "comment",
        "reason",
        "partner",
        "agent",
        "segment",
    ),
    "customers": ("name", "id", "phone", "email", "address", "language", "since", "notes"),
    "products": ("product", "brand", "category", "warranty_months", "notes"),
    "claims": (
        "number",
        "serial",
        "product",
        "brand",
        "category",
        "fault",
        "failure_date",
        "filed",
        "closed",
        "channel",
        "state",
        "resolution",
        "reason",
        "year",
        "customer",
        "phone",
        "email",
        "partner",
        "note",
    ),
}
"""What can be mapped, by kind of list."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "units": ("serial",),
    "ratings": ("score", "date"),
    "customers": ("name",),
    "products": ("product",),
    "claims": ("filed",),
}
"""Fields without which a row says nothing."""

DATES = frozenset(
    {
        "built",
        "shipped",
        "delivered",
        "invoiced",
        "activated",
        "installed",
        "warranty_end",
        "failed",
        "date",
        "since",
        "failure_date",
        "filed",
        "closed",
    }
)
"""Fields that hold a day."""

LONG = frozenset({"notes", "note", "comment", "address"})
"""Fields that may run over several lines."""

KEPT_WITH_TITLE = ("notes", "note", "comment")
"""Fields that take in any number of columns, each value under its title."""

JOINS: Mapping[str, str] = {"address": ", ", "notes": "\n", "note": "\n", "comment": "\n"}
"""What stands between several columns of one field; a space unless it is said here."""

_SCORE_QUESTION = re.compile(
    r"\b(scale of|likely|recommend|nps)\b|0 ?(to|-|–|…) ?10|推荐|порекоменд|рекоменд"
)
_NOT_WORD = re.compile(r"[\W_]+")


def key(title: str) -> str:
    """Return a title as it is compared: ``HB.serial_number`` → ``hb serial number``."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def asks_for_score(title: str) -> bool:
    """Tell whether a title is the question itself, as in the export of a survey."""
    return (
        len(title) > 12
        and _SCORE_QUESTION.search(unicodedata.normalize("NFKC", title).casefold()) is not None
    )


def recognise(kind: str, header: tuple[str, ...]) -> dict[str, int]:
    """Return field → column (from 0) for the titles of `header` that say what they are."""
    keys = [key(title) for title in header]
    found: dict[str, int] = {}
    for field, titles in TITLES[kind].items():
        place = next((keys.index(title) for title in titles if title in keys), None)
        if place is not None and place not in found.values():
            found[field] = place
    if kind == "ratings" and "score" not in found:
        questions = [place for place, title in enumerate(header) if asks_for_score(title)]
        if questions:
            found["score"] = questions[0]
    return found


def likely_kind(header: tuple[str, ...]) -> str | None:
    """Return what kind of list the titles speak of; None if they do not say."""
    found = {kind: recognise(kind, header) for kind in KINDS}
    if "score" in found["ratings"] and "date" in found["ratings"]:
        return "ratings"
    claim = found["claims"]
    if "filed" in claim and ("fault" in claim or ("state" in claim and "note" in claim)):
        return "claims"
    if "serial" in found["units"]:
        return "units"
    if "name" in found["customers"] and ({"phone", "email", "address"} & found["customers"].keys()):
        return "customers"
    if "product" in found["products"] and (
        {"category", "warranty_months", "brand"} & found["products"].keys()
    ):
        return "products"
    return "ratings" if "score" in found["ratings"] else None
