"""Which paper an action makes due; light, for screens that only offer it."""

from __future__ import annotations

from collections.abc import Mapping

from store.paper.document import LETTER, RECEIPT, SLIP

AFTER: Mapping[str, str] = {"file": RECEIPT, "close": SLIP, "return_unit": SLIP, "reject": LETTER}
"""Actions on a claim, and the paper that the customer gets after each."""
