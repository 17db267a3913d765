"""What a claim freezes when it is filed: the answer about its own part and fault, for its own day."""

from __future__ import annotations

from datetime import timedelta

from store.store import Store

SERIAL = "MJ0351-YNG9-Z0XA"


def file(store: Store, **more: object) -> dict[str, object]:
    unit = store.units.exact(SERIAL)[0]
    fault = store.claims.faults(unit)[-1].code
    given = {"fault": fault, "failure_date": store.today() - timedelta(3), "channel": "in-store", **more}
    claim = store.claims.file(unit, given)
    assert store.claims.cover_now_differs(claim) is None
    return dict(claim.snapshot or {})


def test_a_claim_about_a_part_asks_about_the_part(demo: Store) -> None:
    shot = file(demo, component="compressor")
    assert (shot["component"], shot["end"], shot["status"]) == ("compressor", "2035-03-14", "COVERED")
    assert "HA-COMP-10" in str(shot["steps"])


def test_a_claim_about_the_unit_asks_about_the_unit(demo: Store) -> None:
    shot = file(demo)
    assert (shot["component"], shot["end"]) == (None, "2027-03-14")
    assert shot["failed"] == (demo.today() - timedelta(3)).isoformat()
