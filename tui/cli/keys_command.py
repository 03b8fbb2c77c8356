"""`insforge-tui --keys`: the keys as they are now, the user's own included, as a plain table for each view."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from tui.app.key_places import KEY_PLACES, KEY_TABLES, kinds_of
from tui.app.key_presets import PRESETS
from tui.app.widgets.command import Command, Scope, grouped
from tui.app.widgets.keymap import Keymap, problems_of, read_keymap
from tui.app.widgets.keys import DIGITS, needs_keyboard_protocol, shown_key, shown_keys
from tui.cli.exit_codes import ExitCode
from tui.store.profiles import Settings
from tui.terminal.sanitise import printable

_MARK = "!"
_KEY_CELLS = 26
_MARKED = f"{_MARK} behind a key: many terminals can't send it; those with kitty's keyboard protocol can."

_MODELESS = "vim: its keys are for lists, views and dialogs. Code is typed as elsewhere; your own editor opens it: {}."


class KeyRow(NamedTuple):
    """A command of a view. `keys` are spelled as the settings read them; `marked` are those that few terminals send."""

    view: str
    group: str
    command: str
    keys: tuple[str, ...]
    marked: tuple[str, ...]
    title: str
    help: str
    scope: Scope
    without_keys: str
    """What leads to it where it has no keys."""

    @property
    def shown(self) -> str:
        """The keys as the table has them."""
        if not self.keys:
            return self.without_keys
        return " ".join(f"{key}{_MARK if key in self.marked else ''}" for key in self.keys)


def run_keys(settings: Settings, out: TextIO, *, as_json: bool) -> ExitCode:
    """Print the keys; what is wrong with the user's own goes to standard error, and makes the exit code 1."""
    file = settings.keymap
    preset = PRESETS[file.preset or "default"]
    rows = list(key_rows(read_keymap(file.keys, preset)))
    if as_json:
        told = [{**row._asdict(), "scope": row.scope.value} for row in rows]
        print(json.dumps({"keys": told}), file=out)
    else:
        print(*lines_of(rows), sep="\n", file=out)
        if file.preset == "vim":
            print(_MODELESS.format(next(row.shown for row in rows if row.command == "editor.open_outside")), file=out)
    places = [kinds_of(names) for names in KEY_PLACES]
    problems = problems_of(file.keys, places, preset, file.where) if file.keys else ()
    for problem in problems:
        print(f"insforge-tui: {printable(problem)}", file=sys.stderr)
    return ExitCode.ERROR_ANSWER if problems else ExitCode.DONE


def key_rows(keymap: Keymap) -> Iterator[KeyRow]:
    """The commands of all views in the order of help and README. Loads every screen."""
    for view, names in KEY_TABLES:
        for kind in kinds_of(names):
            for group in grouped(keymap.commands(kind)):
                for each in group.commands:
                    yield _row(view, group.title, each)


def _row(view: str, group: str, command: Command) -> KeyRow:
    keys = (shown_keys(DIGITS),) if command.keys == DIGITS else tuple(shown_keys(command.keys).split())
    marked = tuple(dict.fromkeys(shown_key(key) for key in command.keys if needs_keyboard_protocol(key)))
    shown_marked = tuple(key for key in marked if key in keys)
    return KeyRow(
        view,
        group,
        command.id,
        keys,
        shown_marked,
        command.title,
        printable(command.help),
        command.scope,
        command.without_keys,
    )


def lines_of(rows: list[KeyRow]) -> list[str]:
    """The table of each view, in plain text."""
    lines: list[str] = []
    view = group = ""
    for row in rows:
        if row.view != view:
            lines += [*([""] if lines else []), row.view]
            view = group = row.view
        if row.group not in (group, ""):
            lines.append(f"  {row.group}:")
        group = row.group
        lines.append(f"  {row.shown:<{_KEY_CELLS}}  {row.help}")
    return [*lines, "", _MARKED] if any(row.marked for row in rows) else lines
