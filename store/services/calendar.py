"""The desk's days off: public holidays of a country, its working days, and days on which it is closed itself.

The holidays come from the library `holidays`. It takes most of a second to import, and what it says of a year
may change with its version; so it is asked only when somebody chooses a country. The days of `SPAN` that
it knows, with their names and the version of the library, become one setting in the journal: every
desk folds the same days, and no answer about cover waits for the library. When a newer library is installed
the desk says so; `refresh` takes its days, and an answer may move by that only when a person wanted it to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from store.errors import Refused
from store.records import DaysOff
from store.rules.calendar import WEEKDAYS
from store.rules.roles import EDIT
from store.services.days import days_of
from store.services.permits import free, needs, sees
from store.wording import N_, Sentence, language, say

if TYPE_CHECKING:
    from store.services.context import Context

SPAN = (1990, 2060)
"""First and last year whose holidays are kept; most libraries of holidays end there or earlier."""
MOST_CLOSED = 1000
"""Own closed days at the most."""
NOWHERE = "none"
"""What is given for no country, or for no part of it."""


class Calendar:
    """The desk's days off."""

    def __init__(self, context: Context) -> None:
        """Read and write through `context`."""
        self._context = context

    @sees("look-up")
    def now(self) -> DaysOff:
        """Return what is chosen."""
        setting = self._context.setting
        kept = setting("calendar")
        chosen: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
        working = setting("working_days")
        return DaysOff(
            country=chosen.get("country"),
            subdivision=chosen.get("subdivision"),
            library=chosen.get("library"),
            newer=_newer(chosen.get("library")),
            working=tuple(working) if isinstance(working, list) and working else WEEKDAYS,
            closed=tuple(sorted(days_of(setting("holidays")))),
            holidays=days_of(chosen.get("days")),
        )

    @free
    def countries(self) -> tuple[tuple[str, str], ...]:
        """Return code and name of each country whose holidays are known, by name."""
        return tuple(sorted(_countries().items(), key=lambda each: each[1].casefold()))

    @free
    def subdivisions(self, country: str) -> tuple[tuple[str, str], ...]:
        """Return code and name of each part of a country that has holidays of its own, by name.

        Raises:
            Refused: there is no such country.
        """
        return tuple(sorted(_parts(_country(country)).items(), key=lambda each: each[1].casefold()))

    @needs(EDIT, "settings")
    def change(
        self,
        *,
        country: str | None = None,
        subdivision: str | None = None,
        working: Sequence[str] | None = None,
        closed: Iterable[object] | None = None,
    ) -> DaysOff:
        """Choose country, working days or own closed days; what is None stays as it is.

        A country given without a part has none; `NOWHERE` takes it away. What is so already is not
        written again.

        Raises:
            Refused: the role may not, or there is no such thing; the sentence says what there is.
        """
        context = self._context
        values: dict[str, object] = {}
        if country is not None or subdivision is not None:
            values["calendar"] = self._chosen(country, subdivision)
        if working is not None:
            values["working_days"] = _working(working)
        if closed is not None:
            values["holidays"] = _closed(closed)
        with context.deciding():
            from store.services.settings import Settings

            Settings(context).set(
                **{name: value for name, value in values.items() if value != context.setting(name)}
            )
        return self.now()

    @needs(EDIT, "settings")
    def refresh(self) -> DaysOff:
        """Take the days of the chosen country as the library says them now.

        Raises:
            Refused: no country is chosen.
        """
        now = self.now()
        if now.country is None:
            _refuse(
                "NO_COUNTRY", "country", say(N_("No country is chosen whose holidays could be taken anew."))
            )
        return self.change(country=now.country, subdivision=now.subdivision)

    def _chosen(self, country: str | None, subdivision: str | None) -> object:
        """Return the setting for a country and a part of it."""
        given = country if country is not None else self.now().country
        if not given or given.strip().casefold() == NOWHERE:
            if country is None:
                _refuse("NO_COUNTRY", "country", say(N_("Choose the country before a part of it.")))
            return None
        code = _country(given)
        part = None if not subdivision or subdivision.casefold() == NOWHERE else _part(code, subdivision)
        return {"country": code, "subdivision": part, "library": _version(), "days": _days(code, part)}


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("holidays")
    except PackageNotFoundError:
        return "?"


def _newer(kept: str | None) -> bool:
    """Tell whether another library is installed than the one that the days were taken from."""
    return kept is not None and _version() not in ("?", kept)


def territories(spoken: str | None = None) -> Mapping[str, str]:
    """Return the name of each country by its code, in a language (None: that of whoever works here)."""
    from babel import Locale
    from babel.localedata import exists

    wanted = (spoken or language()).replace("-", "_")
    tongue = next(filter(exists, (wanted, wanted.partition("_")[0])), "en")
    names: Mapping[str, str] = Locale.parse(tongue).territories
    return names


def _countries(spoken: str | None = None) -> dict[str, str]:
    """Return the name of each country with known holidays, by its code of two letters.

    Args:
        spoken: the language of the names; None: that of whoever works here.
    """
    from holidays import list_supported_countries

    names = territories(spoken)
    codes = list_supported_countries(include_aliases=False)
    return {code: names.get(code, code) for code in codes if len(code) == 2}


def _country(given: str) -> str:
    """Return the code of a country given by code, of two letters or three, or by name."""
    from holidays import registry

    wanted, known = given.strip().casefold(), _countries()
    named = {name.casefold(): code for code, name in (*_countries("en").items(), *known.items())}
    for _name, *codes in registry.COUNTRIES.values():
        named |= dict.fromkeys(
            (code.casefold() for code in codes), next((c for c in codes if c in known), "")
        )
    if found := named.get(wanted):
        return found
    from difflib import get_close_matches

    by_name = {name.casefold(): f"{name} ({code})" for code, name in known.items()}
    alike = [by_name[each] for each in get_close_matches(wanted, by_name, 3, 0.6)]
    values = {"country": given.strip()[:40], "n": len(known), "alike": ", ".join(alike)}
    if alike:
        template = N_(
            "No holidays are known of a country {country}; is it {alike}? Codes such as DE are accepted."
        )
    else:
        template = N_(
            "No holidays are known of a country {country}; a name or code, such as DE, of {n} is accepted."
        )
    _refuse("NO_SUCH_COUNTRY", "country", say(template, **values))


def _parts(code: str) -> dict[str, str]:
    """Return the name of each part of a country, by its code."""
    from holidays import country_holidays

    kind = type(country_holidays(code, years=()))
    names = {part: part for part in kind.subdivisions}
    for name, part in getattr(kind, "subdivisions_aliases", {}).items():
        if names.get(part) == part:
            names[part] = name
    return names


def _part(code: str, given: str) -> str:
    """Return the code of a part of a country given by code or name."""
    known, wanted = _parts(code), given.strip().casefold()
    for part, name in known.items():
        if wanted in (part.casefold(), name.casefold()):
            return part
    values = {"part": given.strip()[:40], "country": code}
    if not known:
        _refuse(
            "NO_SUCH_PART",
            "subdivision",
            say(N_("{country} has the same holidays everywhere; no part of it is accepted."), **values),
        )
    listed = ", ".join(part if name == part else f"{part} ({name})" for part, name in sorted(known.items()))
    _refuse(
        "NO_SUCH_PART",
        "subdivision",
        say(N_("{country} has no part {part}; there are {known}."), **values, known=listed),
    )


def _days(code: str, part: str | None) -> dict[str, str]:
    """Return the holidays of a country in `SPAN`, with their names in the language of the desk if known."""
    import warnings

    from holidays import country_holidays

    kind = type(country_holidays(code, years=()))
    spoken = getattr(kind, "supported_languages", ())
    wanted = language().partition("_")[0]
    tongue = next((each for each in spoken if each.partition("_")[0] == wanted), None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        years = range(SPAN[0], SPAN[1] + 1)
        found = country_holidays(code, subdiv=part, years=years, language=tongue)
    return {day.isoformat(): str(name) for day, name in sorted(found.items())}


def _working(given: Sequence[str]) -> list[str] | None:
    """Return the working days in their order; None for all of them."""
    chosen = [str(day).strip().casefold() for day in given]
    wrong = [day for day in chosen if day not in WEEKDAYS]
    if wrong or not chosen:
        template = N_("{value} is no working day; any of {known} are accepted, at least one.")
        values = {"value": ", ".join(wrong)[:40] or "–", "known": ", ".join(WEEKDAYS)}
        _refuse("NO_SUCH_DAY", "working", say(template, **values))
    return [day for day in WEEKDAYS if day in chosen]


def _closed(given: Iterable[object]) -> list[str]:
    """Return own closed days, each once."""
    found = set()
    for value in given:
        text = value.isoformat() if isinstance(value, date) else str(value).strip()
        try:
            found.add(date.fromisoformat(text).isoformat())
        except ValueError:
            template = N_("“{value}” is no day that there is; a date such as {day} is accepted.")
            _refuse("BAD_DATE", "closed", say(template, value=text[:40], day="2026-12-24"))
    if len(found) > MOST_CLOSED:
        _refuse("TOO_MANY", "closed", say(N_("At most {most} closed days are kept."), most=MOST_CLOSED))
    return sorted(found)


def _refuse(code: str, field: str, sentence: Sentence) -> NoReturn:
    raise Refused(code, sentence, field=field)
