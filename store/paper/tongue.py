"""Days and money as a language writes them, by Babel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from store.record import Record

_LONG = frozenset({"zh", "ja", "ko"})
"""Languages whose long form needs no year before its article; in others the day comes first."""
_SHORT = {"zh": "y-MM-dd", "ja": "y/MM/dd", "ko": "y. M. d.", "ru": "dd.MM.y"}


class Tongue(Record):
    """A language, and the currency of the desk."""

    language: str
    currency: str = "EUR"

    def day(self, value: date) -> str:
        """Write a day in full: 14 March 2027."""
        return long_day(value, self.language)

    def short(self, value: date) -> str:
        """Write a day for a column: 14 Mar 2027."""
        from babel.dates import format_date

        language = locale(self.language)
        return str(format_date(value, _SHORT.get(_part(language), "d MMM y"), locale=language))

    def moment(self, value: object) -> str:
        """Write what should be a day, or the words that were given in its place."""
        if isinstance(value, date):
            return self.day(value)
        try:
            return self.day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)

    def money(self, amount: int) -> str:
        """Write an amount of minor units in the desk's currency."""
        from babel.numbers import format_currency, format_decimal

        language = locale(self.language)
        value = Decimal(amount).scaleb(-places(self.currency))
        if not _is_code(self.currency):
            return str(format_decimal(value, format="#,##0.00", locale=language))
        return str(format_currency(value, self.currency.upper(), locale=language))


def places(currency: str) -> int:
    """Return how many figures of an amount stand behind the point; two where the currency is not known."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency.upper())) if _is_code(currency) else 2


def _is_code(currency: str) -> bool:
    return len(currency) == 3 and currency.isascii() and currency.isalpha()


def long_day(value: date, language: str) -> str:
    """Write a day in full, to be read aloud: 14 March 2027."""
    from babel.dates import format_date

    known = locale(language)
    return str(format_date(value, "long" if _part(known) in _LONG else "d MMMM y", locale=known))


@lru_cache(64)
def locale(language: str) -> str:
    """Return the locale of `language` that Babel knows: with its land, without it, or English."""
    from babel.localedata import exists

    tag = language.replace("-", "_")
    parts = tag.split("_")
    return next(filter(exists, ("_".join(parts[:n]) for n in range(len(parts), 0, -1))), "en")


def _part(language: str) -> str:
    return language.split("_", maxsplit=1)[0]
