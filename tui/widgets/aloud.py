"""The answer for the customer, as it is read from the screen; its sentences are `store.paper.cover_words`."""

from __future__ import annotations

from datetime import date

from store.paper import cover_words
from store.records import Card
from tui import text


def spoken(card: Card, today: date) -> list[str]:
    """Return the answer as paragraphs to be read aloud."""
    return [text.clean(paragraph) for paragraph in cover_words.spoken(card, today, text.long_day)]
