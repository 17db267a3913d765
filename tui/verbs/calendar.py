"""calendar: the desk's working days, the holidays of its country, and days on which it is closed itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from store.wording import _, ngettext
from tui.plain import clean, joined, unknown_holidays
from tui.verbs import Answer, Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from store.records import DaysOff

SHOWN = 8
"""How many of the next holidays are shown."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--country", metavar="CC", help=_("holidays of this country, such as DE or Germany; none: of none")
    )
    parser.add_argument(
        "--subdivision", metavar="PART", help=_("a part of the country with holidays of its own, such as BY")
    )
    parser.add_argument(
        "--working", metavar="DAYS", help=_("working days, such as mon,tue,wed,thu,fri; all: every day")
    )
    close, reopen = _("closed on this day as well; may be repeated"), _("not closed on this day after all")
    parser.add_argument("--close", metavar="DATE", action="append", default=[], help=close)
    parser.add_argument("--reopen", metavar="DATE", action="append", default=[], help=reopen)
    parser.add_argument(
        "--refresh", action="store_true", help=_("take the holidays anew from the library installed now")
    )
    parser.add_argument("--year", type=int, metavar="YEAR", help=_("list the days off of this year"))
    parser.add_argument(
        "--countries", action="store_true", help=_("list the countries; with --country, its parts")
    )


def calendar(args: Namespace) -> Answer:
    """Show or change when the desk does not work."""
    from tui.verbs.opening import opened

    with opened(args) as store:
        if args.countries:
            calendar_ = store.calendar
            known = calendar_.subdivisions(args.country) if args.country else calendar_.countries()
            return _listed(known)
        if args.refresh:
            store.calendar.refresh()
        found = store.calendar.now()
        if changes := _changes(args, found):
            found = store.calendar.change(**changes)
        today = store.today()

    def data() -> object:
        return as_data(found, today, args.year)

    return Answer(data, lambda: lines(found, today, args.year))


def _changes(args: Namespace, now: DaysOff) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if args.country is not None:
        changes["country"] = args.country
    if args.subdivision is not None:
        changes["subdivision"] = args.subdivision
    if args.working is not None:
        every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        changes["working"] = every if args.working.strip() == "all" else args.working.split(",")
    if args.close or args.reopen:
        gone = {day.strip() for day in args.reopen}
        closed = [day for day in now.closed if day.isoformat() not in gone]
        changes["closed"] = [*closed, *args.close]
    return changes


def _listed(known: Iterable[tuple[str, str]]) -> Answer:
    pairs = [{"code": code, "name": name} for code, name in known]

    def text() -> Iterable[str]:
        for each in pairs:
            yield clean(f"{each['code']}  {each['name']}")
        if not pairs:
            yield _("The holidays are the same in all of the country.")

    return Answer(lambda: {"known": pairs}, text)


def off(found: DaysOff, since: date, until: date) -> list[tuple[date, str]]:
    """Return the days off from `since` to `until` with their names; an own closed day has none."""
    days = dict.fromkeys(found.closed, "") | dict(found.holidays)
    return sorted((day, name) for day, name in days.items() if since <= day <= until)


def _asked(found: DaysOff, today: date, year: int | None) -> list[tuple[date, str]]:
    """Return the days off of the year asked for, or the next ones."""
    if year is None or not date.min.year <= year <= date.max.year:
        return off(found, today, date.max)[:SHOWN]
    return off(found, date(year, 1, 1), date(year, 12, 31))


def as_data(found: DaysOff, today: date, year: int | None) -> object:
    """Return the calendar for programs."""
    known = sorted(found.holidays)
    return {
        "country": found.country,
        "subdivision": found.subdivision,
        "library": found.library,
        "newer": found.newer,
        "working_days": list(found.working),
        "closed": [day.isoformat() for day in found.closed],
        "known_from": known[0].isoformat() if known else None,
        "known_until": known[-1].isoformat() if known else None,
        "days_off": [
            {"date": day.isoformat(), "name": name or None} for day, name in _asked(found, today, year)
        ],
    }


def lines(found: DaysOff, today: date, year: int | None) -> Iterable[str]:
    """Return the calendar for people."""
    yield _("Working days  {days}").format(days=" ".join(found.working))
    if found.country is None:
        yield _("Holidays      none; choose a country with --country")
    else:
        place = joined(found.country, found.subdivision)
        years = (min(found.holidays).year, max(found.holidays).year) if found.holidays else (0, 0)
        said = _("Holidays      {place}, {first}–{last}, as library {library} knows them")
        yield clean(said.format(place=place, first=years[0], last=years[1], library=found.library))
    if missing := unknown_holidays(found, today.year):
        yield f"! {missing}"
    if found.newer:
        yield _("! Another version of the library is installed; --refresh takes its days.")
    count = len(found.closed)
    yield ngettext("Also closed   {n} day", "Also closed   {n} days", count).format(n=count)
    for day, name in _asked(found, today, year):
        yield clean(f"  {day}  {name or _('closed')}")


COMMANDS: Mapping[str, Command] = {"calendar": Command(_options, calendar)}
