"""The settings file: `config.toml`, read with tomllib and changed one profile at a time.

Owns which keys there are. Refuses to guess: a word it does not know is a typing error, said with the file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tui.errors import UsageError
from tui.model.secret import Secret
from tui.store.files import read_text, require_private, write_private

THEMES = ("dark", "light")
KEYBOARD_PROTOCOLS = ("kitty", "legacy")


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


class Settings(NamedTuple):
    """What the settings file says."""

    profiles: tuple[Profile, ...] = ()
    default_profile: str | None = None
    theme: str | None = None
    timeouts: TimeoutSettings = TimeoutSettings()
    keyboard_protocol: str | None = None
    """One of KEYBOARD_PROTOCOLS: which the terminal is asked for; None leaves the choice to the console."""
    keys: Mapping[str, str] = MappingProxyType({})
    """The keys of commands, by the command's name, as they are written there."""


def load_settings(path: Path) -> Settings:
    """Read the settings; without a file they are empty.

    Raises UsageError for what can't be understood and for a key that others may read, StorageError when the file
    can't be read.
    """
    text = read_text(path)
    if text is None:
        return Settings()
    import tomllib

    try:
        content: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: {error}") from error
    except ValueError as error:
        # Python reads no number of more than some thousand digits.
        raise UsageError(f"{path}: it holds a number of too many digits") from error
    except RecursionError as error:
        raise UsageError(f"{path}: tables or lists are nested too deeply") from error
    reader = _Reader(path)
    reader.known(content, ("default_profile", "theme", "keyboard_protocol", "timeouts", "profiles", "keys"), "")
    profiles = tuple(
        _profile(reader, name, reader.table(table, f"profiles.{name}"))
        for name, table in reader.table(content.get("profiles"), "profiles").items()
    )
    theme = reader.text(content, "theme", "")
    if theme is not None and theme not in THEMES:
        raise UsageError(f"{path}: theme is dark or light, not {theme!r}")
    protocol = reader.text(content, "keyboard_protocol", "")
    if protocol is not None and protocol not in KEYBOARD_PROTOCOLS:
        raise UsageError(f"{path}: keyboard_protocol is kitty or legacy, not {protocol!r}")
    if any(profile.key for profile in profiles):
        require_private(path)
    default = reader.text(content, "default_profile", "")
    if default is None and len(profiles) == 1:
        default = profiles[0].name
    if default is None and any(profile.name == "default" for profile in profiles):
        default = "default"
    return Settings(
        profiles,
        default,
        theme,
        _timeouts(reader, reader.table(content.get("timeouts"), "timeouts")),
        protocol,
        _keys(reader, reader.table(content.get("keys"), "keys")),
    )


def _profile(reader: _Reader, name: str, table: Mapping[str, object]) -> Profile:
    where = f"profiles.{name}"
    reader.known(table, ("url", "api_key", "api_key_command", "ca_file", "read_only"), where)
    key = reader.text(table, "api_key", where)
    return Profile(
        name,
        reader.text(table, "url", where),
        Secret(key) if key else None,
        reader.text(table, "api_key_command", where),
        reader.text(table, "ca_file", where),
        reader.flag(table, "read_only", where),
    )


def _timeouts(reader: _Reader, table: Mapping[str, object]) -> TimeoutSettings:
    names = ("connect_seconds", "read_seconds", "write_answer_seconds")
    reader.known(table, names, "timeouts")
    connect, read, write = (reader.seconds(table, name) for name in names)
    return TimeoutSettings(connect, read, write)


def _keys(reader: _Reader, table: Mapping[str, object]) -> Mapping[str, str]:
    """The keys of commands. A name without quotes, `editor.save`, is a table within a table for TOML."""
    found: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found.update({f"{name}.{inner}": keys for inner, keys in _keys(reader, value).items()})
        else:
            found[name] = reader.text(table, name, "keys") or ""
    return found


class _Reader(NamedTuple):
    path: Path

    def table(self, value: object, where: str) -> Mapping[str, object]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise UsageError(f"{self.path}: {where} must be a table")
        return value

    def known(self, table: Mapping[str, object], names: tuple[str, ...], where: str) -> None:
        for name in table:
            if name not in names:
                full = f"{where}.{name}" if where else name
                raise UsageError(f"{self.path}: there is no setting {full} (there: {', '.join(names)})")

    def text(self, table: Mapping[str, object], name: str, where: str) -> str | None:
        value = table.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise UsageError(f"{self.path}: {where}{'.' if where else ''}{name} must be text in quotes")
        return value

    def flag(self, table: Mapping[str, object], name: str, where: str) -> bool:
        value = table.get(name, False)
        if not isinstance(value, bool):
            raise UsageError(f"{self.path}: {where}.{name} must be true or false")
        return value

    def seconds(self, table: Mapping[str, object], name: str) -> float | None:
        value = table.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 3600:
            raise UsageError(f"{self.path}: timeouts.{name} must be a number of seconds, above 0 and up to 3600")
        return float(value)


def save_profile(path: Path, name: str, url: str, key: Secret) -> None:
    """Write one profile's URL and key, leaving everything else in the file as it is, comments included.

    Raises UsageError when the file can't be changed safely, StorageError when it can't be written.
    """
    text = read_text(path) or ""
    # As TOML has it: no other character ends a line.
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    heading = f"[profiles.{_toml_key(name)}]"
    start = next((number for number, line in enumerate(lines) if line.strip() == heading), None)
    table = [
        heading,
        f"url = {_toml_text(url)}",
        f"api_key = {_toml_text(key.reveal())}",
    ]
    if start is None:
        lines += ([""] if lines else []) + table
    else:
        end = next(
            (n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("[")),
            len(lines),
        )
        kept = [line for line in lines[start + 1 : end] if not _sets(line, ("url", "api_key", "api_key_command"))]
        lines[start:end] = table + kept
    changed = "".join(line + ending for line in lines)
    _write_if(path, text, changed, lambda before: _with_profile(before, name, url, key), "add the profile by hand")


def save_theme(path: Path, theme: str) -> None:
    """Write which theme the console starts with, leaving everything else in the file as it is, comments included.

    Raises UsageError when the file can't be changed safely, StorageError when it can't be written.
    """
    text = read_text(path) or ""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    # Settings of no table stand above the first one.
    top = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    place = next((number for number, line in enumerate(lines[:top]) if _sets(line, ("theme",))), None)
    setting = f"theme = {_toml_text(theme)}"
    if place is None:
        above = lines[:top]
        while above and not above[-1].strip():
            above.pop()
        lines[:top] = [*above, setting, *([""] if top < len(lines) else [])]
    else:
        _, comment, words = lines[place].partition("#")
        lines[place] = f"{setting}  {comment}{words}".rstrip()
    changed = "".join(line + ending for line in lines)
    _write_if(path, text, changed, lambda before: {**before, "theme": theme}, f"set {setting} by hand")


def _write_if(
    path: Path, text: str, changed: str, after: Callable[[dict[str, object]], dict[str, object]], instead: str
) -> None:
    """Write the changed file if TOML reads in it what is wanted `after` the change, and nothing else.

    Raises UsageError when it does not, StorageError when it can't be written.
    """
    refusal = f"{path} is written in a way that can't be changed safely; {instead}"
    import tomllib

    try:
        content = changed.encode()
        if tomllib.loads(changed) != after(tomllib.loads(text)):
            raise UsageError(refusal)
    except (ValueError, RecursionError, TypeError) as error:
        # The cause quotes the file or the key: it stays out of the sentence.
        raise UsageError(refusal) from error
    write_private(path, content)


def _with_profile(settings: dict[str, object], name: str, url: str, key: Secret) -> dict[str, object]:
    """What the file is to say after the change: this profile's server and key, and everything else as before."""
    profiles = settings.get("profiles", {})
    if not isinstance(profiles, dict):
        raise TypeError("profiles is not a table")
    profile = {what: value for what, value in profiles.get(name, {}).items() if what != "api_key_command"}
    return {**settings, "profiles": {**profiles, name: {**profile, "url": url, "api_key": key.reveal()}}}


def _sets(line: str, names: tuple[str, ...]) -> bool:
    return line.split("=", 1)[0].strip() in names if "=" in line else False


def _toml_key(name: str) -> str:
    bare = name.isascii() and all(character.isalnum() or character in "-_" for character in name)
    return name if bare and name else _toml_text(name)


def _toml_text(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(character):04x}" if ord(character) < 0x20 or ord(character) == 0x7F else character
        for character in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
