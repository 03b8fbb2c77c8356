"""Colours down to what the terminal has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from tui.terminal.cells import DEFAULT_COLOUR, TRUE_COLOUR


class Depth(Enum):
    """How many colours a terminal shows."""

    TRUE = "truecolor"
    PALETTE = "256"
    BASIC = "16"
    NONE = "none"


_TRUE_TERMS = ("xterm-kitty", "alacritty", "foot", "wezterm", "ghostty", "iterm2", "konsole-direct", "xterm-direct")
_BASIC = (
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
)  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)


def depth_of(environment: Mapping[str, str]) -> Depth:
    """What the environment says of the terminal's colours."""
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR") or term in ("", "dumb", "vt100", "vt220"):
        return Depth.NONE
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.startswith(_TRUE_TERMS):
        return Depth.TRUE
    return Depth.PALETTE if "256color" in term else Depth.BASIC


@lru_cache(maxsize=4096)
def colour_parameters(colour: int, depth: Depth, *, background: bool) -> str:
    """The SGR parameters for a colour; empty where the terminal has none."""
    if depth is Depth.NONE:
        return ""
    if colour == DEFAULT_COLOUR:
        return "49" if background else "39"
    if colour >= TRUE_COLOUR and depth is Depth.TRUE:
        exact = _exact_index(colour - TRUE_COLOUR)
        if exact is not None:
            return f"{48 if background else 38};5;{exact}"
        rgb = colour - TRUE_COLOUR
        return f"{48 if background else 38};2;{rgb >> 16};{rgb >> 8 & 255};{rgb & 255}"
    index = _palette_index(colour) if colour >= TRUE_COLOUR else colour
    if index > 15 and depth is Depth.BASIC:
        index = _nearest_basic(_palette_rgb(index) if colour < TRUE_COLOUR else colour - TRUE_COLOUR)
    elif index > 15:
        return f"{48 if background else 38};5;{index}"
    if index < 8:
        return str((40 if background else 30) + index)
    return str((92 if background else 82) + index)


_FIRST_KEPT = 22
"""Below this some palettes of users redefine the cube too."""


@lru_cache(maxsize=4096)
def _exact_index(rgb: int) -> int | None:
    """The place in the 256-colour palette that holds just this colour: it says in 8 bytes what takes up to 17."""
    index = _palette_index(TRUE_COLOUR + rgb)
    return index if index >= _FIRST_KEPT and _palette_rgb(index) == rgb else None


def _palette_index(colour: int) -> int:
    """The nearest of the 216 colours and 24 greys."""
    rgb = colour - TRUE_COLOUR
    parts = (rgb >> 16, rgb >> 8 & 255, rgb & 255)
    cube = [min(range(6), key=lambda step: abs(_STEPS[step] - part)) for part in parts]
    in_cube = 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    grey = 232 + max(0, min(23, round((sum(parts) / 3 - 8) / 10)))
    return min((in_cube, grey), key=lambda index: _distance(_palette_rgb(index), rgb))


def _palette_rgb(index: int) -> int:
    if index < 16:
        return _BASIC[index]
    if index >= 232:
        return (8 + (index - 232) * 10) * 0x010101
    index -= 16
    return _STEPS[index // 36] << 16 | _STEPS[index // 6 % 6] << 8 | _STEPS[index % 6]


def _nearest_basic(rgb: int) -> int:
    return min(range(16), key=lambda index: _distance(_BASIC[index], rgb))


def _distance(one: int, other: int) -> int:
    red, green, blue = ((one >> shift & 255) - (other >> shift & 255) for shift in (16, 8, 0))
    # Eyes weigh green most and blue least.
    return 3 * red * red + 6 * green * green + blue * blue
