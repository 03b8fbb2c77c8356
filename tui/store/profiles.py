"""The settings file, `config.toml`, as it is read.

Owns which keys there are. Refuses to guess: a word it does not know is a typing error, said with the file's name. What
is written into it is `settings_edit.py`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tui.errors import UsageError
from tui.model.fields import Fields, InvalidField
from tui.model.secret import Secret
from tui.store.files import require_private
from tui.store.keymap_file import KEYMAP_NAME, KeymapFile, load_keymap
from tui.store.toml_file import read_toml, said_of

THEMES = ("dark", "light")
KEYBOARD_PROTOCOLS = ("kitty", "legacy")
COLOURS = ("red", "yellow", "green", "blue")
"""Of a profile's name in the header."""


class TimeoutSettings(NamedTuple):
    """Timeouts in seconds; None leaves the client's own."""

    connect_seconds: float | None = None
    read_seconds: float | None = None
    write_answer_seconds: float | None = None


class Profile(NamedTuple):
    """A server and how to get the key for it."""

    name: str
    url: str | None = None
    key: Secret | None = None
    key_command: str | None = None
    ca_file: str | None = None
    read_only: bool = False
    """Whether nothing that changes the server is ever sent."""
    protected: bool = False
    """Whether the profile's name is to be typed before anything is written."""
    colour: str | None = None
    """One of COLOURS, for the header."""


class EditorSettings(NamedTuple):
    """How the editor helps while code is typed."""

    auto_indent: bool = True
    """Whether a new line begins as far in as the one before, and a closing bracket goes out to its partner."""
    close_brackets: bool = True
    """Whether brackets and quotes close by themselves."""
    deno_check: bool = False
    """Whether Deno checks the code when the keys rest, where it is installed."""


class Settings(NamedTuple):
    """What the settings file says."""

    profiles: tuple[Profile, ...] = ()
    default_profile: str | None = None
    theme: str | None = None
    timeouts: TimeoutSettings = TimeoutSettings()
    keyboard_protocol: str | None = None
    """One of KEYBOARD_PROTOCOLS: which the terminal is asked for; None leaves the choice to the console."""
    keymap: KeymapFile = KeymapFile()
    """The user's keys, of a file of their own."""
    check_after_save: bool = False
    """Whether saved requests that say what they expect are sent after each save that went live."""
    editor: EditorSettings = EditorSettings()
    mouse: bool | None = None
    """Whether the terminal is asked for the mouse; None leaves the choice to the console."""
    title: bool = False
    """Whether the terminal's title says what is open."""
    plain: bool = False
    """Whether everything is drawn for screen readers: no boxes, no bars, the cursor where the focus is."""


def load_settings(path: Path) -> Settings:
    """Read the settings, and the keys of `keymap.toml` beside them; without files they are empty.

    Raises UsageError for what can't be understood and for a key that others may read, StorageError when a file
    can't be read.
    """
    content = read_toml(path)
    keymap = load_keymap(path.with_name(KEYMAP_NAME))
    if content is None:
        return Settings(keymap=keymap)
    try:
        return _settings(path, Fields(content, "", exact=True))._replace(keymap=keymap)
    except InvalidField as error:
        raise UsageError(f"{path}: {said_of(error)}") from error


_TOP = (
    *("default_profile", "theme", "keyboard_protocol", "mouse", "title", "plain", "timeouts", "profiles", "runner"),
    "editor",
)


def _settings(path: Path, content: Fields) -> Settings:
    _known(path, content, _TOP)
    tables = content.optional_object("profiles", "profiles")
    profiles = (
        tuple(_profile(path, name, tables.object(name, f"profiles.{name}")) for name in tables.names())
        if tables is not None
        else ()
    )
    theme = content.optional_text("theme")
    if theme is not None and theme not in THEMES:
        raise UsageError(f"{path}: theme is dark or light, not {theme!r}")
    protocol = content.optional_text("keyboard_protocol")
    if protocol is not None and protocol not in KEYBOARD_PROTOCOLS:
        raise UsageError(f"{path}: keyboard_protocol is kitty or legacy, not {protocol!r}")
    if any(profile.key for profile in profiles):
        require_private(path)
    default = content.optional_text("default_profile")
    if default is None and len(profiles) == 1:
        default = profiles[0].name
    if default is None and any(profile.name == "default" for profile in profiles):
        default = "default"
    timeouts = content.optional_object("timeouts", "timeouts")
    runner = content.optional_object("runner", "runner")
    editor = content.optional_object("editor", "editor")
    return Settings(
        profiles,
        default,
        theme,
        TimeoutSettings() if timeouts is None else _timeouts(path, timeouts),
        protocol,
        KeymapFile(),
        False if runner is None else _checks_after_save(path, runner),
        EditorSettings() if editor is None else _editor(path, editor),
        None if content.value("mouse") is None else _true_or_false(content, "mouse"),
        _true_or_false(content, "title"),
        _true_or_false(content, "plain"),
    )


def _profile(path: Path, name: str, table: Fields) -> Profile:
    _known(path, table, ("url", "api_key", "api_key_command", "ca_file", "read_only", "protected", "colour"))
    colour = table.optional_text("colour")
    if colour is not None and colour not in COLOURS:
        raise UsageError(f"{path}: profiles.{name}.colour is one of {', '.join(COLOURS)}, not {colour!r}")
    key = table.optional_text("api_key")
    return Profile(
        name,
        table.optional_text("url"),
        Secret(key) if key else None,
        table.optional_text("api_key_command"),
        table.optional_text("ca_file"),
        _true_or_false(table, "read_only"),
        _true_or_false(table, "protected"),
        colour,
    )


def _timeouts(path: Path, table: Fields) -> TimeoutSettings:
    _known(path, table, TimeoutSettings._fields)
    return TimeoutSettings(*(_seconds(table, name) for name in TimeoutSettings._fields))


def _checks_after_save(path: Path, table: Fields) -> bool:
    _known(path, table, ("check_after_save",))
    return _true_or_false(table, "check_after_save")


def _editor(path: Path, table: Fields) -> EditorSettings:
    usual = EditorSettings()
    _known(path, table, EditorSettings._fields)
    return EditorSettings(*(_true_or_false(table, name, getattr(usual, name)) for name in EditorSettings._fields))


def _true_or_false(table: Fields, name: str, otherwise: bool = False) -> bool:
    value = table.value(name)
    if value is None:
        return otherwise
    if not isinstance(value, bool):
        # Not taken for false: who writes read_only wants to be safe.
        raise InvalidField(table.what, name, "true or false")
    return value


def _seconds(table: Fields, name: str) -> float | None:
    value = table.value(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 3600:
        raise InvalidField(table.what, name, "a number of seconds, above 0 and up to 3600")
    return float(value)


def _known(path: Path, table: Fields, names: tuple[str, ...]) -> None:
    for name in table.names():
        if name not in names:
            full = f"{table.what}.{name}" if table.what else name
            raise UsageError(f"{path}: there is no setting {full} (there: {', '.join(names)})")
