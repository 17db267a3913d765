"""What the customers of the demo answer: who answers at all, how likely they recommend, what they write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from store.demo import words
from store.demo.catalogue import SILENT, STORY, STORY_FAULTS

if TYPE_CHECKING:
    from store.demo.book import Item
    from store.demo.desk import Desk
    from store.demo.life import Job

STORY_DAYS = 230
"""For so many days the model of the story has been failing."""
SILENT_DAYS = 100
"""For so many days the owners of the silent model have not answered."""


def in_story(desk: Desk, item: Item, day: date) -> bool:
    """Tell whether a unit is of the model that fails, on a day on which it does."""
    return item.model.name == STORY and (desk.end - day).days < STORY_DAYS


def given(desk: Desk, item: Item, day: date) -> bool:
    """Draw whether who is asked on a day answers."""
    answered = desk.even(f"answer {item.model.name == STORY}") < (0.8 if in_story(desk, item, day) else 0.74)
    return answered and not (item.model.name == SILENT and (desk.end - day).days < SILENT_DAYS)


def score(desk: Desk, job: Job, day: date, *, smooth: bool, solved: bool) -> int:
    """Draw an answer: promoters where all went well, detractors where it failed again or took long."""
    rng = desk.rng
    happy, fair = (0.86, 0.1) if smooth else (0.5, 0.3) if solved else (0.2, 0.3)
    if job.item.partner == "HomeFix":
        happy -= 0.15
    if job.fault in STORY_FAULTS and in_story(desk, job.item, day):
        since = STORY_DAYS - (desk.end - day).days
        happy, fair = (0.6, 0.27) if since < 70 else (0.5, 0.28) if since < 140 else (0.22, 0.26)
    drawn = desk.even(f"score {happy}")
    if drawn < happy:
        return rng.choice((9, 10, 10))
    return rng.choice((7, 8, 8)) if drawn < happy + fair else rng.choice((0, 1, 2, 3, 4, 5, 5, 6, 6))


def words_for(desk: Desk, job: Job, day: date, score: int) -> tuple[str | None, str]:
    """Draw the comment, if there is one, and the reason that go with an answer."""
    mood = "good" if score > 8 else "fair" if score > 6 else "bad"
    reason = desk.rng.choice(words.REASONS[mood])
    if desk.rng.random() > (0.8 if mood == "bad" else 0.45):
        return None, reason
    said = words.COMMENTS["story" if mood == "bad" and in_story(desk, job.item, day) else mood]
    language = job.item.buyer.language if job.item.buyer else "en"
    return desk.rng.choice(said.get(language, said["en"])), reason
