"""What the customer sees while rating: drawn in the middle of the screen, large, in their language.

Everything is (text, role) lines; below each question of the customer stands the agent's language, dim,
where it is another one.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.rules import reasons
from store.wording import N_, _, default, speaking
from tui import text
from tui.text import Span
from tui.widgets.lines import Line

REASONS = reasons.REASONS
WHY = {
    "detractor": N_("What went wrong?"),
    "passive": N_("What would have made it better?"),
    "promoter": N_("What did you like most?"),
}


def way_back() -> str:
    """Tell the agent, before the screen is turned, how they come back from it."""
    return _("back: {key}, then {word}").format(key="^g", word=_("desk"))


def group(score: int) -> str:
    """Return the group of a score: 0-6 detractor, 7-8 passive, 9-10 promoter."""
    return "detractor" if score <= 6 else "passive" if score <= 8 else "promoter"


@dataclass(frozen=True, slots=True)
class Showing:
    """What is on the customer's screen now."""

    stage: str = "wait"
    """wait, ask, why, comment, thanks or out (something the agent must see to)."""
    name: str = ""
    language: str = "en"
    score: int | None = None
    declined: bool = False
    """The customer chose not to answer, and has not confirmed it yet."""
    reason: int | None = None
    comment: str = ""
    word: str | None = None
    """What the agent typed of the way out; None: nobody asked for it."""
    pin: bool = False
    """The way out is the PIN of the agent."""


def draw(showing: Showing, cells: int, rows: int) -> list[Line]:
    """Return exactly `rows` lines of `cells` cells for what is shown."""
    with speaking(showing.language):
        stages = {"ask": _ask, "why": _why, "comment": _comment, "thanks": _thanks, "out": _out}
        body = stages[showing.stage](showing, cells) if showing.stage in stages else []
    top = max((rows - len(body)) // 2 - 1, 0)
    lines = [*([[]] * top), *body][: rows - 2]
    lines += [[]] * (rows - len(lines))
    if showing.word is not None:
        dots = "•" * len(showing.word)
        asked = _("PIN of the agent") if showing.pin else _("For the agent")
        lines[-2] = centre([(asked, "dim"), ("  ", ""), (f"{dots}▏", "bright")], cells)
    return lines


def centre(spans: list[Span], cells: int) -> Line:
    """Return `spans` in the middle of a line, cut where the line is too short."""
    room = cells - text.span_width(spans)
    if room < 0:
        return text.line(cells, spans)
    return [(" " * (room // 2), ""), *spans]


def _both(template: str, cells: int, role: str = "bright strong", **values: str) -> list[Line]:
    """Say a sentence to the customer, and below it to the agent if that is another language."""
    said = _(template).format(**values)
    agent = default(template).format(**values)
    lines = [centre([(line, role)], cells) for line in text.wrap(said, cells - 4, 2)]
    return [*lines, centre([(agent, "dim")], cells) if agent != said else []]


def _ask(showing: Showing, cells: int) -> list[Line]:
    if showing.name:
        template = N_("{name}, how likely are you to recommend us to a friend?")
    else:
        template = N_("How likely are you to recommend us to a friend?")
    lines = _both(template, cells, name=text.cut(showing.name, 30))
    lines += [[], [], *_scale(showing.score, cells), []]
    lines += [_ends(cells), [], [], _chosen(showing, cells), [], []]
    lines.append(centre([(_("← →  or type the number, then ⏎"), "dim")], cells))
    lines.append(centre([("x  ", "accent"), (_("prefer not to answer"), "dim")], cells))
    return lines


def _cell(cells: int) -> int:
    """Return how many cells each of the eleven numbers gets."""
    return max(min((cells - 8) // 11, 9), 4)


def _scale(score: int | None, cells: int) -> list[Line]:
    """Draw the eleven numbers, three lines high, the chosen one filled."""
    wide = _cell(cells)
    rows: list[list[Span]] = [[], [], []]
    for number in range(11):
        inner = wide - 1
        if number == score:
            fill = "accent strong cursor"
            parts = [(" " * inner, fill), (f"{number:^{inner}}", fill), (" " * inner, fill)]
        else:
            parts = [
                (" " * inner, "chosen"),
                (f"{number:^{inner}}", "bright chosen"),
                (" " * inner, "chosen"),
            ]
        for row, part in zip(rows, parts, strict=True):
            row += [part, (" ", "")]
    return [centre(row[:-1], cells) for row in rows]


def _ends(cells: int) -> Line:
    """Say what the two ends of the scale mean, under the ends."""
    room = _cell(cells) * 11 - 1
    no, yes = _("not at all likely"), _("very likely")
    gap = max(room - text.width(no) - text.width(yes) - 2, 0)
    return centre([(no, "dim"), (f" {'─' * gap} ", "rule"), (yes, "dim")], cells)


def _chosen(showing: Showing, cells: int) -> Line:
    if showing.declined:
        return centre(
            [(_("prefer not to answer"), "bright strong"), ("  —  ⏎ ", ""), (_("confirm"), "")], cells
        )
    if showing.score is None:
        return []
    return centre([(str(showing.score), "bright strong"), ("  —  ⏎ ", ""), (_("confirm"), "")], cells)


def _why(showing: Showing, cells: int) -> list[Line]:
    kind = group(showing.score or 0)
    lines = [*_both(WHY[kind], cells), [], []]
    titles = [_(title) for _code, title in REASONS[kind]]
    wide = max(text.width(title) for title in titles) + 4
    for number, title in enumerate(titles, 1):
        chosen = showing.reason == number - 1
        role = "accent strong cursor" if chosen else "bright"
        sign = "›" if chosen else " "
        lines.append(
            centre(
                [
                    (f"{sign} ", "accent"),
                    (f" {number} ", "accent strong"),
                    (text.left(f" {title}", wide), role),
                ],
                cells,
            )
        )
    said = _("⏎ go on") if showing.reason is not None else _("type a number, or ⏎ to go on without")
    return [*lines, [], [], centre([(said, "dim")], cells)]


def _comment(showing: Showing, cells: int) -> list[Line]:
    room = min(cells - 12, 72)
    typed = text.clean(showing.comment)
    kept = text.wrap(typed, room - 2, 50)[-3:] if typed else [""]
    lines = [*_both(N_("Anything you would like to tell us?"), cells), [], []]
    for n in range(3):
        here = kept[n] if n < len(kept) else ""
        mark = "▏" if n == len(kept) - 1 else ""
        lines.append(centre([(text.left(f" {here}{mark}", room), "bright chosen")], cells))
    return [*lines, [], [], centre([(_("type, then ⏎ — or just ⏎"), "dim")], cells)]


def _thanks(showing: Showing, cells: int) -> list[Line]:
    return [
        *_both(N_("Thank you."), cells, "accent strong"),
        [],
        *_both(N_("Please turn the screen back to us."), cells, ""),
    ]


def _out(showing: Showing, cells: int) -> list[Line]:
    return _both(N_("Please turn the screen back to us."), cells)
