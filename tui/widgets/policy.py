"""A policy as lines: its place in the list, what it is about, and that an example is to be checked."""

from __future__ import annotations

from collections.abc import Mapping

from store.records import Policy, PolicyUse
from store.wording import N_, _, ngettext
from tui import text
from tui.text import Span
from tui.widgets.lines import Line

KINDS: Mapping[str, str] = {
    "maker": N_("maker"),
    "legal": N_("law"),
    "plan": N_("plan"),
    "contract": N_("contract"),
    "window": N_("return"),
    "repair": N_("repair"),
    "part": N_("new part"),
    "recall": N_("recall"),
}
"""Who or what promises, in a word."""
EXAMPLE = "example"
"""How the note of a policy begins that came with the program and was checked by nobody."""
PRODUCTS = 36
"""Cells of the column of products, where there is room for one."""


def heading(cells: int) -> list[Line]:
    """Name the columns of the list."""
    spans = _columns(_("policy"), _("title"), _("kind"), cells - 2)
    first: list[Span] = [("  ", ""), *[(part, "dim") for part, _role in spans]]
    return [
        [],
        text.line(cells, first, [(text.right(_("version"), 10), "dim"), (text.right(_("units"), 8), "dim")]),
    ]


def _columns(id_: str, title: str, kind: str, cells: int, products: str = "") -> list[Span]:
    room = cells - 18
    extra = PRODUCTS if cells >= 110 else 0
    name = max(room - 16 - 11 - extra, 8)
    spans: list[Span] = [
        (text.left(text.cut(id_, 15), 16), "bright"),
        (text.left(text.cut(title, name - 1), name), ""),
    ]
    spans.append((text.left(text.cut(kind, 10), 11), "dim"))
    return [*spans, (text.left(text.cut(products, extra - 2), extra), "dim")] if extra else spans


def row(policy: Policy, use: PolicyUse | None, cells: int) -> tuple[list[Span], list[Span]]:
    """Return a policy as a line of the list."""
    spans = _columns(policy.id, policy.title, kind(policy), cells, names(use))
    checked = text.cut(str(policy.body.get("version") or "–"), 8)
    version: Span = (
        text.right(f"! {checked}" if example(policy) else checked, 10),
        "warn" if example(policy) else "",
    )
    units = text.right(text.number(use.units) if use else "–", 8)
    return spans, [version, (units, "bright" if use and use.units else "dim")]


def kind(policy: Policy) -> str:
    """Say who or what promises."""
    return _(KINDS[policy.kind]) if policy.kind in KINDS else text.clean(policy.kind, 40)


def example(policy: Policy) -> bool:
    """Say whether a policy is an example that nobody at this desk has checked."""
    return str(policy.body.get("note") or "").startswith(EXAMPLE)


def unused() -> str:
    """Say what to do with a policy that gives no cover to anything."""
    return _("No product comes with it: name products in its file and import it again.")


def names(use: PolicyUse | None) -> str:
    """Return the names of the first products that come with a policy, as one text."""
    return ", ".join(text.clean(product.name, 60) for product in (use.products if use else ())[:20])


def detail(policy: Policy, use: PolicyUse | None, cells: int) -> list[Line]:
    """Return up to four lines: what uses it, and that an example is to be checked."""
    count = len(use.products) if use else 0
    said = ngettext("{n} product", "{n} products", count).format(n=text.number(count))
    lines: list[Line] = [
        text.rule(cells, [(text.cut(policy.title, cells - 30), "bright"), (f"  {said}", "dim")])
    ]
    lines += [[(part, "")] for part in text.wrap(names(use) or unused(), cells, 2)]
    return [*lines, *_check(policy, cells)]


def _check(policy: Policy, cells: int) -> list[Line]:
    if not example(policy):
        return []
    return [text.line(cells, [(_("! An example: have it checked before anything rests on it."), "warn")])]


def title(policy: Policy, cells: int) -> list[Line]:
    """Return the head of the page: title, id, kind, jurisdiction, version; the note; the source."""
    body = policy.body
    facts = [kind(policy), text.clean(body.get("jurisdiction") or "", 20)]
    facts.append(_("version {n}").format(n=text.clean(body["version"], 12)) if body.get("version") else "")
    last: list[Span] = [("  " + " · ".join(filter(None, facts)), "dim")]
    first: list[Span] = [
        (text.cut(policy.title, cells // 2), "bright strong"),
        (f"  {text.cut(policy.id, 20)}", "dim"),
    ]
    lines: list[Line] = [text.line(cells, first, last), *_check(policy, cells)]
    note = text.clean(body.get("note") or "")
    lines += [[(part, "dim")] for part in (text.wrap(note, cells, 5) if note else ())]
    source = body.get("source")
    for each in source if isinstance(source, list | tuple) else [source] if source else []:
        for n, part in enumerate(text.wrap(text.clean(each, 300), cells - 2, 2)):
            lines.append([("  " if n else "§ ", "dim"), (part, "dim")])
    return lines
