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
@page { size: portrait; margin: 9mm 10mm }
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
.two { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 0 1.8rem; align-items: start }
.even { columns: 2; column-gap: 1.8rem }
.two > *, .even > * { min-width: 0 }
table { border-collapse: collapse; width: 100% }
th, td { padding: .08rem .4rem .08rem 0; text-align: start; vertical-align: middle; overflow-wrap: anywhere }
th { font-weight: 400 } thead th { color: #555; font-size: .85em; border-bottom: 1px solid #ddd }
.n { text-align: end; white-space: nowrap } th:last-child, td:last-child { padding-right: 0 }
table { font-size: .94em }
.scores { table-layout: fixed }
.name { width: 33% } .plot { width: 22% } .scores .n { width: 11% } .span { width: 20% } .many { width: 14% }
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
@media print {
  html { font-size: 7.4pt }
  body { font-size: 1rem; line-height: 1.2; margin: 0; padding: 0; max-width: none }
  table, .counts, thead th, footer { font-size: 7.1pt }
  h1 { font-size: 11pt } h2 { font-size: 8pt; margin: .6rem 0 .2rem }
  .even { columns: 3; column-gap: 1.1rem } .even section { padding-top: .6rem }
  .sum { margin: .4rem 0 .1rem } .warn { margin-top: .4rem; padding: .2rem .6rem }
  footer { margin-top: .5rem } footer p { display: inline } footer p::after { content: " " }
  th, td { padding: 0 .3rem 0 0 } section p, footer p, .warn ul { margin: .1rem 0 }
  .even .name { width: 31% } .even .plot { width: 13% } .even .scores .n { width: 12% }
  .even .span { width: 26% } .even .many { width: 18% }
}
@media screen and (max-width: 40rem) {
  .sum, .two { grid-auto-flow: row; grid-template-columns: 1fr } .even { columns: 1 }
}
"""


def page(found: Overview, language: str) -> str:
    """Return the whole page, in a language that has a catalogue."""
    with speaking(language):
        tongue = Tongue(language, found.currency)
        title = _("Net Promoter Score")
        parts: tuple[Callable[[Overview, Tongue], str], ...] = (
            judged.summary,
            judged.warnings,
            _charts,
            _tables,
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


def _charts(found: Overview, tongue: Tongue) -> str:
    """Return the trend and the faults beside each other, and below each what is as wide."""
    left = sections.trend(found, tongue) + sections.effort(found, tongue) + judged.mix(found, tongue)
    right = sections.faults(found, tongue) + sections.loyalty(found, tongue)
    return f'<div class="two"><div>{left}</div>{right and f"<div>{right}</div>"}</div>'


def _tables(found: Overview, tongue: Tongue) -> str:
    """Return what flows into narrow columns: who was asked, every split, benchmarks."""
    parts = (judged.asked, sections.split_tables, sections.benchmarks)
    return f'<div class="even">{"".join(part(found, tongue) for part in parts)}</div>'
