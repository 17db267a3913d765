"""The one-line entry of our forms: the framework's, without blinking and without a frame."""

from __future__ import annotations

from textual.widgets import Input


class Entry(Input):
    """An `Input` that sends nothing while idle."""

    DEFAULT_CSS = """
    Entry, Entry:focus {
        border: none;
        height: 1;
        padding: 0;
        background: $ground;
        color: $role-text;
    }
    Entry:focus { background: $raised; color: $role-bright; }
    """

    def __init__(
        self,
        value: str | None = None,
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the framework's name
        classes: str | None = None,
    ) -> None:
        """Begin with `value`; `placeholder` is our wording, never data."""
        super().__init__(value, placeholder=placeholder, id=id, classes=classes, compact=True)
        self.cursor_blink = False
