"""Random names out of all of Unicode, with what has hurt terminals before, and a desk full of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from store.paper.document import Fields, Table
from store.record import Record, but, names_of
from store.records import Act, Finding, Policy, Score
from store.records.privacy import Forecast, Holding
from store.wording import Sentence
from tui.desk import Desk

PIECES = (
    *(
        "[/]",
        "[@click=app.bell]",
        "[link=https://evil.example]",
        "[bold red]",
        "[[",
        "\\[",
        "$x",
        "{name}",
        "%s",
    ),
    *("\x1b]0;PWN\x07", "\x1b[2J", "\x1b[?1049l", "\x1bc", "\x1b]52;c;eA==\x07", "\x1b]8;;http://evil\x1b\\"),
    *(
        "\x9b31m",
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u00ad",
        "\x00",
        "\x07",
        "\x0e",
    ),
    *("\x7f", "\t", "\n", "\r", "\u2028", "\x85", "\ud800", "\udfff", "\U000e0041", "Z" + "\u0301" * 30),
    *("\U0001f469\u200d\U0001f467", "\U0001f1ec\U0001f1e7", "\u0915\u094d\u200d", "\u5b57" * 9, "\u0e33"),
    *("\uff11", "=1+1", "'; DROP TABLE unit;--"),
)
RANGES = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF)),
    *((0xE00, 0xEFF), (0x1100, 0x11FF), (0x2000, 0x206F), (0x2190, 0x2BFF), (0x3040, 0x30FF)),
    *((0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0xFE00, 0xFFFF)),
    *((0x1F000, 0x1FAFF), (0xE0000, 0xE01EF), (0, 0x10FFFF)),
)
"""Where random letters come from, each as often as the others."""
KEPT = frozenset(
    {
        "id",
        "unit_id",
        "customer_id",
        "product_id",
        "unit_ids",
        "subject",
        "key_id",
        "number",
        "claim",
        "origin",
        "state",
        "status",
        "kind",
        "role",
        "action",
        "before",
        "after",
        "to",
        "needs",
        "resolution",
        "channel",
        "component",
        "display",
        "band",
        "language",
        "what",
        "scope",
        "rule",
        "proof",
        "encoding",
        "delimiter",
        "template",
        "plural",
        "date_order",
        "line_end",
        "field",
        "query",
        "policy",
        "stopped",
        "use",
        "how",
        "buyer",
        "dates",
        "flags",
        "fault",
        "code",
        "counts",
        "replaces",
        "replaced_by",
        "snapshot",
        "letter",
        "slip",
        "readings",
        "invitation",
        "right",
        "country",
        "subdivision",
        "library",
        "working",
        "level",
        "method",
        "month",
        "flag",
        "stored",
        "about",
        "by",
        "years",
        "owned_since",
    }
)
"""Fields that hold codes, of ours or of the store; nobody types them."""
IDS = frozenset({(Finding, "key"), (Forecast, "customer"), (Holding, "customer")})
"""Fields that hold an id of the store under a name that is a text elsewhere."""
WRITTEN = frozenset(
    ["note", "text", "question", "answer", "reason", "condition", "diagnosis", "receiver", "title", "source"]
)
"""What people write in the loose values of an act or a policy."""


class Names:
    """Makes names; the same ones for the same seed, whichever thread asks first."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._round = 0
        self._given: set[str] = set()
        self.count = 0
        """Names made so far."""

    def renew(self) -> None:
        """Make other names from now on."""
        self._round += 1
        self._given.clear()

    def name(self, text: str) -> str:
        """Return the name that stands for a text, until they are made anew."""
        self.count += text not in self._given
        self._given.add(text)
        pick = Random(f"{self._seed} {self._round} {text}")
        parts = []
        for _ in range(pick.randint(1, 7)):
            if pick.random() < 0.35:
                parts.append(pick.choice(PIECES))
            else:
                first, last = pick.choice(RANGES)
                parts.append("".join(chr(pick.randint(first, last)) for _ in range(pick.randint(1, 4))))
        return "".join(parts)

    def put(self, value: Any) -> Any:
        """Return `value` with a name in the place of every text that people could have written."""
        if isinstance(value, Sentence):
            return but(value, values={name: self._text(each) for name, each in value.values.items()})
        if isinstance(value, Record):
            return but(value, **{name: self._field(value, name) for name in names_of(value)})
        if isinstance(value, tuple | list):
            return type(value)(self.put(each) for each in value)
        return value

    def _field(self, record: Record, name: str) -> Any:
        value = getattr(record, name)
        if isinstance(record, Act | Policy) and isinstance(value, Mapping):
            return {key: self._text(each) if key in WRITTEN else each for key, each in value.items()}
        if name in KEPT or (type(record), name) in IDS:
            return value
        if isinstance(record, Fields | Table) and name == "rows":
            return tuple(tuple(map(self._text, row)) for row in value)
        if isinstance(record, Score) and name == "key" and value is None:
            return None
        return self._text(value)

    def _text(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.name(value)
        if isinstance(value, tuple) and value and all(isinstance(each, str) for each in value):
            return tuple(map(self.name, value))
        return self.put(value)


def hostile(desk: Desk, names: Names) -> Desk:
    """Return the desk, which says other names than those that are kept."""

    def asked(whole: Callable[..., Any]) -> Callable[..., Any]:
        def now(*args: Any, **options: Any) -> Any:
            return names.put(whole(*args, **options))

        async def later(*args: Any, **options: Any) -> Any:
            return names.put(await whole(*args, **options))

        return later if inspect.iscoroutinefunction(whole) else now

    for title, whole in inspect.getmembers(desk, callable):
        if not title.startswith("_") and title not in {"close", "draft"}:
            setattr(desk, title, asked(whole))
    return desk
