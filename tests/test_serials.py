"""Serial keys, what looks alike, what cannot be a serial, and what scanners send."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.rules.scans import FNC1, Scan, read_scan
from store.rules.serials import check_serial, clean_serial, look_alikes, serial_key, skeleton

steady = settings(derandomize=True, max_examples=80, deadline=None, database=None)
serials = st.text(alphabet="abcXYZ0123456789-– .\u00a0İßК序", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("MJ0351-YNG9-Z0XA", "mj0351yng9z0xa"),
        (" mj0351yng9z0xa ", "mj0351yng9z0xa"),
        ("ＭＪ０３５１ＹＮＧ９Ｚ０ＸＡ", "mj0351yng9z0xa"),
        ("SN–00\u00a012\t34", "sn001234"),
        ("SN\u2212001\u200b234", "sn001234"),
        ("0012345678", "0012345678"),
        ("序列号-001", "序列号001"),
        ("STRAẞE 1", "strasse1"),
        ("SN/2024/000.1", "sn/2024/000.1"),
        ("%", "%"),
        ("_", "_"),
        ("- -", ""),
    ],
)
def test_key(text: str, key: str) -> None:
    assert serial_key(text) == key


@steady
@given(st.text(max_size=30))
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = serial_key(text)
    assert serial_key(key) == key
    assert not any(letter.isspace() for letter in key) and "-" not in key


@steady
@given(serials, st.sampled_from([" ", "-", "–", "\u00a0", "\t"]), st.integers(0, 20))
def test_case_spaces_and_dashes_do_not_matter(text: str, noise: str, place: int) -> None:
    noisy = text[:place] + noise + text[place:]
    assert serial_key(noisy) == serial_key(text)
    assert serial_key(text.casefold()) == serial_key(text)


@steady
@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=20), st.integers(0, 5))
def test_zeros_and_letters_are_kept(text: str, zeros: int) -> None:
    assert serial_key("0" * zeros + text) == "0" * zeros + text.lower()


@pytest.mark.parametrize(("one", "other"), [("SNO1", "SN01"), ("SNI1", "SN11"), ("МJ1", "MJ1"), ("B1", "81")])
def test_what_looks_alike_is_not_the_same(one: str, other: str) -> None:
    first, second = serial_key(one), serial_key(other)
    assert first != second
    assert skeleton(first) == skeleton(second)
    assert second in set(look_alikes(first)) | {serial_key(other)} - {first}
    assert second in set(look_alikes(first, 200))


@steady
@given(st.text(alphabet="01258ABILOSZXYW", max_size=12).map(serial_key), st.integers(0, 40))
def test_look_alikes_are_few_and_true(key: str, limit: int) -> None:
    found = list(look_alikes(key, limit))
    assert len(found) == len(set(found)) <= limit
    assert key not in found
    assert {skeleton(other) for other in found} <= {skeleton(key)}
    changes = [sum(a != b for a, b in zip(key, other, strict=True)) for other in found]
    assert changes == sorted(changes)


@steady
@given(st.text(max_size=20).map(serial_key))
def test_a_skeleton_is_folded_once(key: str) -> None:
    assert skeleton(skeleton(key)) == skeleton(key)


GOOD = [
    "0012345678",
    "1E5",
    "12E5",
    "100E10",
    "3-4",
    "MAR1",
    " MJ0351YNG9Z0XA ",
    "SN/2024/000.1",
    "S'1",
    "%",
    "_",
    "1",
]
GOOD += [
    "A" * 64,
    "00:1A:2B:3C:4D:5E",
    "9223372036854775808",
    '="0001234"',
    "27aa8378-b0f4-4289-84a4-405da95c6147",
]
GOOD += ["序列号-001", "SN–001234", "1E-5", "\ufeffSN1"]

BAD = [
    "",
    "  ",
    "--",
    "N/A",
    "#N/A",
    "none",
    "Unknown",
    "6.37702E+15",
    "1,23E+15",
    "1E+15",
    "########",
    "#REF!",
]
GOOD += [
    "MAR26",
    "мар",
    "MAR-26",
    "1.5",
    "12.345.678",
    "1.0.2",
    "2026-03-26",
    "A1.0",
    "99-Mar",
    "Mar-265",
    "1,2",
    "45/45/20",
]
BAD += [
    "1.0",
    "123456.00",
    "123456789012345.0",
    "1,0",
    "-7.0",
    "Mar-26",
    "26-Mar",
    "3-Apr",
    "26-Mar-2026",
    "Dec-1999",
]
BAD += [
    "TRUE",
    "False",
    "ЛОЖЬ",
    "1/2/2026",
    "31/12/26",
    "12/31/2026",
    "26.03.2026",
    "1,234,567",
    "12,345.60",
    "01.мар",
    "мар.26",
]
BAD += ["2026-03-26 00:00:00"]
BAD += ["SN1/SN2", "sn1, sn2", "9" * 65, "AB\x00C", "AB\x1dC", "A\nB", "\u202eSN1", "\ud800", '=""', "???"]


@pytest.mark.parametrize("text", GOOD)
def test_plausible_serials(text: str) -> None:
    assert check_serial(text) is None


@pytest.mark.parametrize("text", BAD)
def test_impossible_serials(text: str) -> None:
    assert str(check_serial(text)).endswith(".") or ":" in str(check_serial(text))
    assert check_serial(text) is not None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('="0001234"', "0001234"),
        ("ＳＮ１２３４", "SN1234"),
        ("SN-АВ12", "SN-AB12"),
        ("\ufeff SN-1 ", "SN-1"),
        ("СЕРИЯ-7", "СЕРИЯ-7"),
        ("sn 00 12", "sn 00 12"),
    ],
)
def test_what_is_kept_of_a_serial(text: str, kept: str) -> None:
    assert clean_serial(text) == kept


GTIN = "09506000134352"


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("SN-001", Scan(("SN-001", "001"))),
        (" 0012 \r", Scan(("0012",))),
        ("S/N: 0012", Scan(("0012",))),
        ("SERIAL:ab-1", Scan(("ab-1",))),
        ("Serial No.: ab-1", Scan(("ab-1",))),
        ("SN：序1", Scan(("序1",))),
        ("SN: ", Scan(())),
        ("SN 00 12 34", Scan(("SN 00 12 34", "00 12 34"))),
        ("SERIES7", Scan(("SERIES7",))),
        ("", Scan(())),
        ("~1~AB12", Scan(("AB12",))),
        (f"]C101{GTIN}11250400" + f"21AB-12{FNC1}10L7", Scan(("AB-12",), GTIN, "L7", "2025-04")),
        (f"]d2{FNC1}01{GTIN}" + f"10L7{FNC1}21XYZ", Scan(("XYZ",), GTIN, "L7")),
        (f"]Q3{FNC1}11240229" + "17260101" + "21Z", Scan(("Z",), None, None, "2024-02-29", "2026-01-01")),
        (f"01{GTIN}21SER1", Scan(("SER1",), GTIN)),
        (f"01{GTIN[:-1]}321SER1", Scan((f"01{GTIN[:-1]}321SER1",))),
        (f"(01) {GTIN} (21) AB(1) (17)261131", Scan(("AB(1)",), GTIN)),
        ("(21)AB-12(3103)000123", Scan(("AB-12",))),
        (f"]C101{GTIN}", Scan((), GTIN)),
        (f"https://id.gs1.org/01/{GTIN}/10/L7/21/AB%2F1?x=1", Scan(("AB/1",), GTIN, "L7")),
        ("21ABC", Scan(("21ABC",))),
        ("]A0ABC", Scan(("ABC",))),
        ("]C1ABC", Scan(("ABC",))),
    ],
)
def test_scans(text: str, scan: Scan) -> None:
    assert read_scan(text, prefixes=("~", "~1~")) == scan


@pytest.mark.parametrize(
    ("today", "digits", "day"),
    [
        (None, "510101", "1951-01-01"),
        (None, "500101", "2050-01-01"),
        (date(2026, 1, 1), "760101", "2076-01-01"),
        (date(2026, 1, 1), "770101", "1977-01-01"),
        (date(2060, 1, 1), "100101", "2110-01-01"),
        (date(2026, 1, 1), "250230", None),
        (date(2026, 1, 1), "251301", None),
    ],
)
def test_the_century_of_a_gs1_date(today: date | None, digits: str, day: str | None) -> None:
    assert read_scan(f"]C111{digits}21A", today=today).produced == day


@steady
@given(st.text(max_size=60))
def test_any_scan_can_be_read(text: str) -> None:
    scan = read_scan(text, today=date(2026, 1, 1))
    assert all(reading == reading.strip() for reading in scan.readings[:1])
