"""Who was asked and who was not: a technician sees their own work alone, everybody else all of it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from conftest import TODAY

from store.services.overview import beside
from store.store import Store

PERIODS = pytest.mark.parametrize("since", [None, TODAY.replace(year=2025), TODAY.replace(month=9)])


def counted(store: Store, since: date | None, technician: str | None, *, reopened: bool) -> Counter[str]:
    """Count the invitations one by one."""
    rows = store.context.connection.execute(
        "SELECT i.suppressed, i.declined FROM invitation i LEFT JOIN claim c ON c.number = i.claim"
        " WHERE (?1 IS NULL OR c.owner = ?1) AND i.day BETWEEN ?2 AND ?3"
        " AND (?4 OR coalesce(c.body ->> 'repeat', 0) = 0)",
        (technician, str(since or "0001-01-01"), str(TODAY), reopened),
    )
    return Counter("DECLINED" if declined else reason or "ASKED" for reason, declined in rows)


@PERIODS
@pytest.mark.parametrize("reopened", [True, False])
def test_a_technician_is_told_why_their_own_customers_were_not_asked(
    demo: Store, since: date | None, reopened: bool
) -> None:
    whole = demo.ratings.invitations(since, TODAY, reopened=reopened)
    assert Counter(dict(whole.reasons)) == without_asked(counted(demo, since, None, reopened=reopened))
    people = [person for person in demo.people.list() if person.role == "technician"]
    seen: Counter[str] = Counter()
    for person in people:
        demo.context.agent = person
        own = demo.ratings.invitations(since, TODAY, reopened=reopened)
        wanted = counted(demo, since, person.id, reopened=reopened)
        assert Counter(dict(own.reasons)) == without_asked(wanted)
        assert (own.asked, own.declined) == (wanted["ASKED"] + wanted["DECLINED"], wanted["DECLINED"])
        assert own.asked < whole.asked
        assert beside(demo, since, TODAY, "product", reopened=reopened).invitations == own
        seen += Counter(dict(own.reasons))
    assert people and all(n <= dict(whole.reasons)[reason] for reason, n in seen.items())


def without_asked(counts: Counter[str]) -> Counter[str]:
    """Return the reasons alone."""
    return Counter({reason: n for reason, n in counts.items() if reason not in ("ASKED", "DECLINED")})
