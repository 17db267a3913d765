"""Files of programs that people come from: which columns mean what.

A preset is recognised by the titles that only its program writes. Titles are written as `columns.key`
writes them; the first that the file has is taken, and a tuple of titles is joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.exchange.columns import asks_for_score, key

Columns = tuple[str | tuple[str, ...], ...]
"""Alternatives, best first; a tuple among them is joined."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How the lists of one program are read."""

    name: str
    kind: str
    title: str
    signs: tuple[tuple[str, ...], ...]
    """Sets of titles; a file that has all of one set is this program's."""
    columns: Mapping[str, Columns]
    notes: tuple[str, ...] = ()
    """Titles whose values are kept as notes, under their title."""
    constants: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    """Field → the name of a function of `values.DERIVED`."""
    quantity: str | None = None
    """Title of a column that should hold 1."""
    instead_of_serial: str | None = None
    """What to offer where the file has no serials."""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "snipeit-components",
        "units",
        "Snipe-IT components",
        (("item name", "serial number", "quantity", "order number"),),
        {
            "serial": ("serial number",),
            "product": ("item name",),
            "category": ("category",),
            "invoiced": ("purchase date",),
            "customer": ("company",),
        },
        notes=("order number", "location"),
        quantity="quantity",
    ),
    Preset(
        "snipeit",
        "units",
        "Snipe-IT assets",
        (
            ("asset tag", "category", "purchase date"),
            ("asset tag", "model name"),
            ("asset tag", "status", "model"),
        ),
        {
            "serial": ("serial", "serial number"),
            "product": ("model name", "model", "item name", "name"),
            "brand": ("manufacturer",),
            "category": ("category",),
            "invoiced": ("purchase date",),
            "warranty_months": ("warranty", "warranty months"),
            "customer": (
                "full name",
                ("checked out to first name", "checked out to last name"),
                "checked out to",
                "company",
            ),
            "email": ("email", "checked out to email"),
            "partner": ("supplier",),
        },
        notes=("asset tag", "asset name", "notes", "asset notes"),
        instead_of_serial="asset tag",
    ),
    Preset(
        "snipeit-models",
        "products",
        "Snipe-IT models",
        (
            ("name", "manufacturer", "model number", "fieldset"),
            ("name", "model number", "eol", "requestable"),
        ),
        {"product": ("name",), "brand": ("manufacturer",), "category": ("category",)},
        notes=("model number", "eol", "model notes"),
    ),
    Preset(
        "snipeit-users",
        "customers",
        "Snipe-IT users",
        (
            ("first name", "last name", "username", "employee number"),
            ("first name", "last name", "username", "vip"),
        ),
        {
            "name": (("first name", "last name"),),
            "id": ("username",),
            "phone": ("phone",),
            "email": ("email",),
            "address": (("address", "city", "state", "postal code", "country"),),
            "since": ("start date",),
        },
        notes=("company", "job title", "notes"),
    ),
    Preset(
        "inventree",
        "units",
        "InvenTree stock",
        (
            ("stock pk", "part name", "serial"),
            ("part name", "part ipn", "serial"),
            ("part", "serial", "stocktake date"),
        ),
        {
            "serial": ("serial",),
            "product": ("part name", "part"),
            "customer": ("customer",),
        },
        notes=("part ipn", "batch", "sales order", "notes"),
        instead_of_serial="stock pk",
    ),
    Preset(
        "homebox",
        "units",
        "Homebox",
        (("hb name", "hb location"),),
        {
            "serial": ("hb serial number",),
            "product": ("hb name",),
            "brand": ("hb manufacturer",),
            "invoiced": ("hb purchase date",),
            "warranty_end": ("hb warranty expires",),
            "partner": ("hb purchase from",),
            "customer": ("hb sold to",),
        },
        notes=(
            "hb model number",
            "hb asset id",
            "hb description",
            "hb lifetime warranty",
            "hb warranty details",
            "hb notes",
        ),
        instead_of_serial="hb asset id",
    ),
    Preset(
        "drives",
        "units",
        "A list of drives (Backblaze)",
        (("serial number", "model", "capacity bytes"), ("serial number", "model", "failure")),
        {
            "serial": ("serial number",),
            "product": ("model",),
            "activated": ("in service estimate", "in service", "date"),
            "failed": ("failure date",),
        },
        constants={"category": "drive"},
        derived={"brand": "drive_brand"},
        notes=("capacity bytes",),
    ),
    Preset(
        "open-repair",
        "claims",
        "Open Repair Data",
        (("data provider", "product category", "repair status", "event date", "problem"),),
        {
            "number": ("id",),
            "category": ("product category",),
            "brand": ("brand",),
            "product": ("model", "partner product category"),
            "fault": ("fault type",),
            "filed": ("event date",),
            "state": ("repair status",),
            "reason": ("repair barrier if end of life",),
            "year": ("year of manufacture",),
            "partner": ("group identifier", "data provider"),
            "note": ("problem",),
        },
        derived={"resolution": "repair_resolution"},
    ),
    Preset(
        "r-nps",
        "ratings",
        "R NPS test data",
        (("rec", "bu", "product", "account", "region"),),
        {
            "score": ("rec",),
            "date": ("date",),
            "product": ("product",),
            "partner": ("account",),
            "segment": ("region",),
        },
    ),
    Preset(
        "bank-nps",
        "ratings",
        "Bank NPS survey",
        (("market", "survey date", "nps"),),
        {"score": ("nps",), "date": ("survey date",), "id": ("id",), "segment": ("market",)},
    ),
    Preset(
        "survey",
        "ratings",
        "Survey answers, the question as title",
        (("timestamp", "?score"),),
        {"score": ("?score",), "date": ("timestamp",), "comment": ("why", "comment", "comments")},
    ),
)
"""All presets, the more particular first."""


def preset_named(name: str) -> Preset | None:
    """Return the preset of this name."""
    return next((preset for preset in PRESETS if preset.name == name), None)


def detect(header: tuple[str, ...], kind: str | None = None) -> Preset | None:
    """Return the preset whose titles the header has, if there is one for `kind`."""
    keys = title_keys(header)
    for preset in PRESETS:
        if kind in {None, preset.kind} and any(set(sign) <= keys.keys() for sign in preset.signs):
            return preset
    return None


def title_keys(header: tuple[str, ...]) -> dict[str, int]:
    """Return key → column (from 0), the first of equals; ``?score`` is the first question about a score."""
    keys: dict[str, int] = {}
    for place, title in enumerate(header):
        keys.setdefault(key(title), place)
        if asks_for_score(title):
            keys.setdefault("?score", place)
    return keys
