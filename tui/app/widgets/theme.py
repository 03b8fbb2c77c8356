"""The console's looks as Textual takes them: a dark and a light theme, one accent, and the colours of code.

Owns which of Textual's names have which role; the colours themselves are `tui.app.widgets.colours`'.
"""

from __future__ import annotations

from textual.theme import Theme

from tui.app.widgets import colours
from tui.app.widgets.colours import Scheme


def _theme(name: str, scheme: Scheme, *, dark: bool) -> Theme:
    """A theme without a colour of Textual's own making: blends have no place in the smaller palettes."""
    ink = {role: value.true for role, value in scheme.inks.items()}
    ground = {role: value.true for role, value in scheme.grounds.items()}
    return Theme(
        name=name,
        primary=ink["accent"],
        secondary=ink["muted"],
        accent=ink["accent"],
        success=ink["accent"],
        warning=ink["warning"],
        error=ink["error"],
        foreground=ink["foreground"],
        background=ground["background"],
        surface=ground["background"],
        panel=ground["panel"],
        boost=ground["raised"],
        dark=dark,
        variables={
            # Said once more: what Textual makes of the names above is a shade away from them.
            "warning": ink["warning"],
            "error": ink["error"],
            "blue": ink["blue"],
            "muted": ink["muted"],
            "faint": ink["faint"],
            "line": ink["line"],
            "raised": ground["raised"],
            "cursor-row": ground["cursor-row"],
            "current-match": ground["current-match"],
            "on-match": ink["on-match"],
            "text": ink["foreground"],
            "text-muted": ink["muted"],
            "text-disabled": ink["muted"],
            "block-cursor-foreground": ink["foreground"],
            "block-cursor-background": ground["cursor-row"],
            "block-cursor-blurred-foreground": ink["foreground"],
            "block-cursor-blurred-background": ground["cursor-row"],
            "block-hover-background": ground["raised"],
            "border": ink["accent"],
            "border-blurred": ink["line"],
            "input-cursor-background": ground["cursor"],
            "input-cursor-foreground": ink["on-background"],
            "input-selection-background": ground["selection"],
            "input-selection-foreground": ink["foreground"],
            "screen-selection-background": ground["selection"],
            "screen-selection-foreground": ink["foreground"],
            "scrollbar": ground["scrollbar"],
            "scrollbar-hover": ground["scrollbar-hover"],
            "scrollbar-active": ground["accent"],
            "scrollbar-background": ground["background"],
            "scrollbar-background-hover": ground["background"],
            "scrollbar-background-active": ground["background"],
            "scrollbar-corner-color": ground["background"],
        },
    )


DARK = _theme("insforge-dark", colours.DARK, dark=True)
LIGHT = _theme("insforge-light", colours.LIGHT, dark=False)

SCHEMES = {DARK.name: colours.DARK, LIGHT.name: colours.LIGHT}

_ATTRIBUTES = {"comment": "italic "}


def syntax_colours(theme: str) -> dict[str, str]:
    """The styles of code under a theme, by the style names of `tui.editing.lexing`; a foreign theme gets the dark set.

    Operators and punctuation stay plain: each change of colour costs bytes on the line.
    """
    scheme = SCHEMES.get(theme, colours.DARK)
    return {name: f"{_ATTRIBUTES.get(name, '')}{scheme.inks[role].true}" for name, role in scheme.syntax.items()}
