"""The frozen records that cross the boundary between the store and whoever asks.

Dates are plain local days at the desk's site; instants are UTC; money is in minor currency units;
percentages and scores are whole numbers (0-100, 0-10). A date of a unit may be known to the month
only and is therefore kept as text: ``YYYY-MM-DD`` or ``YYYY-MM``.
"""

from __future__ import annotations

from store.records.claims import Act, Claim, ClaimLine, ClaimView, Clocks, Possible, Queue, Version
from store.records.cover import Cover, Layer, Need, Policy, PolicyUse, Step
from store.records.desk import DaysOff, Fault, FileReport, Finding, Notice, Person, Report, Standing, Task
from store.records.filing import Attachment, Draft, Elsewhere, Kept, Known, Repeat
from store.records.insight import (
    Alert,
    Benchmark,
    BuildMonth,
    Costs,
    Effort,
    FaultShare,
    Loyalty,
    LoyaltyRow,
    Pareto,
    Unhappy,
)
from store.records.overview import Beside, Overview
from store.records.scores import (
    Correction,
    Invitations,
    MixChange,
    MixPart,
    Month,
    Rating,
    Score,
    Unasked,
)
from store.records.units import UNIT_DATES, Card, Customer, Found, Hit, Product, Unit
from store.records.work import Chapter, Entry, Grant, Ledger, Loan

__all__ = [
    "UNIT_DATES",
    "Act",
    "Alert",
    "Attachment",
    "Benchmark",
    "Beside",
    "BuildMonth",
    "Card",
    "Chapter",
    "Claim",
    "ClaimLine",
    "ClaimView",
    "Clocks",
    "Correction",
    "Costs",
    "Cover",
    "Customer",
    "DaysOff",
    "Draft",
    "Effort",
    "Elsewhere",
    "Entry",
    "Fault",
    "FaultShare",
    "FileReport",
    "Finding",
    "Found",
    "Grant",
    "Hit",
    "Invitations",
    "Kept",
    "Known",
    "Layer",
    "Ledger",
    "Loan",
    "Loyalty",
    "LoyaltyRow",
    "MixChange",
    "MixPart",
    "Month",
    "Need",
    "Notice",
    "Overview",
    "Pareto",
    "Person",
    "Policy",
    "PolicyUse",
    "Possible",
    "Product",
    "Queue",
    "Rating",
    "Repeat",
    "Report",
    "Score",
    "Standing",
    "Step",
    "Task",
    "Unasked",
    "Unhappy",
    "Unit",
    "Version",
]
