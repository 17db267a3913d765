"""Correcting a unit: what may be written into each field, and what is refused with what would be accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from store.clean import clean
from store.errors import Refused, Unreadable
from store.ids import unit_id
from store.records import UNIT_DATES
from store.rules.cards import no_card
from store.tables import customers, units
from store.wording import N_, Sentence, say

if TYPE_CHECKING:
    from store.records import Unit
    from store.services.context import Context

FIELDS = (
    *UNIT_DATES,
    *("warranty_months", "warranty_end", "serial", "customer", "notes", "partner", "buyer"),
)
"""What can be corrected."""
BUYERS = ("consumer", "business")
MOST_MONTHS = 1200


def checked(context: Context, unit: Unit, changes: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that `changes` really changes, as they are kept.

    Raises:
        Refused: a value is impossible; the sentence says what would be accepted.
    """
    for name in changes:
        if name not in FIELDS:
            template = N_("A unit has no field {name}; these can be corrected: {known}.")
            _refuse("NO_SUCH_FIELD", name, say(template, name=name, known=", ".join(FIELDS)))
    values = {name: _checked(context, unit, name, value) for name, value in changes.items()}
    _check_end({**_end_of(unit), **unit.dates, **values}, values)
    before = units.fields_of(context.connection, unit.id)
    return {name: value for name, value in values.items() if value != before.get(name)}


def day_of(field: str, value: object, today: date) -> str | None:
    """Return a date as it is kept; None for one that is taken away.

    Args:
        field: one of `UNIT_DATES`, or warranty_end.
        value: a day, or text: ``YYYY-MM-DD``, for a date of a unit ``YYYY-MM`` too.
        today: the day at the site.

    Raises:
        Refused: BAD_DATE; it is no date, or one on which this cannot have been.
    """
    from store.exchange.dates import EPOCHS, span
    from store.rules.case_fields import day, unit_date

    text = value.isoformat() if isinstance(value, date) else value
    if text is None or (isinstance(text, str) and not text.strip()):
        return None
    text = text.strip() if isinstance(text, str) else text
    bounds = span(field, today)
    accepted = say(N_("a date such as {day}, or {month} for a month,"), day=today, month=f"{today:%Y-%m}")
    if field not in UNIT_DATES:
        accepted = say(N_("a date such as {day}"), day=today)
    try:
        found = unit_date(text, field).day if field in UNIT_DATES else day(text, field)
    except Unreadable:
        template = N_("“{value}” is no date that there is; {accepted} is accepted.")
        _refuse("BAD_DATE", field, say(template, value=clean(str(text)[:40]), accepted=accepted))
    last = bounds.last
    ended = found <= last or (len(str(text)) == 7 and str(text) <= f"{last:%Y-%m}")
    if found in EPOCHS or found < bounds.first or not ended:
        template = N_("{value} cannot be; from {first} to {last}, {accepted} is accepted.")
        values = {"value": str(text), "first": bounds.first, "last": last, "accepted": accepted}
        _refuse("BAD_DATE", field, say(template, **values))
    return str(text)


def _checked(context: Context, unit: Unit, name: str, value: object) -> object:
    if name in UNIT_DATES or name == "warranty_end":
        return day_of(name, value, context.today())
    if name == "buyer":
        if value not in BUYERS:
            _refuse("BAD_BUYER", name, say(N_("A buyer is a consumer or a business.")))
        return value
    if name == "warranty_months":
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and 0 <= int(str(value)) <= MOST_MONTHS):
            template = N_("A whole number of months from 0 to {most} is accepted.")
            _refuse("BAD_MONTHS", name, say(template, most=MOST_MONTHS))
        return value
    if value is None or value == "":
        if name == "serial":
            _refuse("BAD_SERIAL", name, say(N_("A unit needs a serial.")))
        return None
    text = clean(str(value), multiline=name == "notes", limit=2000 if name == "notes" else 200, field=name)
    if name == "serial":
        return _serial(context, unit, text)
    if name == "customer" and customers.get(context.connection, text) is None:
        _refuse("NO_SUCH_CUSTOMER", name, say(N_("There is no such customer in this store.")))
    return text if name == "customer" else no_card(text, name)


def _serial(context: Context, unit: Unit, serial: str) -> str:
    from store.rules.serials import check_serial, serial_key

    wrong = check_serial(serial)
    if wrong is not None:
        _refuse("BAD_SERIAL", "serial", wrong)
    id_ = unit_id(unit.product_id, serial_key(serial))
    if id_ != unit.id and units.get(context.connection, id_) is not None:
        template = N_("Unit {serial} of this product is already in the book.")
        _refuse("UNIT_KNOWN", "serial", say(template, serial=serial))
    return serial


def _end_of(unit: Unit) -> dict[str, object]:
    return {"warranty_end": unit.warranty_end.isoformat()} if unit.warranty_end else {}


def _check_end(after: Mapping[str, object], changed: Mapping[str, object]) -> None:
    """Refuse an end that lies before the start, where either is being changed."""
    from store.rules.offers import LIST_START

    end = after.get("warranty_end")
    named = next((name for name in LIST_START if after.get(name)), None)
    if end is None or named is None or not {"warranty_end", named} & changed.keys():
        return
    if str(end) < str(after[named]):
        template = N_("The warranty would end on {end}, before it begins on {start} ({field}).")
        field = "warranty_end" if "warranty_end" in changed else named
        sentence = say(template, end=str(end), start=str(after[named]), field=named)
        _refuse("END_BEFORE_START", field, sentence)


def _refuse(code: str, field: str, sentence: Sentence) -> NoReturn:
    raise Refused(code, sentence, field=field)
