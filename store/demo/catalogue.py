"""What the demo desk sells and repairs: models, the terms they come with, and their faults.

All makers are invented. Each term shows one way in which cover is counted somewhere in the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

STORY = "KX-200"
"""The model that began to fail this spring."""
STORY_FAULTS = ("E-11", "E-12")
SILENT = "AC-9"
"""The model whose owners are asked and do not answer."""
BARE = "Box-1"
"""A model that nobody promises anything for."""


@dataclass(frozen=True)
class Model:
    """A product of the demo, and how its serials look."""

    name: str
    brand: str
    category: str
    policies: tuple[str, ...]
    serial: str
    """``#`` is a digit, ``@`` a letter or digit; the rest stands as it is."""
    share: int
    """Weight among all units sold."""


FRIDGE, TV, AIR, WASH = "refrigerator", "TV", "air conditioner", "washing machine"
PHONE, LAPTOP, TOOL, COFFEE, NET = "phone", "laptop", "power tool", "coffee machine", "network"

_HALDEN = ("HA-24", "HA-COMP-10", "REP-90")
_LUMORA = ("LU-24", "EU-2Y", "RET-14", "REP-90")
_ZEPHRA = ("ZE-36", "ZE-COMP-5", "EU-2Y", "REP-90")
_WASH = ("HA-24-NEW", "HA-MOTOR-10", "EU-2Y", "RET-14")
_ORRIN = ("OR-24", "EU-2Y", "RET-14", "REP-90", "PART-12")
_TESSEL = ("TS-12-36", "RET-30")
_TORVIK = ("TK-12-UK",)
_BELLANO = ("BE-24", "EU-2Y", "BE-RECALL")

MODELS = (
    Model(STORY, "Halden", FRIDGE, _HALDEN, "MJ034#-@@@@-@@@@", 15),
    Model("KX-210", "Halden", FRIDGE, _HALDEN, "MJ035#-K@@@-@@@@", 6),
    Model("KX-90 mini", "Halden", FRIDGE, _HALDEN, "MJ09##-@@@@-@@@@", 3),
    Model("TV-43", "Lumora", TV, _LUMORA, "ZX8143-0#####", 5),
    Model("TV-55", "Lumora", TV, _LUMORA, "ZX8155-0#####", 7),
    Model("TV-65", "Lumora", TV, _LUMORA, "ZX8165-0#####", 3),
    Model(SILENT, "Zephra", AIR, _ZEPHRA, "ZA09#######", 5),
    Model("AC-12", "Zephra", AIR, _ZEPHRA, "ZA12#######", 5),
    Model("AC-18", "Zephra", AIR, _ZEPHRA, "ZA18#######", 3),
    Model("WM-700", "Halden", WASH, _WASH, "HW700@@@####", 6),
    Model("WM-810", "Halden", WASH, _WASH, "HW810@@@####", 5),
    Model("DR-80 dryer", "Halden", WASH, _WASH, "HD080@@@####", 3),
    Model("P3 Lite", "Orrin", PHONE, _ORRIN, "004401#########", 4),
    Model("P5", "Orrin", PHONE, _ORRIN, "004405#########", 6),
    Model("P5 Max", "Orrin", PHONE, _ORRIN, "004406#########", 3),
    Model("Nimbus 14", "Tessel", LAPTOP, _TESSEL, "TS14@@@@@@", 5),
    Model("Nimbus 16", "Tessel", LAPTOP, _TESSEL, "TS16@@@@@@", 3),
    Model("Nimbus Go", "Tessel", LAPTOP, _TESSEL, "TSGO@@@@@@", 3),
    Model("BD-18 drill", "Torvik", TOOL, _TORVIK, "018#######", 4),
    Model("AG-125 grinder", "Torvik", TOOL, _TORVIK, "0125######", 3),
    Model("RS-20 saw", "Torvik", TOOL, ("TK-12-UK", "TK-LIFE"), "020#######", 2),
    Model("Crema 3", "Bellano", COFFEE, _BELLANO, "BL3-2#-0#####", 4),
    Model("Crema 5", "Bellano", COFFEE, _BELLANO, "BL5-2#-0#####", 3),
    Model("Crema Office", "Bellano", COFFEE, _BELLANO, "BL9-2#-0#####", 2),
    Model(BARE, "Orrin", NET, (), "OB1#########", 1),
)

COMPONENTS = {"E-11": "compressor", "E-12": "compressor", "T-01": "panel", "T-03": "panel", "W-02": "motor",
              "P-01": "battery", "P-02": "screen", "L-02": "battery", "L-03": "keyboard"}  # fmt: skip
"""The part that a fault is usually about."""

FAULTS: tuple[tuple[str, str, str | None], ...] = (
    ("E-01", "no power", None),
    ("E-02", "transport damage", None),
    ("E-07", "no power, noise", FRIDGE),
    ("E-11", "no cooling", FRIDGE),
    ("E-12", "noisy compressor", FRIDGE),
    ("E-13", "ice in the back", FRIDGE),
    ("E-14", "door does not seal", FRIDGE),
    ("T-01", "no picture", TV),
    ("T-02", "no sound", TV),
    ("T-03", "lines on the panel", TV),
    ("T-04", "restarts by itself", TV),
    ("A-01", "does not cool", AIR),
    ("A-02", "drips inside", AIR),
    ("A-03", "remote not heard", AIR),
    ("W-01", "does not drain", WASH),
    ("W-02", "loud when spinning", WASH),
    ("W-03", "door stays locked", WASH),
    ("P-01", "battery drains", PHONE),
    ("P-02", "touch does not react", PHONE),
    ("P-03", "does not charge", PHONE),
    ("L-01", "does not start", LAPTOP),
    ("L-02", "battery swollen", LAPTOP),
    ("L-03", "keys missing letters", LAPTOP),
    ("D-01", "chuck slips", TOOL),
    ("D-02", "sparks at the motor", TOOL),
    ("D-03", "battery not held", TOOL),
    ("C-01", "pump makes no pressure", COFFEE),
    ("C-02", "leaks under the tray", COFFEE),
    ("C-03", "grinder jammed", COFFEE),
    ("N-01", "drops the connection", NET),
)

PARTS = {
    FRIDGE: ("compressor", "thermostat", "fan motor"),
    TV: ("T-CON board", "panel", "power board"),
    AIR: ("capacitor", "drain pump", "control board"),
    WASH: ("drain pump", "bearing set", "door lock"),
    PHONE: ("battery", "screen", "charging port"),
    LAPTOP: ("battery", "keyboard", "main board"),
    TOOL: ("chuck", "carbon brushes", "battery pack"),
    COFFEE: ("pump", "boiler gasket", "grinder"),
    NET: ("power supply",),
}
"""What a technician orders."""

COSTS = {FRIDGE: (4500, 32000), TV: (6000, 48000), AIR: (5000, 28000), WASH: (4000, 24000),
         PHONE: (2500, 19000), LAPTOP: (4000, 42000), TOOL: (1500, 7000), COFFEE: (2500, 16000),
         NET: (1000, 3000)}  # fmt: skip
"""Least and most a repair costs, in minor units."""


def policies(announced: date) -> tuple[dict[str, Any], ...]:
    """Return the terms of the desk, each as a policy of a coverage case; the recall came on `announced`."""
    return (
        _maker("HA-24", "Standard 24 m", "24m", start=["invoiced", "delivered"], goodwill_window="60d"),
        _part("HA-COMP-10", "Compressor 10 y", "compressor", "10y"),
        _maker("HA-24-NEW", "Washing 24 m, anew after a swap", "24m", on_replacement="ANEW",
               start=["delivered", "invoiced"]),
        _part("HA-MOTOR-10", "Motor 10 y", "motor", "10y"),
        _maker("LU-24", "Lumora 24 m", "24m", on_repair="TOLL", cap={"date": "shipped", "plus": "30m"},
               goodwill_window="30d"),
        _maker("ZE-36", "Zephra 36 m from installation", "36m", start=["installed", "invoiced"],
               on_repair="TOLL"),
        _part("ZE-COMP-5", "Compressor 5 y", "compressor", "5y"),
        {**_maker("OR-24", "Orrin 24 m", "24m", on_repair="AT_LEAST 90d", on_replacement="LONGER 90d",
                  start=["activated", "invoiced", {"date": "shipped", "plus": "90d"}]),
         "lines": [{"duration": "24m"}, {"scope": "battery", "duration": "12m", "instead": True},
                   {"scope": "charger", "excluded": True}]},
        {**_maker("TS-12-36", "Tessel: labour 12 m, parts 36 m", "36m", goodwill_window="30d"),
         "lines": [{"duration": "36m", "labour": 0}, {"duration": "12m"}]},
        _maker("TK-12-UK", "Torvik 12 m, first owner", "12m", convention="INCL", transferable=False,
               void_needs_evidence=True, goodwill_window="30d"),
        {"id": "TK-LIFE", "title": "Saw frame for life", "kind": "maker", "transferable": False,
         "lines": [{"duration": "lifetime", "labour": 0}]},
        {**_maker("BE-24", "Bellano 24 m or 10,000 cups", "24m"),
         "lines": [{"duration": "24m", "usage_cap": {"measure": "cups", "max": 10_000}}]},
        {"id": "EU-2Y", "title": "Legal guarantee 2 y", "kind": "legal", "buyer": "consumer", "roll": True,
         "start": ["delivered", "invoiced"], "seller_proves": "12m", "on_repair": "ADD 12m",
         "lines": [{"duration": "2y"}]},
        {"id": "RET-14", "title": "Return 14 days", "kind": "window", "start": ["delivered", "invoiced"],
         "buyer": "consumer", "lines": [{"duration": "14d"}]},
        {"id": "RET-30", "title": "Return 30 days", "kind": "window", "lines": [{"duration": "30d"}]},
        {"id": "REP-90", "title": "Repair 90 days", "kind": "repair", "lines": [{"duration": "90d"}]},
        {"id": "PART-12", "title": "New part 12 m", "kind": "part",
         "lines": [{"scope": "battery", "duration": "12m"}, {"scope": "screen", "duration": "12m"}]},
        {"id": "BE-RECALL", "title": "Boiler gasket recall", "kind": "recall",
         "serials": [["BL5-23-004000", "BL5-23-004999"]], "announced": announced.isoformat()},
    )  # fmt: skip


def _maker(id_: str, title: str, duration: str, **more: object) -> dict[str, Any]:
    return {"id": id_, "title": title, "kind": "maker", "lines": [{"duration": duration}], **more}


def _part(id_: str, title: str, scope: str, duration: str) -> dict[str, Any]:
    line = {"scope": scope, "duration": duration, "labour": 0}
    return {"id": id_, "title": title, "kind": "maker", "lines": [line], "start": ["invoiced", "delivered"]}
