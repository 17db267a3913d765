"""Tables of scores, differences, mixes, answers and alerts through the functions everybody uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import inf

from store.errors import Refused
from store.rules import alerts, compare, nps

Row = Mapping[str, str]
Outcome = tuple[str, str, list[str]]
"""Id, what it is about, what differs."""
POINTS = 6e-7
"""How far a number of six decimals may be off."""
RELATIVE = 1e-8
"""How far a probability of ten figures may be off."""
_KINDS = {
    "diff": "aw_z",
    "mix": "population_or_ref_n",
    "ratings": "accept",
    "alerts": "n_recent_or_method",
    "nps": "aw_lo",
}


def kind_of(columns: Iterable[str]) -> str | None:
    """Tell from its columns what a table holds; None: nothing that is known."""
    known = set(columns)
    if "r_pro_or_x" in known:
        return "alerts"
    return next((kind for kind, column in _KINDS.items() if column in known), None)


def run(kind: str, rows: Iterable[Row]) -> Iterator[Outcome]:
    """Run the rows of a table."""
    if kind == "mix":
        yield from _mixes(rows)
        return
    check: Callable[[Row], list[str]] = {"diff": _diff, "ratings": _rating, "alerts": _alert, "nps": _score}[
        kind
    ]
    for row in rows:
        name = row.get("id") or repr(row.get("raw"))
        yield name, row.get("note") or row.get("why") or "", check(row)


def _counts(row: Row, *names: str) -> nps.Counts:
    first, second, third = (int(row[name]) for name in names)
    return first, second, third


class _Differences(list[str]):
    """Collects what is otherwise than expected."""

    def same(self, name: str, found: object, wanted: object) -> None:
        """Expect equality."""
        if found != wanted:
            self.append(f"{name}: {found!r}, expected {wanted!r}")

    def near(self, name: str, found: Fraction | float | None, wanted: str, *, relative: bool = False) -> None:
        """Expect a number, to as many figures as the table gives; an empty cell expects none."""
        if wanted == "":
            return
        value, goal = inf if found is None else float(found), float(wanted)
        if value != goal and not abs(value - goal) <= (RELATIVE * abs(goal) if relative else POINTS):
            self.append(f"{name}: {value!r}, expected {wanted}")


def _score(row: Row) -> list[str]:
    score = nps.summarise(*_counts(row, "promoters", "passives", "detractors"))
    found = _Differences()
    found.same("n", score.n, int(row["n"]))
    found.same("display", score.display, row["display"])
    if score.nps is None:
        found.same("nps", row["nps_fraction"], "")
        return found
    found.same("nps", score.nps, Fraction(row["nps_fraction"]))
    found.same("nps, six decimals", nps.decimal(score.nps), row["nps_6dp"])
    found.same("rounded", nps.rounded(score.nps), int(row["round_half_away"]))
    found.same("band", nps.band(score.nps), row["band"])
    found.near("low", score.low, row["aw_lo"])
    found.near("high", score.high, row["aw_hi"])
    return found


def _diff(row: Row) -> list[str]:
    answer = compare.difference(_counts(row, "p1", "a1", "d1"), _counts(row, "p2", "a2", "d2"))
    if answer is None:
        return ["one of them has no answers"]
    found = _Differences()
    found.same("difference", answer.points, Fraction(row["diff_exact"]))
    found.near("z", answer.z, row["aw_z"])
    found.near("p", answer.p_two_sided, row["aw_p_two_sided"], relative=True)
    found.near("low", answer.low, row["aw_lo"])
    found.near("high", answer.high, row["aw_hi"])
    return found


def _mixes(rows: Iterable[Row]) -> Iterator[Outcome]:
    parts: dict[str, dict[str, tuple[nps.Counts, int]]] = defaultdict(dict)
    heads: dict[str, Row] = {}
    for row in rows:
        counts = _counts(row, "promoters", "passives", "detractors")
        parts[row["case"]][row["segment"]] = (counts, int(row["population_or_ref_n"]))
        if row["mixadj_nps"]:
            heads[row["case"]] = row
    for name, row in heads.items():
        answer, found = compare.mix_adjusted(parts[name]), _Differences()
        if row["mixadj_nps"] == "n/a":
            found.same("score", answer.nps, None)
            found.same("silent", bool(answer.silent), True)
        else:
            found.same("score", answer.nps, Fraction(row["mixadj_fraction"]))
            found.near("error", answer.error, row["mixadj_se_points"])
            found.near("low", answer.low, row["mixadj_lo95"])
            found.near("high", answer.high, row["mixadj_hi95"])
        yield name, row.get("note") or "", found


def _rating(row: Row) -> list[str]:
    found = _Differences()
    try:
        value = nps.classify(row["raw"])
    except Refused:
        found.same("accepted", "no", row["accept"])
        return found
    found.same("accepted", "yes", row["accept"])
    if row["accept"] == "yes":
        found.same("value", value, int(row["value"]))
        found.same("class", nps.group(value), row["class"])
    return found


def _alert(row: Row) -> list[str]:
    first = _counts(row, "r_pro_or_x", "r_pas_or_y", "r_det_or_X")
    return _fall(row, first) if row["kind"] == "nps_fall" else _spike(row, first)


def _fall(row: Row, recent: nps.Counts) -> list[str]:
    answer = alerts.fall(recent, _counts(row, "ref_pro_or_Y", "ref_pas", "ref_det"))
    found = _Differences()
    found.same("level", answer.level, row["level"])
    found.near("drop", answer.drop, row["drop_or_ratio"])
    found.near("z", answer.z, row["z"])
    found.near("p", answer.p, row["p_one_sided"], relative=True)
    return found


def _spike(row: Row, claims: nps.Counts) -> list[str]:
    answer = alerts.spike(*claims, int(row["ref_pro_or_Y"]), baseline_days=int(row["baseline_days"]))
    found = _Differences()
    found.same("level", answer.level, row["level"])
    found.same("test", answer.method, row["nps_recent_or_method"])
    found.near("expected", answer.expected, row["nps_ref_or_expected"])
    found.near("ratio", answer.ratio, row["drop_or_ratio"])
    found.near("p", answer.p, row["p_one_sided"], relative=True)
    return found
