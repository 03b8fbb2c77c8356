"""Variables that Textual, Rich and Python read behind the console's back, looked at before any of these is loaded.

Pure. `unusable` says what is to be taken out of this process's environment, and what is said of it.

| variable | what is done |
|---|---|
| `TEXTUAL` and others | for who writes Textual programs (keys pressed by themselves, logs): ignored and named |
| `TEXTUAL_ANIMATIONS`, `_DISABLE_KITTY_KEY`, `_SMOOTH_SCROLL`, `_SPEEDUPS` | kept: no value of them does harm |
| `TEXTUAL_FPS`, `ESCDELAY` (ms) | kept where they are numbers within reason |
| `COLUMNS`, `LINES` | a terminal that knows its size is believed; else numbers within reason count |
| `NO_COLOR` | an empty one is none, as no-color.org has it; Textual reads it otherwise |
| `INSFORGE_TUI_DRIVER` | `plain`; anything else is named |
| `PYTHONASYNCIODEBUG` | taken out: it writes onto the screen |
| `PYTHONWARNINGS`, `PYTHONDEVMODE` | warnings are switched off all the same (`__main__.py`) |
| `UNICODE_VERSION`, `TERM`, `COLORTERM`, `TERM_PROGRAM`, `LC_TERMINAL`, `FORCE_COLOR`, `TTY_*` | any value does |
| `XDG_*_HOME`, `HOME` | `store/paths.py` |
| proxies, certificates | `api/proxies.py`, `api/trust.py` |

What Python reads before a line of the console runs (`PYTHONHOME`, `PYTHONPATH`, a `PYTHONIOENCODING` it does not know)
is Python's own to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

KEPT = ("TEXTUAL_ANIMATIONS", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_SMOOTH_SCROLL", "TEXTUAL_SPEEDUPS")
"""Textual's variables that a user may want."""

FOR_DEVELOPERS = (
    "TEXTUAL",
    "TEXTUAL_ALLOW_SIGNALS",
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_DEBUG",
    "TEXTUAL_DEVTOOLS_HOST",
    "TEXTUAL_DEVTOOLS_PORT",
    "TEXTUAL_DIM_FACTOR",
    "TEXTUAL_DRIVER",
    "TEXTUAL_FILTERS",
    "TEXTUAL_LOG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_FILENAME",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SHOW_RETURN",
    "TEXTUAL_SLOW_THRESHOLD",
    "TEXTUAL_THEME",
)
"""All others of Textual's, but for those that are numbers."""

BOUNDED = {"TEXTUAL_FPS": (1, 240), "ESCDELAY": (0, 5_000), "COLUMNS": (1, 10_000), "LINES": (1, 10_000)}
"""Variables that are numbers, with the least and the most that is taken."""

_SHOWN_CHARACTERS = 40


class Unusable(NamedTuple):
    """Names to take out of the environment, and sentences for the user."""

    names: tuple[str, ...]
    notices: tuple[str, ...]


def unusable(environment: Mapping[str, str], *, has_size: bool) -> Unusable:
    """What of the environment must not reach Textual. `has_size`: the terminal itself says how large it is."""
    developers = [name for name in FOR_DEVELOPERS if name in environment]
    names = [*developers, *(name for name in ("PYTHONASYNCIODEBUG",) if name in environment)]
    notices: list[str] = []
    told = [name for name in developers if environment[name]]
    if told:
        notices.append(f"{_listed(told)} {'is' if len(told) == 1 else 'are'} for developers of Textual: ignored.")
    for name, (least, most) in BOUNDED.items():
        value = environment.get(name)
        if value is None:
            continue
        within = number_within(value, least, most) is not None
        if not within or (has_size and name in ("COLUMNS", "LINES")):
            names.append(name)
        if value.strip() and not within:
            notices.append(f"{name} is {_shown(value)}, not a number from {least} to {most}: ignored.")
    if environment.get("NO_COLOR") == "":
        names.append("NO_COLOR")
    driver = environment.get("INSFORGE_TUI_DRIVER", "")
    if driver not in ("", "plain"):
        notices.append(f"INSFORGE_TUI_DRIVER is {_shown(driver)}; only plain is known: ignored.")
    return Unusable(tuple(names), tuple(notices))


def number_within(text: str, least: int, most: int) -> int | None:
    """The whole number that a text is, blanks around it aside; None for another text, and for one out of bounds."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        return None
    return int(digits) if least <= int(digits) <= most else None


def _shown(value: str) -> str:
    return value if len(value) <= _SHOWN_CHARACTERS else value[:_SHOWN_CHARACTERS] + "..."


def _listed(names: list[str]) -> str:
    shown = names[:3]
    if len(names) > len(shown):
        return f"{', '.join(shown)} and {len(names) - len(shown)} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
