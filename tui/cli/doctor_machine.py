"""What `insforge-tui doctor` says of this machine: the terminal, the folders, what is installed. Asks no server."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from tui import __version__
from tui.cli.findings import Finding, Grade
from tui.store.paths import cache_dir, config_file, data_dir, folder_notices, state_dir
from tui.terminal.clipboard import copied
from tui.terminal.colours import Depth, depth_of
from tui.terminal.variables import unusable

TERMINAL, FILES, PROGRAM = "This terminal", "Files", "Program"
_LEAST_COLUMNS, _LEAST_LINES = 40, 10
"""Below that the screens are not made for."""
_LEAST_FREE_BYTES = 10_000_000
_KITTY_TERMS = ("xterm-kitty", "xterm-ghostty", "foot")
_LIBRARIES = ("textual", "httpx")


class Terminal(NamedTuple):
    """What is known of the terminal without asking it. `size` is columns and lines, None where nobody says."""

    environment: Mapping[str, str]
    size: tuple[int, int] | None
    is_terminal: bool


def this_terminal() -> Terminal:
    """The terminal of this process, if it has one: output may go into a file while the keyboard is still there."""
    streams = [stream for stream in (sys.stdin, sys.stdout, sys.stderr) if stream is not None and stream.isatty()]
    for stream in streams:
        try:
            size = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError):
            continue
        if size.columns > 0 and size.lines > 0:
            return Terminal(os.environ, (size.columns, size.lines), is_terminal=True)
    return Terminal(os.environ, None, is_terminal=bool(streams))


def terminal_findings(terminal: Terminal, keyboard_protocol: str | None) -> Iterator[Finding]:
    """What this terminal can. `keyboard_protocol` is the setting of that name."""
    environment = terminal.environment
    yield _size(terminal)
    yield _term(environment.get("TERM", ""))
    yield _colours(environment)
    yield _locale(environment)
    yield _keyboard(environment, keyboard_protocol)
    yield _clipboard(environment)
    between = [
        name
        for name, variables in (("SSH", ("SSH_CONNECTION", "SSH_TTY")), ("tmux", ("TMUX",)), ("GNU screen", ("STY",)))
        if any(environment.get(variable) for variable in variables)
    ]
    yield Finding(TERMINAL, "in between", Grade.OK, ", ".join(between) or "nothing that is known")
    for notice in unusable(environment, has_size=terminal.size is not None).notices:
        yield Finding(TERMINAL, "variables", Grade.WARNING, notice)


def _size(terminal: Terminal) -> Finding:
    if terminal.size is None:
        said = "the terminal does not say" if terminal.is_terminal else "there is no terminal here"
        step = "" if terminal.is_terminal else "The console itself needs one: run it in a terminal."
        return Finding(TERMINAL, "size", Grade.NOT_KNOWN, said, step)
    columns, lines = terminal.size
    said = f"{columns} columns, {lines} lines"
    if columns < _LEAST_COLUMNS or lines < _LEAST_LINES:
        step = f"Make it larger: {_LEAST_COLUMNS} columns and {_LEAST_LINES} lines at least, 80 and 24 are better."
        return Finding(TERMINAL, "size", Grade.WARNING, said, step)
    return Finding(TERMINAL, "size", Grade.OK, said)


def _term(term: str) -> Finding:
    if term == "dumb":
        return Finding(TERMINAL, "TERM", Grade.FAILED, term, "The console can't draw on it: use another terminal.")
    if not term:
        return Finding(TERMINAL, "TERM", Grade.WARNING, "not set", "Set TERM to the terminal's name: xterm-256color.")
    return Finding(TERMINAL, "TERM", Grade.OK, term)


def _colours(environment: Mapping[str, str]) -> Finding:
    depth = depth_of(environment)
    if environment.get("NO_COLOR"):
        return Finding(TERMINAL, "colours", Grade.OK, "none, as NO_COLOR is set")
    if depth is Depth.NONE:
        return Finding(TERMINAL, "colours", Grade.WARNING, "none", "Set TERM to the terminal's name: xterm-256color.")
    exact = "all (24 bits)" if depth is Depth.TRUE else depth.value
    step = "If the terminal has all, set COLORTERM=truecolor." if depth is not Depth.TRUE else ""
    return Finding(TERMINAL, "colours", Grade.OK, exact, step)


def _locale(environment: Mapping[str, str]) -> Finding:
    name = next((each for each in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(each)), "")
    value = environment.get(name, "")
    if name == "LC_CTYPE" and value == "C.UTF-8" and environment.get("LANG", "") in ("", "C", "POSIX"):
        # Python sets it itself where a locale has no more than ASCII.
        said = f"LANG={environment.get('LANG', '')}; UTF-8 is written, and whether the terminal shows it is not known"
        return Finding(TERMINAL, "locale", Grade.NOT_KNOWN, said, "Set LANG to a UTF-8 locale, such as C.UTF-8.")
    if value.lower().replace("-", "").endswith("utf8"):
        return Finding(TERMINAL, "locale", Grade.OK, f"{name}={value}")
    said = f"{name}={value}" if name else "no LC_ALL, LC_CTYPE or LANG is set"
    step = "Other letters than ASCII may be shown wrongly: set LANG to a UTF-8 locale, such as C.UTF-8."
    return Finding(TERMINAL, "locale", Grade.WARNING, said, step)


def _keyboard(environment: Mapping[str, str], setting: str | None) -> Finding:
    name = "keyboard"
    if setting == "legacy":
        return Finding(TERMINAL, name, Grade.OK, "the setting keyboard_protocol is legacy: kitty's is not asked for")
    if environment.get("KITTY_WINDOW_ID") or environment.get("TERM", "").startswith(_KITTY_TERMS):
        return Finding(TERMINAL, name, Grade.OK, "by its name the terminal has kitty's protocol")
    step = "Without it some keys can't be sent: `insforge-tui --keys` marks them."
    return Finding(TERMINAL, name, Grade.NOT_KNOWN, "whether the terminal has kitty's protocol", step)


def _clipboard(environment: Mapping[str, str]) -> Finding:
    found = copied("x", environment)
    if not found.sequence:
        return Finding(TERMINAL, "clipboard", Grade.WARNING, found.said)
    way_on = found.said.partition("terminal.")[2].strip()
    said = "whether the terminal takes what is copied (OSC 52): none says"
    return Finding(TERMINAL, "clipboard", Grade.NOT_KNOWN, said, way_on)


def file_findings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Where files are kept, and whether they can be."""
    for notice in folder_notices(environment):
        yield Finding(FILES, "folders", Grade.WARNING, notice)
    for name, folder in (
        ("settings", config_file().parent),
        ("drafts", state_dir() / "drafts"),
        ("history", state_dir() / "history"),
        ("requests", data_dir() / "requests"),
        ("caches", cache_dir()),
    ):
        yield _folder(name, folder)


def _folder(name: str, folder: Path) -> Finding:
    where = in_home(folder)
    # What is not there yet is made when it is needed, in the nearest folder that is.
    there = next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))
    if not there.is_dir():
        step = "Remove that file or move it away."
        return Finding(FILES, name, Grade.FAILED, f"{where}: {in_home(there)} is a file", step)
    if not os.access(there, os.W_OK | os.X_OK):
        step = f"Nothing is kept there: make {in_home(there)} writable for you."
        return Finding(FILES, name, Grade.FAILED, f"{where} can't be written", step)
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = _LEAST_FREE_BYTES
    if free < _LEAST_FREE_BYTES:
        return Finding(FILES, name, Grade.WARNING, f"{where}: the disk is full", "Make room on the disk.")
    return Finding(FILES, name, Grade.OK, where + ("" if there == folder else " (made when it is needed)"))


def in_home(path: Path) -> str:
    """A path as a bug report shows it: without the user's name, where it lies in the home folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def without_home(text: str) -> str:
    """A sentence that names files, without the home folder's name."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text if home == "/" else text.replace(f"{home}/", "~/")


def program_findings() -> Iterator[Finding]:
    """What runs here, in which versions."""
    yield Finding(PROGRAM, "insforge-tui", Grade.OK, __version__)
    yield Finding(PROGRAM, "Python", Grade.OK, f"{platform.python_version()} on {platform.platform(terse=True)}")
    for library in _LIBRARIES:
        found = _version(library)
        if found:
            yield Finding(PROGRAM, library, Grade.OK, found)
        else:
            yield Finding(PROGRAM, library, Grade.FAILED, "not installed", "Install insforge-tui anew.")
    yield _deno()


def _deno() -> Finding:
    packaged = _version("deno")
    found = packaged or shutil.which("deno")
    if not found:
        said = "not installed; only --sandbox needs it"
        return Finding(PROGRAM, "Deno", Grade.OK, said, "For the sandbox: pip install 'insforge-tui[sandbox]'.")
    return Finding(PROGRAM, "Deno", Grade.OK, packaged or in_home(Path(found)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
