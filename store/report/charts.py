"""Charts as SVG: numbers in, marks out; every text in them is escaped, and shapes say what colours say.

All take the space they are given and are drawn in their own units; the page scales them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from store.record import Record

INK, SOFT, LINE, FILL, DEEP = "#111", "#555", "#bbb", "#c9d7ea", "#1d4f91"
EDGES = (0, 50, 75)
"""Scores at which a band begins."""
PATTERN = (
    '<defs><pattern id="{id}" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
    f'<rect width="2.4" height="5" fill="{INK}"/></pattern></defs>'
)


class Point(Record):
    """One step of a trend."""

    label: str
    """Of the month."""
    value: float | None
    """None: too few answers for a score."""
    low: float
    high: float
    shown: str
    """The score in words."""
    count: str
    """How many answers."""


def svg(width: float, height: float, body: str, title: str) -> str:
    """Wrap marks into a picture that says to a screen reader what it is."""
    return f'<svg viewBox="0 0 {_n(width)} {_n(height)}" role="img" aria-label="{escape(title)}">{body}</svg>'


def text(x: float, y: float, said: str, *, at: str = "start", size: float = 10, soft: bool = False,
         bold: bool = False) -> str:  # fmt: skip
    """Write a line; `at` is start, middle or end."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{at}" font-size="{_n(size)}"{weight} '
        f'fill="{SOFT if soft else INK}">{escape(said)}</text>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> str:
    """Fill a rectangle."""
    edge = f' stroke="{stroke}" stroke-width=".6"' if stroke else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(max(height, 0))}" '
        f'fill="{fill}"{edge}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, wide: float = 1,
         dash: str = "") -> str:  # fmt: skip
    """Draw a line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}" '
        f'stroke-width="{_n(wide)}"{dashed}/>'
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def bounds(ends: Sequence[float]) -> tuple[int, int, int]:
    """Return the lowest and the highest score of a scale and its step, all round numbers."""
    low, high = (min(ends), max(ends)) if ends else (0.0, 100.0)
    step = next(each for each in (5, 10, 20, 25, 50) if (high - low) / each <= 5.5 or each == 50)
    first, last = step * int(low // step), -step * int(-high // step)
    return max(first, -100), min(max(last, first + step), 100), step


def trend(points: Sequence[Point], title: str, width: float = 360, height: float = 145) -> str:
    """Draw scores month by month with their ranges as a band; a month with too few answers is a gap."""
    left, top, bottom = 34.0, 18.0, 34.0
    ends = [end for point in points if point.value is not None for end in (point.low, point.high)]
    low, high, step = bounds(ends)
    across = (width - left - 6) / max(len(points), 1)

    def y(score: float) -> float:
        return top + (high - score) * (height - top - bottom) / (high - low)

    body = ""
    for score in range(low, high + 1, step):
        zero = score == 0
        body += line(left, y(score), width, y(score), SOFT if zero else "#e2e2e2", 1 if zero else 0.7)
        body += text(left - 5, y(score) + 3.5, f"{score:+d}" if score else "0", at="end", soft=True)
    middles = [left + across * (n + 0.5) for n in range(len(points))]
    runs = _runs(points)
    for run in runs:
        body += _band([(middles[n], y(points[n].high), y(points[n].low)) for n in run], across)
    for run in runs:
        ways = " ".join(f"{_n(middles[n])},{_n(y(points[n].value or 0))}" for n in run)
        body += f'<polyline points="{ways}" fill="none" stroke="{DEEP}" stroke-width="2"/>'
    for n, point in enumerate(points):
        if point.value is not None:
            at = y(point.value)
            body += f'<circle cx="{_n(middles[n])}" cy="{_n(at)}" r="2.8" fill="{DEEP}"/>'
            body += text(middles[n], at - 6, point.shown, at="middle", bold=True)
        body += text(middles[n], height - 17, point.label, at="middle")
        body += text(middles[n], height - 5, point.count, at="middle", soft=True)
    return svg(width, height, body, title)


def _runs(points: Sequence[Point]) -> list[list[int]]:
    """Return the months with a score, those that follow each other together."""
    runs: list[list[int]] = []
    for n, point in enumerate(points):
        if point.value is None:
            continue
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _band(ends: Sequence[tuple[float, float, float]], across: float) -> str:
    """Fill the space between upper and lower ends; one month alone gets a bar."""
    if len(ends) == 1:
        x, upper, lower = ends[0]
        return rect(x - across / 5, upper, across * 2 / 5, lower - upper, FILL)
    ways = [f"{_n(x)},{_n(upper)}" for x, upper, _lower in ends]
    ways += [f"{_n(x)},{_n(lower)}" for x, _upper, lower in reversed(ends)]
    return f'<polygon points="{" ".join(ways)}" fill="{FILL}"/>'


def whisker(value: float, low: float, high: float, title: str, scale: tuple[int, int] = (-100, 100),
            width: float = 80, height: float = 14) -> str:  # fmt: skip
    """Draw one score as a point on its range; a dotted line stands at zero."""
    first, last = scale

    def x(score: float) -> float:
        return 4 + (score - first) * (width - 8) / (last - first)

    middle = height / 2
    body = line(x(first), middle, x(last), middle, "#e2e2e2", 0.8)
    if first <= 0 <= last:
        body += line(x(0), 0, x(0), height, SOFT, 0.8, "1.5 2")
    body += rect(x(low), middle - 3, x(high) - x(low), 6, FILL)
    body += line(x(low), middle - 4, x(low), middle + 4, DEEP) + line(
        x(high), middle - 4, x(high), middle + 4, DEEP
    )
    body += f'<circle cx="{_n(x(value))}" cy="{_n(middle)}" r="3.4" fill="{DEEP}"/>'
    return svg(width, height, body, title)


def scale(value: float, low: float, high: float, title: str, width: float = 300, height: float = 40) -> str:
    """Draw the whole scale from -100 to 100 with the edges of its bands, a range on it and the score."""

    def x(score: float) -> float:
        return 14 + (score + 100) * (width - 28) / 200

    body = rect(x(-100), 14, x(100) - x(-100), 8, "#f1f1f1", LINE)
    for edge in (-100, *EDGES, 100):
        body += line(x(edge), 11, x(edge), 25, SOFT, 0.8)
        body += text(x(edge), 36, f"{edge:+d}" if edge else "0", at="middle", size=11, soft=True)
    body += rect(x(low), 12.5, x(high) - x(low), 11, FILL, DEEP)
    top = f"{_n(x(value))},22 {_n(x(value) - 5)},4 {_n(x(value) + 5)},4"
    return svg(width, height, body + f'<polygon points="{top}" fill="{DEEP}"/>', title)


def groups(promoters: int, passives: int, detractors: int, title: str, name: str, width: float = 200,
           height: float = 12) -> str:  # fmt: skip
    """Draw three groups as one bar: full, light and hatched; `name` makes its pattern one of its own."""
    total = max(promoters + passives + detractors, 1)
    first, second = width * promoters / total, width * passives / total
    body = PATTERN.format(id=name) + rect(0, 0, first, height, DEEP)
    body += rect(first, 0.3, second, height - 0.6, "#eee", LINE)
    body += rect(first + second, 0.3, width - first - second, height - 0.6, f"url(#{name})", INK)
    return svg(width, height, body, title)


def pareto(bars: Sequence[tuple[str, int, float]], title: str, width: float = 360) -> str:
    """Draw bars, the most frequent first, and how much they make up together.

    Args:
        bars: name, count, and the share of this and all before it, 0-1.
        title: what it is.
        width: in its own units.
    """
    names, room, row = 146.0, 40.0, 13.0
    most = max((count for _name, count, _share in bars), default=1)
    wide = width - names - room - 34
    body, ways = "", []
    for n, (name, count, share) in enumerate(bars):
        y = 4 + n * row
        body += text(names - 6, y + 9.5, name, at="end")
        body += rect(names, y + 1, wide * count / most, row - 5, FILL, DEEP)
        body += text(names + wide * count / most + 4, y + 9.5, str(count))
        body += text(width, y + 9.5, f"{share:.0%}", at="end", soft=True)
        ways.append((names + wide * share, y + row / 2 - 1))
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in ways)
    body += (
        f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="1" stroke-dasharray="3 2"/>'
    )
    body += "".join(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="1.8" fill="{INK}"/>' for x, y in ways)
    return svg(width, 8 + row * len(bars), body, title)
