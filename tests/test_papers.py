"""Papers for the customer: what each must say, in whose language, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from paper_help import (
    LOCALE,
    NAMES,
    Clock,
    customer,
    filed,
    founded,
    pseudo_chinese,
    rejected,
    repaired,
    unit,
)
from rich.cells import cell_len
from work_help import HOSTILE

from store import wording
from store.errors import NotFound, Refused
from store.paper.costs import cost_blocks, parts_used
from store.paper.document import Document, Fields, Items, Paragraph, Table
from store.paper.tongue import Tongue
from store.record import but
from store.services.papers import laid_out
from store.store import Store

SLIP_42 = """\
                  Kyiv-2
          вул. Хрещатик 1, Київ
             +380 44 555 0101
==========================================
              Hand-back slip
                {number}
==========================================

Customer          Grace Hopper
Phone             +380 44 555 012
Product           Haier KX-200
Serial            MJ0351-YNG9-Z0XA

The days of the repair -------------------

Claim             {number}
Requested on      3 October 2026
Handed in on      4 October 2026
Work begun on     5 October 2026
Fault removed on  11 November 2026
Handed back on    16 November 2026
From request to
hand-back         44 days

Fault and repair -------------------------

Fault             no cooling
In your words     不制冷 it hums
What we found     compressor seized;
                  replaced
Result            It was repaired.
Handed back with  shelf, cable

Parts and materials used -----------------

- compressor
- relay

Cost -------------------------------------

Item            Cost  You pay
-----------  -------  -------
Spare parts  €228.00    €0.00
Work          €40.00   €40.00
courier        €9.00    €0.00

Cost in all       €277.00
You pay           €40.00

Cover from now on ------------------------

On 16 November 2026: Your KX-200 is
covered until {end}, that day
included. Parts and work cost you nothing.
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with founded(tmp_path / "desk.db", clock) as opened:
        yield opened


def fields(paper: Document) -> dict[str, str]:
    return {
        label: value for block in paper.blocks if isinstance(block, Fields) for label, value in block.rows
    }


def said(paper: Document) -> str:
    return laid_out(paper, "80")


def test_the_slip_has_every_day_and_all_that_the_law_asks_for(store: Store, clock: Clock) -> None:
    number = repaired(store, clock, unit(store, customer(store, "en")))
    paper = store.papers.of_claim(number)
    assert (paper.kind, paper.code, paper.language) == ("slip", number, "en")
    known = fields(paper)
    assert [
        known[name] for name in ("Requested on", "Handed in on", "Fault removed on", "Handed back on")
    ] == [
        "3 October 2026",
        "4 October 2026",
        "11 November 2026",
        "16 November 2026",
    ]
    assert known["Fault"] == "no cooling"
    assert known["What we found"] == "compressor seized; replaced"
    assert Items(("compressor", "relay")) in paper.blocks
    assert "If the same fault comes back by 14 February 2027" in said(paper).replace("\n", " ")


def test_the_narrow_slip_to_the_letter(store: Store, clock: Clock) -> None:
    number = repaired(store, clock, unit(store, customer(store, "en")))
    end = store.units.card(store.claims.get(number).unit_id or "", date(2026, 11, 16)).cover.end
    assert end is not None
    expected = SLIP_42.format(number=number, end=f"{end.day} {end:%B %Y}")
    text = laid_out(store.papers.of_claim(number), "42")
    assert text[: text.index("It began on")].strip() == expected.strip()


def test_nothing_used_and_nothing_noted_is_said(store: Store, clock: Clock) -> None:
    clock.day(10, 3)
    number = filed(store, unit(store, customer(store, "en")))
    store.claims.act(number, "approve", {"estimate": 0, "payer": {"maker": 0, "customer": 0, "goodwill": 0}})
    start = {"received": "2026-10-03", "condition": "fine", "accessories": []}
    store.claims.act(number, "start", start)
    store.claims.act(number, "finish", {"diagnosis": "none", "resolution": "no_fault"})
    store.claims.act(number, "close", {"handed_over": "2026-10-03", "receiver": "Ann"})
    text = said(store.papers.of_claim(number))
    assert "No spare parts or materials were used." in text
    assert "Work ended on" in text and "Fault removed on" not in text
    assert "It was examined, and no fault was found." in text
    assert "Cost in all" not in text


def test_a_line_of_the_cost_may_say_what_it_is_for(store: Store, clock: Clock) -> None:
    lines = (
        {"kind": "part", "name": "主板 main board for the fridge", "cost": 22800, "customer": 0},
        {"kind": "travel", "cost": 1250, "customer": 1250, "note": "12 km"},
        {"kind": "part", "name": "RELAY", "cost": 5, "customer": "much"},
    )
    number = repaired(store, clock, unit(store, customer(store, "en")))
    claim = but(store.claims.get(number), lines=lines)
    assert parts_used(claim, claim.slip or {}) == ("compressor", "relay", "主板 main board for the fridge")
    _heading, table, sums = cost_blocks(claim, Tongue("en"))
    assert isinstance(table, Table) and isinstance(sums, Fields)
    assert table.rows[0] == ("Spare parts: 主板 main board for the fridge", "€228.00", "€0.00")
    assert table.rows[1] == ("Travel: 12 km", "€12.50", "€12.50")
    assert dict(sums.rows) == {"Cost in all": "€277.00", "You pay": "€40.00"}


def test_a_second_repair_has_days_of_its_own(store: Store, clock: Clock) -> None:
    number = repaired(store, clock, unit(store, customer(store, "en")), lines=False)
    clock.day(11, 20)
    store.claims.act(number, "reopen", {"fault": "G-COLD"})
    with pytest.raises(Refused, match="not handed back"):
        store.papers.of_claim(number, "slip")
    clock.day(11, 25)
    store.claims.act(number, "finish", {"diagnosis": "relay", "resolution": "repaired"})
    clock.day(11, 27)
    store.claims.act(number, "close", {"handed_over": "2026-11-27", "receiver": "Ann"})
    known = fields(store.papers.of_claim(number))
    assert known["Requested on"] == "20 November 2026"
    assert known["Fault removed on"] == "25 November 2026"


def test_a_replaced_unit_takes_the_cover_of_the_new_one_home(store: Store, clock: Clock) -> None:
    clock.day(10, 3)
    number = filed(store, unit(store, customer(store, "en")))
    store.claims.act(
        number, "approve", {"estimate": 100, "payer": {"maker": 100, "customer": 0, "goodwill": 0}}
    )
    store.claims.act(number, "start", {"received": "2026-10-03", "condition": "ok", "accessories": []})
    done = {"diagnosis": "dead", "resolution": "replaced", "new_serial": "MJ0351-NEW0-0001"}
    store.claims.act(number, "finish", done)
    store.claims.act(number, "close", {"handed_over": "2026-10-03", "receiver": "Ann"})
    paper = store.papers.of_claim(number)
    assert fields(paper)["New serial"] == "MJ0351-NEW0-0001"
    assert fields(paper)["Serial"] == "MJ0351-YNG9-Z0XA"
    assert "Your KX-200 is covered until" in said(paper)


def test_the_receipt_says_what_was_brought_and_promised(store: Store, clock: Clock) -> None:
    number = filed(store, unit(store, customer(store, "en")))
    paper = store.papers.of_claim(number)
    known = fields(paper)
    assert paper.kind == "receipt"
    assert known["Requested on"] == "21 November 2026"
    assert known["Brought in"] == "in store"
    assert known["In your words"] == "不制冷 it hums"
    assert known["Ready, we expect, by"] == "26 November 2026"
    assert known["By law at the latest by"] == "5 January 2027"
    assert "covered until 14 March 2028" in said(paper).replace("\n", " ")


def test_the_letter_has_reason_rule_evidence_and_the_way_to_object(store: Store, clock: Clock) -> None:
    number = rejected(store, clock, unit(store, customer(store, "en")))
    text = said(store.papers.of_claim(number))
    for part in (
        "The fault comes from the way it was used.",
        "Water inside,\nseen on the board.",
        "The rule, and how it was applied",
        "14 March 2026",
        "14 March 2028",
        "- photo 1",
        "- photo 2",
        "If you do not agree",
        number,
        "For the desk: ",
    ):
        assert part in text
    assert fields(store.papers.of_claim(number))["Decided on"] == "4 October 2026"
    assert {"receipt", "letter"} == set(store.papers.kinds(number))
    store.claims.act(number, "return_unit", {"handed_over": "2026-11-20"})
    slip = said(store.papers.of_claim(number))
    assert "It was handed back without a repair." in slip
    assert "none: handed back without a repair" in slip


def test_the_rule_is_said_in_the_language_of_the_letter(store: Store, clock: Clock) -> None:
    wording.use(LOCALE, "en")
    number = rejected(store, clock, unit(store, customer(store, "ru")))
    text = said(store.papers.of_claim(number))
    assert "14 марта 2028" in text
    assert "14 March" not in text


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
@pytest.mark.parametrize("form", ["42", "80"])
def test_every_line_fits_in_every_language(store: Store, clock: Clock, language: str, form: str) -> None:
    wording.use(LOCALE, "en")
    owner = customer(store, language)
    one, other = unit(store, owner), unit(store, owner, "ZX-2", "空气净化器 X" * 8)
    closed, refused = repaired(store, clock, one), rejected(store, clock, other)
    papers = [store.papers.of_claim(closed, kind) for kind in ("slip", "receipt")]
    papers += [store.papers.of_claim(refused), store.papers.of_unit(one.id), store.papers.of_unit(other.id)]
    for paper in papers:
        assert paper.language == language
        text = laid_out(paper, form)
        assert max(cell_len(line) for line in text.splitlines()) <= int(form)
        assert NAMES[language] in text
        assert "\u00a0" not in text and "\u202f" not in text


@pytest.mark.parametrize("form", [42, 80])
def test_columns_of_broad_letters_are_aligned(store: Store, clock: Clock, tmp_path: Path, form: int) -> None:
    wording.use(pseudo_chinese(tmp_path / "pseudo"), "en")
    number = repaired(store, clock, unit(store, customer(store, "zh")))
    lines = laid_out(store.papers.of_claim(number), str(form)).splitlines()
    assert max(map(cell_len, lines)) <= form
    rows = [line for line in lines if line.rstrip().endswith(("0", "00")) and line.count("€") == 2]
    assert len(rows) == 3
    assert len({cell_len(line) for line in rows}) == 1
    assert (
        len({cell_len(line[: line.index("€")]) + len(line[line.index("€") :].split()[0]) for line in rows})
        == 1
    )
    starts = {
        cell_len(line[: line.index("2026")]) for line in lines if "2026年1" in line and "：" not in line
    }
    assert len(starts) <= 3


def test_the_language_is_the_customers_else_the_desks(store: Store, clock: Clock) -> None:
    wording.use(LOCALE, "en")
    number = filed(store, unit(store, customer(store, "ar")))
    assert store.papers.of_claim(number).language == "en"
    store.settings.set(language="ru")
    assert store.papers.of_claim(number).language == "ru"
    assert store.papers.of_claim(number, asked="zh-Hans-CN").language == "zh"
    with pytest.raises(Refused, match="there are en, ru, zh"):
        store.papers.of_claim(number, asked="tlh")
    assert NAMES["ar"] in said(store.papers.of_claim(number))


def test_money_is_written_as_the_language_and_the_currency_do(store: Store, clock: Clock) -> None:
    wording.use(LOCALE, "en")
    number = repaired(store, clock, unit(store, customer(store, "ru")))
    assert "228,00 €" in said(store.papers.of_claim(number))
    store.settings.set(currency="JPY")
    assert "¥22,800" in said(store.papers.of_claim(number, asked="en"))
    store.settings.set(currency="no currency")
    assert "228.00" in said(store.papers.of_claim(number, asked="en"))


def test_what_is_not_there_yet_is_refused_with_what_would_help(store: Store) -> None:
    owned = unit(store, customer(store, "en"))
    draft = store.claims.create(owned.id)
    with pytest.raises(Refused, match="is a draft") as refused:
        store.papers.of_claim(draft.id)
    assert refused.value.code == "NOT_FILED"
    number = filed(store, owned)
    with pytest.raises(Refused, match="Hand it over first"):
        store.papers.of_claim(number, "slip")
    with pytest.raises(Refused, match="was not rejected"):
        store.papers.of_claim(number, "letter")
    with pytest.raises(Refused, match="receipt, slip, letter"):
        store.papers.of_claim(number, "poem")
    with pytest.raises(NotFound):
        store.papers.of_claim("K9-999999")


def test_who_may_not_see_customers_gets_no_papers(store: Store, tmp_path: Path) -> None:
    number = filed(store, unit(store, customer(store, "en")))
    store.people.add("Vic", "viewer")
    with (
        Store.open(tmp_path / "desk.db", agent="Vic", clock=Clock()) as other,
        pytest.raises(Refused, match="agent, technician"),
    ):
        other.papers.of_claim(number)


class Page(HTMLParser):
    """Reads a page the way a browser does."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.attributes: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _value in attrs]
        if tag not in ("meta", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_whole_and_needs_nothing_else(store: Store, clock: Clock) -> None:
    number = repaired(store, clock, unit(store, customer(store, "ar")))
    page = laid_out(store.papers.of_claim(number), "html")
    read = Page(page)
    assert read.open == []
    assert {"svg", "h1", "table", "figure"} <= set(read.tags)
    assert not {"script", "link", "img", "iframe", "a", "form"} & set(read.tags)
    assert "src" not in read.attributes and "href" not in read.attributes
    assert "default-src 'none'" in page and "http:" not in page.replace("http-equiv", "")
    assert NAMES["ar"] in read.text and number in read.text
    assert laid_out(store.papers.of_claim(number), "html") == page


def test_hostile_text_is_only_text(store: Store, clock: Clock) -> None:
    evil = f"{HOSTILE}<script>alert(1)</script>\"'><img src=x onerror=y> {{name}} %s"
    owned = unit(store, customer(store, "en", evil), product="<b>P</b> {product}")
    clock.day(10, 3)
    number = filed(store, owned, note=evil)
    store.claims.act(number, "reject", {"reason": evil, "text": evil, "evidence": [evil]})
    store.papers.setup.set(paper_head=["<i>1 High Street</i>\x1b[2J"])
    for paper in (store.papers.of_claim(number), store.papers.of_claim(number, "receipt")):
        read = Page(laid_out(paper, "html"))
        assert read.open == [] and not {"script", "img", "b", "i"} & set(read.tags)
        assert "<script>alert(1)</script>" in read.text and "onerror" not in read.attributes
        for form in ("42", "80"):
            text = laid_out(paper, form)
            assert not set("\x1b\x07\u202e\x9b") & set(text)
            assert max(map(cell_len, text.splitlines())) <= int(form)
            assert "{name} %s" in " ".join(text.split())


def test_a_claim_without_unit_and_customer_has_its_papers(store: Store) -> None:
    walked_in = customer(store, "en")
    draft = store.claims.create(None, {"customer": walked_in.id})
    given = {"fault": "G-NOISE", "failure_date": "2026-11-20", "channel": "in-store"}
    number = store.claims.act(draft.id, "file", given).number or ""
    known = fields(store.papers.of_claim(number))
    assert known["Serial"] == "not known" and known["Customer"] == "Grace Hopper"


def test_the_statement_says_what_is_read_aloud(store: Store, clock: Clock) -> None:
    from tui.widgets.aloud import spoken

    owned = unit(store, customer(store, "en"))
    paper = store.papers.of_unit(owned.id)
    aloud = spoken(store.units.card(owned.id), date(2026, 11, 21))
    assert [block.text for block in paper.blocks if isinstance(block, Paragraph)][: len(aloud)] == aloud
    assert paper.code == owned.serial
    ended = store.papers.of_unit(owned.id, on=date(2028, 3, 15))
    assert "ended on 14 March 2028" in said(ended)
