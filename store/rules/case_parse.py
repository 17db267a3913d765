"""From plain data to a checked `Case`; a site or a unit may be read on its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from store.records import UNIT_DATES
from store.rules import case_fields as read
from store.rules.calendar import WEEKDAYS, day_at, is_timezone
from store.rules.case import Asked, Case, History, Site
from store.rules.case_fields import Fields, refuse
from store.rules.case_history import parse_history
from store.rules.case_policy import parse_policy
from store.wording import N_, say

_CASE = (
    *("id", "about", "expect"),  # ignored
    *("site", "unit", "policies", "history", "on", "now", "component", "fault", "failed", "lookup"),
)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?Z")


def parse_case(data: Mapping[str, object]) -> Case:
    """Read a case from JSON data.

    Raises:
        Unreadable: INVALID_CASE, with the path of the first field that is wrong.
    """
    fields = Fields(data, "", _CASE)
    site = fields.may("site", parse_site, Site())
    policies = fields.must("policies", read.many(parse_policy))
    seen: set[str] = set()
    for place, policy in enumerate(policies):
        if policy.id in seen:
            refuse(f"policies[{place}].id", say(N_("two policies have the id {id}."), id=policy.id))
        seen.add(policy.id)
    on = _day_asked(fields, site)
    failed = fields.maybe("failed", read.day)
    if failed is not None and failed > on:
        refuse("failed", say(N_("the failure must not lie after the day asked about, {on}."), on=on))
    typed, others = fields.may("lookup", _lookup, (None, ()))
    return Case(
        unit=fields.must("unit", parse_unit),
        policies=policies,
        on=on,
        site=site,
        history=fields.may("history", parse_history, History()),
        component=fields.maybe("component", read.text),
        fault=fields.maybe("fault", read.text),
        failed=failed,
        typed=typed,
        others=others,
    )


def _day_asked(fields: Fields, site: Site) -> date:
    if ("on" in fields) == ("now" in fields):
        refuse("on", say(N_("either “on”, a day, or “now”, an instant, is expected.")))
    if "on" in fields:
        return fields.must("on", read.day)
    instant = fields.must("now", _instant)
    try:
        return day_at(instant, site.timezone)
    except OverflowError:
        refuse("now", say(N_("the instant is too far away.")))


def _instant(value: object, path: str) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    refuse(path, say(N_("an instant such as 2026-11-21T09:30:00Z is expected.")))


def parse_site(data: object, path: str = "site") -> Site:
    """Read a site."""
    fields = Fields(data, path, ("timezone", "jurisdiction", "working_days", "holidays"))
    fields.maybe("jurisdiction", read.any_text)
    timezone = fields.may("timezone", read.text, "UTC")
    if not is_timezone(timezone):
        refuse(fields.at("timezone"), say(N_("a time zone such as Europe/Berlin is expected.")))
    days = fields.may("working_days", read.many(read.one_of(*WEEKDAYS)), WEEKDAYS)
    if not days:
        refuse(fields.at("working_days"), say(N_("at least one day is expected.")))
    holidays = fields.may("holidays", read.many(read.day), ())
    return Site(timezone, frozenset(WEEKDAYS.index(day) for day in days), frozenset(holidays))


def parse_unit(data: object, path: str = "unit") -> Asked:
    """Read the unit asked about."""
    fields = Fields(data, path, ("serial", "product", "buyer", "dates"))
    dates = Fields(fields.may("dates", lambda value, _path: value, {}), fields.at("dates"), UNIT_DATES)
    return Asked(
        serial=fields.must("serial", read.text),
        product=fields.maybe("product", read.any_text),
        buyer=fields.may("buyer", read.buyer, "consumer"),
        dates={name: dates.must(name, read.unit_date) for name in UNIT_DATES if name in dates},
    )


def _lookup(data: object, path: str) -> tuple[str | None, tuple[str, ...]]:
    fields = Fields(data, path, ("typed", "others"))
    return fields.maybe("typed", read.any_text), fields.may("others", read.many(_other), ())


def _other(data: object, path: str) -> str:
    fields = Fields(data, path, ("serial", "product"))
    fields.maybe("product", read.any_text)
    return fields.must("serial", read.text)
