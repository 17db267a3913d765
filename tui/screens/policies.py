"""The policies: which there are, what each promises in plain words, and what uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from store.errors import StoreError
from store.records import Cover, Layer, Policy, PolicyUse
from store.wording import Sentence, _, ngettext
from tui import text
from tui.commands import bindings
from tui.screens.base import WIDE
from tui.screens.listing import ListScreen
from tui.screens.page import PageScreen
from tui.text import Span
from tui.widgets import policy as drawn
from tui.widgets.card_lines import layer_lines
from tui.widgets.lines import Line


class PoliciesScreen(ListScreen[Policy]):
    """All policies of the desk, by id."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("policies")]
    spot = "policies"

    def __init__(self) -> None:
        """Begin without policies."""
        super().__init__()
        self._uses: Mapping[str, PolicyUse] = {}

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Policies")

    async def bring(self, known: Sequence[Policy]) -> Sequence[Policy]:
        """Bring them all at once: a desk has dozens."""
        if known:
            return ()
        self._uses = await self.desk.policy_uses()
        return await self.desk.policies()

    def heading(self, cells: int) -> list[Line]:
        """Name the columns."""
        return drawn.heading(cells)

    def row(self, item: Policy, cells: int) -> tuple[list[Span], list[Span]]:
        """Show id, title, kind, version and how many units use it."""
        return drawn.row(item, self._uses.get(item.id), cells)

    def detail(self, item: Policy, cells: int) -> list[Line]:
        """Say what uses the chosen policy, and whether it is an example to be checked."""
        return drawn.detail(item, self._uses.get(item.id), cells)

    def nothing(self) -> str:
        """Say where policies come from."""
        return _("No policies yet. Import them from a file: esc, then i.")

    def action_open_policy(self) -> None:
        """Read the chosen policy."""
        if self.chosen is not None:
            self.house.open_page("policy", self.chosen, self._uses.get(self.chosen.id))


class PolicyScreen(PageScreen):
    """One policy to read."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("policy")]
    spot = "policy"

    def __init__(self, policy: Policy, use: PolicyUse | None) -> None:
        """Explain `policy`; `use` tells what it gives cover to."""
        super().__init__()
        self._policy = policy
        self._use = use
        self._told: tuple[Sentence, ...] = ()
        self._layers: tuple[Layer, ...] | None = None

    @property
    def title_line(self) -> str:
        """Say where we are."""
        return _("Policy")

    def on_mount(self) -> None:
        """Ask for the words and the covers."""
        self._load()

    @work(exit_on_error=False)
    async def _load(self) -> None:
        try:
            self._told, self._layers = await self.desk.policy_words(self._policy, self.desk.today())
        except StoreError as refused:
            self.say(refused)
            self._layers = ()
        self.redraw()

    def lines(self, cells: int) -> list[Line]:
        """Return title, words, time line and what uses it; wide enough, the last stands at the right."""
        inner = cells - 2
        lines = drawn.title(self._policy, inner)
        if self._layers is None:
            return _indented(lines)
        if inner < WIDE:
            told = [*self._words(inner), [], *self._drawn(inner), [], *self._used(inner)]
            return _indented([*lines, *told])
        first = (inner - 3) * 58 // 100
        one, other = self._words(first), self._used(inner - 3 - first)
        for n in range(max(len(one), len(other))):
            leftward = text.line(first, list(one[n]) if n < len(one) else [])
            lines.append([*leftward, ("   ", ""), *(other[n] if n < len(other) else [])])
        return _indented([*lines, [], *self._drawn(inner)])

    def _words(self, cells: int) -> list[Line]:
        lines: list[Line] = [text.rule(cells, [(_("In plain words"), "bright")])]
        for sentence in self._told:
            for row, part in enumerate(text.wrap(text.words(sentence), cells - 2, 6)):
                lines.append([("  " if row else "· ", "dim"), (part, "bright")])
        return lines

    def _drawn(self, cells: int) -> list[Line]:
        today, layers = self.desk.today(), self._layers or ()
        title = _("Drawn for a unit whose every date is today, {day}").format(day=text.day(today))
        lines: list[Line] = [text.rule(cells, [(title, "bright")])]
        if not layers:
            return [*lines, [(_("Nothing to draw: it has no time of its own."), "dim")]]
        cover = Cover("COVERED", layers=layers)
        return [*lines, *layer_lines(cover, today, cells, len(layers))]

    def _used(self, cells: int) -> list[Line]:
        products = self._use.products if self._use else ()
        units = self._use.units if self._use else 0
        said = ngettext("Used by {n} unit", "Used by {n} units", units).format(n=text.number(units))
        lines: list[Line] = [text.rule(cells, [(said, "bright")])]
        if cells > WIDE // 2:
            return [
                *lines,
                *[[(part, "")] for part in text.wrap(drawn.names(self._use) or drawn.unused(), cells, 4)],
            ]
        for product in products:
            maker = " · ".join(text.clean(part, 60) for part in (product.brand, product.category) if part)
            lines.append(
                text.line(cells, [(text.cut(product.name, cells * 2 // 3), ""), (f"  {maker}", "dim")])
            )
        if not products:
            lines += [[(part, "dim")] for part in text.wrap(drawn.unused(), cells, 2)]
        return lines


def _indented(lines: list[Line]) -> list[Line]:
    return [[(" ", ""), *spans] for spans in lines]
