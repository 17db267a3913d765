"""Two themes of our own: calm, one accent colour, every text role at 4.5:1 or better on both grounds."""

from __future__ import annotations

from textual.theme import Theme

ROLES = ("text", "dim", "bright", "accent", "good", "warn", "bad", "rule")
"""The roles of text, each with a colour in both themes; `rule` is for lines, not for letters."""

DARK = {
    "ground": "#14171c",
    "raised": "#232932",
    "text": "#c6ccd5",
    "dim": "#929aa7",
    "bright": "#f6f8fa",
    "accent": "#7cb7d9",
    "good": "#85cf97",
    "warn": "#e6bb68",
    "bad": "#f4958a",
    "rule": "#667080",
}
LIGHT = {
    "ground": "#fbfaf7",
    "raised": "#ebe8e0",
    "text": "#30353c",
    "dim": "#5c636d",
    "bright": "#08090b",
    "accent": "#0a5c7e",
    "good": "#1a6531",
    "warn": "#744d00",
    "bad": "#9c251a",
    "rule": "#82888f",
}


def _theme(name: str, colours: dict[str, str], *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["raised"],
        boost=colours["raised"],
        success=colours["good"],
        warning=colours["warn"],
        error=colours["bad"],
        variables={
            **{f"role-{role}": colours[role] for role in ROLES},
            "ground": colours["ground"],
            "raised": colours["raised"],
            "block-cursor-background": colours["raised"],
            "block-cursor-foreground": colours["bright"],
            "block-cursor-text-style": "none",
            "block-hover-background": colours["raised"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            "input-selection-background": colours["raised"],
            "border": colours["rule"],
            "border-blurred": colours["rule"],
            "text-muted": colours["dim"],
            "text-disabled": colours["dim"],
        },
    )


THEMES = (
    _theme("counterpane-dark", DARK, dark=True),
    _theme("counterpane-light", LIGHT, dark=False),
)
