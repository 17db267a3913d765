"""The report: one page that stands alone, says everything with its doubt, and names nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fake_book import TODAY, make_score
from fake_scores import overview
from paper_help import LOCALE

from store import wording
from store.errors import Refused
from store.report import charts
from store.report.page import page
from store.services.overview import overview as gathered
from store.services.reporting import write
from store.store import Store
from tui.__main__ import main

VOID = {"meta", "br", "link"}
HOSTILE = "<script>alert(1)</script> \"&' [/]"


class Reader(HTMLParser):
    """Reads a page, and sees to it that every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(made: str) -> Reader:
    reader = Reader()
    reader.feed(made)
    reader.close()
    assert not reader.open
    return reader


def test_the_page_says_everything_a_manager_must_know() -> None:
    made = page(overview(), "en")
    text = " ".join("".join(read(made).text).split())
    for said in (
        "Net Promoter Score", "Kyiv-2", "24 August 2026 – 21 November 2026", "+42", "95 % range +29 … +55",
        "improvement", "99 promoters · 20 passives · 34 detractors", "150 of 412 asked have answered (36%)",
        "alert:", "NPS of KX-200 fell", "By luck", "watch:", "not asked: must not be contacted",
        "Twelve months", "By product", "1 promoter, 1 detractor", "Silent: AC-9", "Loyalty and the score",
        "36 of 40 repairs held at the first time (90%)", "€100.00 a claim", "Effort", "+38.5",
        "20 months old", "Survey; telephone", "adjusted Wald", "bias of who answers",
        "answers to no claim of this desk", "registered trademarks",
        "Made by Counterpane on 21 November 2026.",
    ):  # fmt: skip
        assert said in text, said


def test_it_stands_alone() -> None:
    reader = read(page(overview(), "en"))
    tags = {tag for tag, _attrs in reader.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a"}
    for _tag, attrs in reader.seen:
        assert not {"src", "href", "xlink:href", "srcset", "action"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]
    made = page(overview(), "en")
    assert "default-src 'none'; style-src 'unsafe-inline'" in made
    assert not re.search(r"https?://|@import|url\((?!#)", made)


def test_pictures_are_well_formed_and_have_names() -> None:
    drawn = re.findall(r"<svg.*?</svg>", page(overview(), "en"), re.S)
    assert len(drawn) >= 6
    for each in drawn:
        root = ElementTree.fromstring(each)
        assert root.get("role") == "img" and root.get("aria-label")
        width, height = (float(side) for side in (root.get("viewBox") or "").split()[2:])
        for mark in root.iter("circle"):
            assert 0 <= float(mark.get("cx", "0")) <= width and 0 <= float(mark.get("cy", "0")) <= height


def test_ids_are_used_once() -> None:
    ids = re.findall(r' id="([^"]+)"', page(overview(), "en"))
    assert ids and len(ids) == len(set(ids))


def test_names_are_escaped() -> None:
    made = page(overview(HOSTILE, desk=HOSTILE), "en")
    assert "<script" not in made and "&lt;script&gt;" in made
    assert HOSTILE in "".join(read(made).text)


def test_it_is_the_same_every_time_and_has_one_structure() -> None:
    assert page(overview(), "en") == page(overview(), "en")
    heads = re.findall(r"<h2>(.*?)</h2>", page(overview(), "en"))
    assert heads == [
        "Twelve months, and the 95 % range as a band", "Effort", "Mix",
        "Faults by claims, and their share together", "Loyalty and the score", "Who was asked", "By product",
        "Benchmarks",
    ]  # fmt: skip


def test_printed_it_is_one_page_of_a4_or_letter_and_no_letter_is_below_seven_points() -> None:
    made = page(overview(), "en")
    style = made[made.index("<style>") : made.index("</style>")]
    # The paper is the reader's own: nothing but the way it stands is asked for.
    assert re.findall(r"@page \{(.*?)\}", style) == [" size: portrait; margin: 9mm 10mm "]
    printed = style[style.index("@media print {") : style.index("@media screen")]
    assert ".even { columns: 3" in printed and "max-width: none" in printed
    base = re.search(r"html \{ font-size: ([\d.]+)pt \}", printed)
    assert base and float(base[1]) >= 7
    assert all(float(size) >= 7 for size in re.findall(r"font-size: ([\d.]+)pt", printed))
    # Whatever is smaller than its surroundings on the screen has a size of its own on paper.
    small = ("table", ".counts", "thead th", "footer")
    assert f"{', '.join(small)} {{ font-size: 7.1pt }}" in printed
    for rule in re.findall(r"([^\s{}][^{}\n]*?) \{[^{}]*font-size: \.\d+", style):
        assert rule in (*small, "h2"), rule
    for title, least in (("Twelve months", 10), ("Faults by claims", 10), ("95 % range", 11)):
        drawn = re.search(r"<svg.*?</svg>", made[made.index(title, made.index("<body>")) :], re.S)
        assert drawn is not None
        wide = re.match(r'<svg viewBox="0 0 (\d+)', drawn[0])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawn[0])]
        assert wide and int(wide[1]) <= 360 and min(sizes) >= least, title


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_it_speaks_three_languages(language: str) -> None:
    wording.use(LOCALE, "en")
    made = page(overview(), language)
    assert f'<html lang="{language}">' in made
    text = "".join(read(made).text)
    assert {"en": "24 August 2026", "ru": "24 августа 2026", "zh": "2026年8月24日"}[language] in text
    assert ("99 promoters" in text) == (language == "en")


@pytest.mark.parametrize("groups", [(0, 0, 0), (1, 1, 1)])
def test_few_or_no_answers_are_no_score(groups: tuple[int, int, int]) -> None:
    found = replace(overview(), score=make_score(*groups), months=(), splits=(), loyalty=(), pareto=None,
                    effort=())  # fmt: skip
    found = replace(found, beside=replace(found.beside, alerts=(), benchmarks=(), mixed=None))
    text = "".join(read(page(found, "en")).text)
    assert ("no answers" if not sum(groups) else "too few for a score") in text
    assert "Nothing is out of the ordinary." in text and "none is built in" in text
    assert "No month has answers enough" in text


@pytest.mark.parametrize("ends", [(-100.0, 100.0), (3.0, 4.0), (-3.0, -1.0), (12.0, 48.0), (99.0, 100.0)])
def test_a_scale_holds_what_it_shows(ends: tuple[float, float]) -> None:
    low, high, step = charts.bounds(ends)
    assert low <= ends[0] and ends[1] <= high and low < high
    assert low >= -100 and high <= 100 and (high - low) / step <= 8


def test_a_month_without_a_score_is_a_gap() -> None:
    points = [charts.Point("m", None if n == 1 else 10.0 * n, 0.0, 50.0, "", "") for n in range(4)]
    drawn = charts.trend(points, "trend")
    assert drawn.count("<polyline") == 2 and drawn.count("<circle") == 3


def test_it_names_no_customer_and_the_team_only_when_asked(demo: Store) -> None:
    found = gathered(demo, None, None)
    made = page(found, "en")
    people = {person.name for person in demo.people.list()}
    customers = [row[0] for row in demo.context.connection.execute("SELECT name FROM customer")]
    text = "".join(read(made).text)
    assert len(customers) > 100 and not [name for name in customers if name and name in text]
    assert not [name for name in people if re.search(rf"\b{re.escape(name)}\b", text)]
    assert "By agent" in page(gathered(demo, None, None, team=True), "en")


def test_a_report_is_written_once_and_never_over_another(demo: Store, tmp_path: Path) -> None:
    made = write(demo, None, None, out=tmp_path / "report.html")
    assert read(made.read_text("utf-8")).seen[0][0] == "html"
    with pytest.raises(Refused) as refused:
        write(demo, None, None, out=tmp_path / "report.html")
    assert refused.value.code == "FILE_EXISTS"
    first, second = (write(demo, None, None, out=tmp_path) for _ in range(2))
    assert first != second and first.parent == tmp_path
    with pytest.raises(Refused) as refused:
        write(demo, None, None, spoken="xx")
    assert refused.value.code == "NO_SUCH_LANGUAGE"


def test_the_team_is_not_for_an_agent(demo: Store) -> None:
    demo.context.agent = replace(demo.agent, role="agent")
    with pytest.raises(Refused) as refused:
        gathered(demo, None, None, team=True)
    assert refused.value.code == "NOT_ALLOWED"
    demo.context.agent = replace(demo.agent, role="viewer")
    found = gathered(demo, None, TODAY)
    assert not found.splits and not found.loyalty and found.pareto is None and page(found, "en")


def test_the_verb_writes_it(demo: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.html"
    words = ["--db", str(demo.path), "report", "--since", "2026-09-01", "--until", "2026-11-21"]
    assert main([*words, "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out and "1 September 2026" in out.read_text("utf-8")
    assert main([*words, "--out", str(out)]) == 1 and "FILE_EXISTS" in capsys.readouterr().err
    assert main([*words, "--all"]) == 2
    assert main(["--db", str(demo.path), "report", "--since", "2026-09-02", "--until", "2026-09-01"]) == 2
