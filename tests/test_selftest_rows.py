"""Golden tables as people make them: no answers on a side, silent parts, blank cells, spaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.selftest import CASES, run

DIFF = "id,p1,a1,d1,p2,a2,d2,nps1,nps2,diff_exact,wald_z,aw_z,aw_p_two_sided,aw_lo,aw_hi,note"
MIX = (
    "case,segment,promoters,passives,detractors,population_or_ref_n,raw_nps,raw_fraction,mixadj_nps,"
    "mixadj_fraction,mixadj_se_points,mixadj_lo95,mixadj_hi95,note"
)
RATINGS = "raw,accept,value,class,why"
ALERTS = (CASES / "alerts.csv").read_text(encoding="utf-8").splitlines()[0]
SCORE = (CASES / "nps.csv").read_text(encoding="utf-8").splitlines()[0]
A = "A,40,5,5"


def outcome(folder: Path, *lines: str) -> list[tuple[str, bool]]:
    """Return the id of each case of a table, and whether it passed."""
    path = folder / "rows.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [(each.id, not each.differences) for each in run([path])]


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        ("none_here,0,0,0,5,0,0,,100.000000,,,,,,,", True),
        ("none_there,5,0,0,0,0,0,100.000000,,,,,,,,", True),
        ("none_at_all,0,0,0,0,0,0,,,,,,,,,", True),
        ("said,0,0,0,5,0,0,n/a,100.000000,n/a,,n/a,n/a,n/a,n/a,", True),
        ("blank_counts,,,,5,0,0,,100.000000,,,,,,,", True),
        ("short,0,0,0,5,0,0,,100.000000,,,,,", True),
        (" spaced , 0 , 10,0 ,0,10,0, 0.000000 ,0.000000, 0 ,, 0.000000, 1.0 ,-26.113517, 26.113517 ,", True),
        ("a_zero,0,0,0,5,0,0,,100.000000,0,,,,,,", False),
        ("a_z,0,0,0,5,0,0,,100.000000,,,1.0,,,,", False),
        ("a_score,0,0,0,5,0,0,0.000000,100.000000,,,,,,,", False),
        ("nothing_said,0,10,0,0,10,0,0.000000,0.000000,,,,,,,", False),
        ("no_number,5,x,0,5,0,0,,,,,,,,,", False),
        ("below_zero,-1,0,0,5,0,0,,100.000000,,,,,,,", False),
    ],
)
def test_differences(tmp_path: Path, row: str, passes: bool) -> None:
    assert outcome(tmp_path, DIFF, row, "") == [(row.split(",", maxsplit=1)[0].strip(), passes)]


@pytest.mark.parametrize(
    ("rows", "passes"),
    [
        ((f"c,{A},0,70.000000,70,n/a,,,,,", "c,B,2,3,5,0,,,,,,,,"), False),
        ((f"c,{A},0,53.333333,160/3,n/a,,,,,", "c,B,2,3,5,0,,,,,,,,"), True),
        ((f"c,{A},0,53.333333,160/3,,,,,,", "c,B,2,3,5,0,,,,,,,,"), True),
        (("c,A,0,0,0,0,,,n/a,,,,,", "c,B,0,0,0,0,,,,,,,,"), True),
        (("c,A,0,0,0,0,,,,,,,,"), True),
        (("c,A,,,,,,,n/a,,,,,"), True),
        # Who has no closed claims weighs nothing, and is not silent.
        ((f"c,{A},500,,,70.000000,70,,,,", "c,B,2,3,5,0,,,,,,,,"), True),
        ((f"c,{A},500,70.000000,70,70.000000,70,,,,", "c,B,0,0,0,0,,,,,,,,"), True),
        ((f"c,{A},500,70.000000,70,n/a,,,,,", "c,B,0,0,0,500,,,,,,,,"), True),
        ((f"c,{A},500,70.000000,70,n/a — no answers from B,,,,,", "c,B,0,0,0,500,,,,,,,,"), True),
        ((f"c,{A},500,,,n/a — no answers from A,,,,,", "c,B,0,0,0,500,,,,,,,,"), False),
        ((f"c,{A},500,,,70.000000,70,,,,", "c,B,0,0,0,500,,,,,,,,"), False),
        (("c,A,0,0,0,9,,,n/a — no answers from A, B,,,,,",), False),
        (('c,A,0,0,0,9,,,"n/a — no answers from A, B",,,,,', "c,B,0,0,0,9,,,,,,,,"), True),
        # The range ends at 100; a segment may be without a name, and a case named once.
        (("c,A,40,0,0,9,100.000000,100,100.000000,100,,,100.000000,",), True),
        ((f" c , {A} , 500 ,,, 20.000000 ,20,11.675297,-2.883162,42.883162,", ",,2,3,5,500,,,,,,,,"), True),
        ((f"c,{A},500,,,21.000000,,,,,", "c,B,2,3,5,500,,,,,,,,"), False),
        ((f"c,{A},many,,,20.000000,20,,,,", "c,B,2,3,5,500,,,,,,,,"), False),
    ],
)
def test_mixes(tmp_path: Path, rows: tuple[str, ...] | str, passes: bool) -> None:
    rows = (rows,) if isinstance(rows, str) else rows
    assert outcome(tmp_path, MIX, *rows) == [("c", passes)]


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        (",no,,,nothing", True),
        ("   ,no,,,only spaces", True),
        ("\u00a09\u3000,yes,9,promoter,spaces of other scripts", True),
        (" 7 , Yes , 7 , passive ,", True),
        ("9,yes,,,no value is expected", True),
        ("9", False),
        ("9,yes,8,promoter,", False),
        ("9 9,no", True),
        (",yes,0,detractor,", False),
    ],
)
def test_ratings(tmp_path: Path, row: str, passes: bool) -> None:
    assert outcome(tmp_path, RATINGS, row) == [(repr(row.split(",", maxsplit=1)[0]), passes)]


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        ("f,nps_fall,,,,,,,90,365,0,0,,,,,,not enough answers,", True),
        ("f,nps_fall,8,0,0,,,,90,365,8,0,100.000000,,,,,not enough answers,", True),
        ("f,nps_fall,0,2,5,40,20,15,,,,,-71.428571, 33.333333 ,,, , not enough answers ,", True),
        ("f,nps_fall,0,2,5,40,20,15,90,365,7,75,,,,,,none,", False),
        ("c,claims_spike,,,,,,,28,364,,,,,,,,none,", True),
        ("c,claims_spike,3,0,0,0,,,28,,3,0, calendar ,0.000000,inf,,0.0003644314869,alert,", True),
        ("c,claims_spike,2,0,30,400,,,28,364,2,0,share,0.000000,n/a,,0.005327833634,,", True),
        ("c,claims_spike,3,0,30,400,,,28,364,3,0,share,0.000000,inf,,0.000406047367,,", False),
        ("c,claims_spike,3,0,0.5,400,,,28,364,3,0,share,,,,,alert,", False),
    ],
)
def test_alerts(tmp_path: Path, row: str, passes: bool) -> None:
    assert outcome(tmp_path, ALERTS, row) == [(row.split(",", maxsplit=1)[0], passes)]


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        ("e,0,0,0,0,,,,,n/a,,no data", True),
        ("e,,,,,,,,,,,", True),
        ("e,0,0,0,0,0,0.000000,0,0,0,,improvement", False),
        (" e , 2 ,0,0, 2 , 100 ,100.000000,100,100, +100 ,100,excellence,,,,,,,-24.410989,100.000000", True),
        ("e,2,0,0,2,,,,,+100,,excellence", False),
    ],
)
def test_scores(tmp_path: Path, row: str, passes: bool) -> None:
    assert outcome(tmp_path, SCORE, row) == [("e", passes)]


def test_blank_rows_are_no_rows_and_names_may_have_spaces(tmp_path: Path) -> None:
    assert outcome(tmp_path, RATINGS.replace(",", " , "), ",,,,", "", "10,yes,10,promoter,", " , , ,,") == [
        ("'10'", True)
    ]
