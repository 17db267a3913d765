"""What came of the rows of a list: counted, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from store.exchange.parsing import Batch
from store.exchange.reader import Reject
from store.wording import N_, Sentence, say


class Written(NamedTuple):
    """What came of what a row says about a customer or product."""

    new: bool
    clash: tuple[str, ...] = ()
    """Fields that a row before it in the same file fills otherwise; nothing of this one was written."""


@dataclass
class Taken:
    """What came of one batch of rows."""

    accepted: int = 0
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def count(self, batch: Batch, place: int, name: object, written: Written) -> None:
        """Count the row at `place`, which was about `name` alone."""
        if written.clash:
            template = N_("{name} stands in this file before, with other values ({names}).")
            reason = say(template, name=str(name), names=", ".join(written.clash))
            self.rejects.append(batch.reject(place, "TWICE", reason))
        elif written.new:
            self.accepted += 1
        else:
            self.unchanged += 1


def twice(serial: object, news: Mapping[str, object]) -> Sentence:
    """Say that a unit stood in the file before: with other values, or it would be counted twice."""
    if not news:
        return say(N_("Serial {serial} stands in this file before, just the same."), serial=serial)
    template = N_("Serial {serial} stands in this file before, with other values ({names}).")
    return say(template, serial=serial, names=", ".join(news))


def written_latin(batch: Batch, place: int) -> Iterator[str]:
    """Yield the serials that are kept in other letters than they have in the column at `place`."""
    for cells, serial in zip(batch.records, batch.columns["serial"], strict=True):
        if cells[place].isascii() or not str(serial).isascii():
            continue
        if any(letter.isalpha() and not letter.isascii() for letter in normalize("NFKC", cells[place])):
            yield str(serial)
