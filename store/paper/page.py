"""A paper as one HTML file: styles and QR code inside, nothing fetched, nothing run, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from store.paper.document import (
    Block,
    Column,
    Document,
    Fields,
    Heading,
    Items,
    Signatures,
    Table,
)

LONGEST_CODE = 300
"""Letters in a QR code; with more its points would be too fine for a scanner at the counter."""
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may neither fetch nor run anything, whatever stands in it."""
_STYLE = """
@page { margin: 14mm }
body { font: 11pt/1.45 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #111;
       background: #fff; max-width: 42rem; margin: 1.5rem auto; padding: 0 1rem }
header { display: flex; justify-content: space-between; gap: 1rem; align-items: flex-start }
header p { margin: 0 }
header .desk > :first-child { font-weight: 600 }
figure { margin: 0; text-align: center; font-variant-numeric: tabular-nums }
h1 { font-size: 1.5rem; margin: .6rem 0 .8rem; border-bottom: 2px solid #111; padding-bottom: .3rem }
h2 { font-size: 1rem; margin: 1.1rem 0 .3rem; border-bottom: 1px solid #999; break-after: avoid }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .12rem .8rem .12rem 0 }
th { font-weight: 400; color: #555 }
.fields th { width: 32% }
.list th { border-bottom: 1px solid #999 }
.n { text-align: end; font-variant-numeric: tabular-nums; padding-right: 0 }
td, p, li { white-space: pre-line; overflow-wrap: anywhere }
.strong { font-weight: 600 }
.signed { display: flex; gap: 3rem; margin-top: 3.5rem; break-inside: avoid }
.signed p { flex: 1; border-top: 1px solid #111; margin: 0; padding-top: .2rem; color: #555 }
footer { margin-top: 1.5rem; border-top: 1px solid #999; color: #555; font-size: .85rem }
tr, li { break-inside: avoid }
"""


def page(document: Document) -> str:
    """Return the paper as a whole HTML page."""
    language = escape(document.language.replace("_", "-"))
    title = escape(f"{document.title} {document.number}")
    desk = "".join(_p(line) for line in document.desk)
    body = "\n".join(_block(block) for block in document.blocks)
    foot = f"<footer>{_p(document.foot)}</footer>\n" if document.foot else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<header><div class="desk">{desk}</div>{_code(document)}</header>\n'
        f"<h1>{escape(document.title)}</h1>\n{body}\n{foot}</body>\n</html>\n"
    )


def _code(document: Document) -> str:
    caption = f'<figcaption dir="auto">{escape(document.number)}</figcaption>'
    if not document.code or len(document.code) > LONGEST_CODE:
        return f"<figure>{caption}</figure>"
    import segno

    code = segno.make(document.code, error="m", micro=False)
    drawn = code.svg_inline(scale=3, border=4, light="#fff", svgclass=None, lineclass=None)
    return f"<figure>{drawn}{caption}</figure>"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Fields):
        rows = "".join(
            f'<tr><th scope="row">{escape(name)}</th>{_td(value)}</tr>' for name, value in block.rows
        )
        return f'<table class="fields">{rows}</table>'
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Items):
        items = (f'<li dir="auto">{escape(item)}</li>' for item in block.texts)
        return f"<ul>{''.join(items)}</ul>"
    if isinstance(block, Signatures):
        names = "".join(map(_p, block.names))
        return f'<div class="signed">{names}</div>'
    return _p(block.text, ' class="strong"' if block.strong else "")


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col"{_right(column)}>{escape(column.title)}</th>' for column in table.columns)
    rows = "".join(_tr(row, table.columns) for row in table.rows)
    return f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _tr(row: Sequence[str], columns: Sequence[Column]) -> str:
    cells = (_td(value, _right(column)) for value, column in zip(row, columns, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _right(column: Column) -> str:
    return ' class="n"' if column.right else ""


def _td(value: str, more: str = "") -> str:
    return f'<td dir="auto"{more}>{escape(value)}</td>'


def _p(text: str, more: str = "") -> str:
    return f'<p dir="auto"{more}>{escape(text)}</p>'
