"""The report as one HTML file: styles and charts inside, nothing fetched, nothing run, ready to be printed.

It names products, faults and partners but no customer, and who works here only where that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from store.paper.tongue import Tongue
from store.report import judged, sections
from store.wording import _, speaking

if TYPE_CHECKING:
    from store.records import Overview

NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may neither fetch nor run anything, whatever stands in it."""
_STYLE = """
@page { size: A4; margin: 12mm 13mm }
* { box-sizing: border-box }
body { font: 9.5pt/1.35 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #111; background: #fff;
       max-width: 52rem; margin: 1.2rem auto; padding: 0 1.2rem; print-color-adjust: exact;
       -webkit-print-color-adjust: exact; font-variant-numeric: tabular-nums }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem;
         border-bottom: 2px solid #111; padding-bottom: .25rem }
h1 { font-size: 1.35rem; margin: 0 }
header p, .sum p { margin: 0 }
h2 { font-size: .95rem; margin: 1.1rem 0 .35rem; border-bottom: 1px solid #bbb; break-after: avoid }
text { paint-order: stroke; stroke: #fff; stroke-width: 2px }
svg { display: block; width: 100%; height: auto; font-family: inherit }
.soft { color: #555 }
.sum { display: grid; grid-template-columns: auto 1fr 1.15fr; gap: 1.6rem; align-items: center;
       margin: .8rem 0 .2rem }
.big { font-size: 3.3rem; font-weight: 700; line-height: 1; white-space: nowrap }
.two { display: grid; grid-template-columns: 1.55fr 1fr; gap: 0 1.8rem; align-items: start }
.even { columns: 2; column-gap: 1.8rem }
.two > *, .even > * { min-width: 0 }
table { border-collapse: collapse; width: 100% }
th, td { padding: .08rem .4rem .08rem 0; text-align: start; vertical-align: middle; overflow-wrap: anywhere }
th { font-weight: 400 } thead th { color: #555; font-size: .85em; border-bottom: 1px solid #ddd }
.n { text-align: end; white-space: nowrap } th:last-child, td:last-child { padding-right: 0 }
.even table, .tight table { table-layout: fixed } table { font-size: .94em }
.name { width: 35% } .plot { width: 24% } .n { width: 10% } .span { width: 18% } .many { width: 13% }
.tight .name { width: 31% } .tight .plot { width: 19% }
.tight .span { width: 23% } .tight .many { width: 16% }
.even section { padding-top: 1.1rem } .even h2 { margin-top: 0 }
.span, .many { text-align: end; white-space: nowrap }
section p { margin: .2rem 0 } .counts { color: #555; font-size: .9em }
.warn { margin: .7rem 0 0; padding: .4rem .8rem; border: 1.5px solid #111; border-left-width: .5rem }
.warn ul { margin: .15rem 0; padding: 0; list-style: none }
.warn li { padding-left: 1.1rem; text-indent: -1.1rem }
.warn .sign { display: inline-block; width: 1.1rem; text-indent: 0; font-weight: 700 }
.calm { border: 1px solid #bbb }
footer { margin-top: 1.2rem; border-top: 1px solid #bbb; padding-top: .35rem; color: #555; font-size: .85em }
footer p { margin: .15rem 0 }
section, tr, .warn, .sum { break-inside: avoid }
@media print { body { margin: 0; padding: 0; max-width: none } }
@media (max-width: 40rem) { .sum, .two { grid-template-columns: 1fr } .even { columns: 1 } }
"""


def page(found: Overview, language: str) -> str:
    """Return the whole page, in a language that has a catalogue."""
    with speaking(language):
        tongue = Tongue(language, found.currency)
        title = _("Net Promoter Score")
        parts: tuple[Callable[[Overview, Tongue], str], ...] = (
            judged.summary,
            judged.warnings,
            _first,
            sections.split_tables,
            _last,
            judged.method,
        )
        body = "\n".join(filter(None, (part(found, tongue) for part in parts)))
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(language.replace("_", "-"))}">\n<head>\n'
            '<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(f'{title} · {found.desk}')}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f"{_head(found, title, tongue)}\n{body}\n</body>\n</html>\n"
        )


def _head(found: Overview, title: str, tongue: Tongue) -> str:
    last = found.until or found.today
    if found.since is None:
        period = _("all answers up to {day}").format(day=tongue.day(last))
    else:
        period = f"{tongue.day(found.since)} – {tongue.day(last)}"
    return (
        f'<header><h1>{escape(title)}</h1><p dir="auto"><b>{escape(found.desk)}</b></p>'
        f"<p>{escape(period)}</p></header>"
    )


def _first(found: Overview, tongue: Tongue) -> str:
    return f'<div class="two">{sections.trend(found, tongue)}{judged.asked(found, tongue)}</div>'


def _last(found: Overview, tongue: Tongue) -> str:
    left = sections.faults(found, tongue)
    right = sections.loyalty(found, tongue) + judged.mix(found, tongue)
    effort = sections.effort(found, tongue)
    both = (
        f'<div class="two"><div>{left}</div><div class="tight">{right}</div></div>' if left or right else ""
    )
    return f'{both}<div class="two"><div>{effort}</div>{sections.benchmarks(found, tongue)}</div>'
