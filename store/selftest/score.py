"""Tables of scores, differences, mixes, answers and alerts through the functions everybody uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from store.errors import Refused
from store.rules import alerts, compare, nps
from store.selftest.cells import NOTHING, Differences, Row, blank, counts, tidy, whole
from store.wording import speaking

Outcome = tuple[str, str, list[str]]
"""Id, what it is about, what differs."""
_KINDS = {
    "alerts": "r_pro_or_x",
    "diff": "aw_z",
    "mix": "population_or_ref_n",
    "ratings": "accept",
    "nps": "aw_lo",
}
_MIX = ("mixadj_nps", "mixadj_fraction", "mixadj_se_points", "mixadj_lo95", "mixadj_hi95")


def kind_of(columns: Iterable[str]) -> str | None:
    """Tell from its columns what a table holds; None: nothing that is known."""
    known = {(column or "").strip() for column in columns}
    return next((kind for kind, column in _KINDS.items() if column in known), None)


def run(kind: str, rows: Iterable[Mapping[str, str]]) -> Iterator[Outcome]:
    """Run the rows of a table; a cell that cannot be read fails its row."""
    known = tidy(rows)
    if kind == "mix":
        for name, case in _cases(known).items():
            yield name, _first(case, "note"), _checked(partial(_mix, case))
        return
    check: Callable[[Row], list[str]] = {"diff": _diff, "ratings": _rating, "alerts": _alert, "nps": _score}[
        kind
    ]
    for row in known:
        name = row.get("id") or repr(row.get("raw", ""))
        yield name, row.get("note") or row.get("why") or "", _checked(partial(check, row))


def _checked(check: Callable[[], list[str]]) -> list[str]:
    try:
        return check()
    except KeyError as error:
        return [f"there is no column {error}"]
    except (ValueError, ZeroDivisionError) as error:
        return [f"a cell cannot be read: {error}"]


def _score(row: Row) -> list[str]:
    score = nps.summarise(*counts(row, "promoters", "passives", "detractors"))
    found = Differences()
    found.same("n", score.n, whole(row, "n", score.n))
    found.same("display", score.display, row["display"] or (NOTHING if not score.n else ""))
    found.exactly("nps", score.nps, row["nps_fraction"])
    if score.nps is None:
        return found
    found.same("nps, six decimals", nps.decimal(score.nps), row["nps_6dp"])
    found.same("rounded", nps.rounded(score.nps), int(row["round_half_away"]))
    found.same("band", nps.band(score.nps), row["band"])
    found.near("low", score.low, row["aw_lo"])
    found.near("high", score.high, row["aw_hi"])
    return found


def _diff(row: Row) -> list[str]:
    """Compare two scores; where one has no answers, every cell of the difference must be blank."""
    one, two = counts(row, "p1", "a1", "d1"), counts(row, "p2", "a2", "d2")
    answer = compare.difference(one, two)
    found = Differences()
    for name, given in (("nps1", one), ("nps2", two)):
        if name in row:
            found.same(name, nps.decimal(nps.exact(*given)), None if blank(row[name]) else row[name])
    found.exactly("difference", None if answer is None else answer.points, row["diff_exact"])
    for name, cell in (("z", "aw_z"), ("p_two_sided", "aw_p_two_sided"), ("low", "aw_lo"), ("high", "aw_hi")):
        value = None if answer is None else getattr(answer, name)
        if answer is not None and blank(row[cell]):
            found.append(f"{name}: {value!r}, expected none")
        found.near(name, value, row[cell], relative=name == "p_two_sided")
    return found


def _cases(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each mix; a row that names none belongs to the one above."""
    cases: dict[str, list[Row]] = {}
    name = ""
    for row in rows:
        name = row.get("case") or name
        cases.setdefault(name, []).append(row)
    return cases


def _first(rows: Iterable[Row], column: str) -> str:
    return next((row[column] for row in rows if row.get(column)), "")


def _mix(rows: list[Row]) -> list[str]:
    """Weigh the segments of a case; "n/a" or nothing at all expects no score, "n/a — …" also says why."""
    parts: dict[str, tuple[nps.Counts, int]] = {}
    for row in rows:
        (p, a, d), size = parts.get(row["segment"], ((0, 0, 0), 0))
        more = counts(row, "promoters", "passives", "detractors")
        groups = (p + more[0], a + more[1], d + more[2])
        parts[row["segment"]] = (groups, size + whole(row, "population_or_ref_n"))
    answer, found = compare.mix_adjusted(parts), Differences()
    points, fraction, error, low, high = (_first(rows, column) for column in _MIX)
    if raw := _first(rows, "raw_fraction"):
        pooled = [sum(groups[n] for groups, _size in parts.values()) for n in range(3)]
        found.exactly("raw", nps.exact(*pooled), raw)
    found.same("silent", answer.silent, tuple(n for n, (of, size) in parts.items() if size and not any(of)))
    if blank(points) or points.startswith(NOTHING):
        found.same("score", answer.nps, None)
        found += [
            f"a number beside no score: {cell}" for cell in (fraction, error, low, high) if not blank(cell)
        ]
        if not blank(points):
            with speaking("en"):
                found.same("said", str(answer.display()), points)
        return found
    found.near("score", answer.nps, points)
    if fraction:
        found.exactly("score", answer.nps, fraction)
    found.near("error", answer.error, error)
    found.near("low", answer.low, low)
    found.near("high", answer.high, high)
    return found


def _rating(row: Row) -> list[str]:
    found = Differences()
    accept = row["accept"].casefold()
    try:
        value = nps.classify(row["raw"])
    except Refused:
        found.same("accepted", "no", accept)
        return found
    found.same("accepted", "yes", accept)
    if accept == "yes":
        found.same("value", value, whole(row, "value", value))
        found.same("class", nps.group(value), row["class"] or nps.group(value))
    return found


def _alert(row: Row) -> list[str]:
    first = counts(row, "r_pro_or_x", "r_pas_or_y", "r_det_or_X")
    return _fall(row, first) if row["kind"] == "nps_fall" else _spike(row, first)


def _fall(row: Row, recent: nps.Counts) -> list[str]:
    answer = alerts.fall(recent, counts(row, "ref_pro_or_Y", "ref_pas", "ref_det"))
    found = Differences()
    found.same("level", answer.level, row["level"] or alerts.NONE)
    found.near("recent", nps.exact(*recent), row["nps_recent_or_method"])
    found.near("reference", nps.exact(*answer.reference), row["nps_ref_or_expected"])
    found.near("drop", answer.drop, row["drop_or_ratio"])
    found.near("z", answer.z, row["z"])
    found.near("p", answer.p, row["p_one_sided"], relative=True)
    return found


def _spike(row: Row, claims: nps.Counts) -> list[str]:
    days = whole(row, "baseline_days", alerts.BASELINE_DAYS)
    answer = alerts.spike(*claims, whole(row, "ref_pro_or_Y"), baseline_days=days)
    found = Differences()
    found.same("level", answer.level, row["level"] or alerts.NONE)
    found.same("test", answer.method, row["nps_recent_or_method"] or answer.method)
    found.near("expected", answer.expected, row["nps_ref_or_expected"])
    found.near("ratio", answer.ratio, row["drop_or_ratio"])
    found.near("p", answer.p, row["p_one_sided"], relative=True)
    return found
