"""Changing the settings file: a profile is saved, renamed or deleted, a theme is kept; comments and layout stay.

Owns the edits. `tomlkit` does them and is imported only here and only when something is saved: it takes ten times as
long to load as `tomllib`, which reads the settings at the start. What it wrote is read by `tomllib` before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tui.errors import UsageError
from tui.model.secret import Secret
from tui.store.files import read_text, write_private

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

    Tables = MutableMapping[str, object]


def save_profile(path: Path, name: str, url: str, key: Secret) -> None:
    """Write one profile's URL and key in place of the ones it has.

    Raises UsageError for a file that is not TOML or a key that is no text, StorageError when it can't be written.
    """

    def edit(document: TOMLDocument) -> None:
        import tomlkit
        from tomlkit.items import InlineTable, Table

        if "profiles" not in document:
            document.add("profiles", tomlkit.table(is_super_table=True))
        profiles = _tables(document, "profiles")
        if name not in profiles:
            # A table with a heading would take what stands below it as its own.
            is_inline = isinstance(profiles, InlineTable) or _has_dotted(document, profiles)
            made = tomlkit.inline_table() if is_inline else tomlkit.table()
            made["url"], made["api_key"] = url, key.reveal()
            profiles[name] = made
            return
        profile = _tables(profiles, name)
        profile.pop("api_key_command", None)
        values = {"url": url, "api_key": key.reveal()}
        if isinstance(profile, Table) and not profile.is_super_table() and not all(each in profile for each in values):
            # Not at its end, where a comment about the next table may stand.
            profiles[name] = _with_first(profile, values)
        else:
            profile.update(values)

    def wanted(settings: dict[str, object]) -> None:
        profiles = cast("dict[str, dict[str, object]]", settings.setdefault("profiles", {}))
        profile = profiles.setdefault(name, {})
        profile.pop("api_key_command", None)
        profile.update(url=url, api_key=key.reveal())

    _change(path, edit, wanted, "add the profile by hand")


def rename_profile(path: Path, name: str, new_name: str) -> None:
    """Give a profile another name; where it is the default one, it stays that.

    Raises UsageError where there is no such profile, where the new name is taken, and for a file that is not TOML;
    StorageError when it can't be written.
    """

    def edit(document: TOMLDocument) -> None:
        import tomlkit
        from tomlkit.items import Table

        profiles = _tables(document, "profiles")
        _there(path, profiles, name)
        if new_name in profiles:
            raise UsageError(f"{path}: there is a profile {new_name!r} already")
        if isinstance(profiles, Table):
            # tomlkit has no way to rename a key: all of them are put into a new table, in their order.
            renamed = tomlkit.table(is_super_table=profiles.is_super_table())
            for key, item in profiles.value.body:
                if key is not None and key.key == name:
                    if isinstance(item, Table):
                        # As it was written; now it follows from the new name.
                        item.display_name = None
                    renamed.append(new_name, item)
                else:
                    renamed.append(key, item)
            document["profiles"] = renamed
        elif _has_dotted(document, profiles):
            values = tomlkit.inline_table()
            values.update(_tables(profiles, name))
            del profiles[name]
            profiles[new_name] = values
        else:
            profiles[new_name] = profiles.pop(name)
        if document.get("default_profile") == name:
            document["default_profile"] = new_name

    def wanted(settings: dict[str, object]) -> None:
        profiles = cast("dict[str, object]", settings["profiles"])
        profiles[new_name] = profiles.pop(name)
        if settings.get("default_profile") == name:
            settings["default_profile"] = new_name

    _change(path, edit, wanted, "rename the profile by hand")


def delete_profile(path: Path, name: str) -> None:
    """Remove a profile with its key; where it was the default one, none is named as that any more.

    Raises UsageError where there is no such profile and for a file that is not TOML, StorageError when it can't be
    written.
    """

    def edit(document: TOMLDocument) -> None:
        profiles = _tables(document, "profiles")
        _there(path, profiles, name)
        del profiles[name]
        if not profiles:
            del document["profiles"]
        if document.get("default_profile") == name:
            del document["default_profile"]

    def wanted(settings: dict[str, object]) -> None:
        profiles = cast("dict[str, object]", settings["profiles"])
        del profiles[name]
        if not profiles:
            del settings["profiles"]
        if settings.get("default_profile") == name:
            del settings["default_profile"]

    _change(path, edit, wanted, "delete the profile by hand")


def set_in_profile(path: Path, name: str, setting: str, value: str | bool | None) -> None:
    """Set one setting of a profile; None and False take it away.

    Raises UsageError where there is no such profile and for a file that is not TOML, StorageError when it can't be
    written.
    """

    def edit(document: TOMLDocument) -> None:
        from tomlkit.items import Table

        profiles = _tables(document, "profiles")
        _there(path, profiles, name)
        profile = _tables(profiles, name)
        if not value:
            profile.pop(setting, None)
        elif isinstance(profile, Table) and not profile.is_super_table() and setting not in profile:
            # Not at its end, where a comment about the next table may stand.
            profiles[name] = _with_first(profile, {setting: value})
        else:
            profile[setting] = value

    def wanted(settings: dict[str, object]) -> None:
        profile = cast("dict[str, dict[str, object]]", settings["profiles"])[name]
        if value:
            profile[setting] = value
        else:
            profile.pop(setting, None)

    _change(path, edit, wanted, f"set {setting} of the profile by hand")


def set_default_profile(path: Path, name: str) -> None:
    """Write which profile is used where nothing else says.

    Raises UsageError where there is no such profile and for a file that is not TOML, StorageError when it can't be
    written.
    """

    def edit(document: TOMLDocument) -> None:
        _there(path, _tables(document, "profiles"), name)
        document["default_profile"] = name

    def wanted(settings: dict[str, object]) -> None:
        settings["default_profile"] = name

    _change(path, edit, wanted, f'set default_profile = "{name}" by hand')


def save_theme(path: Path, theme: str) -> None:
    """Write which theme the console starts with.

    Raises UsageError for a file that is not TOML, StorageError when it can't be written.
    """

    def edit(document: TOMLDocument) -> None:
        document["theme"] = theme

    def wanted(settings: dict[str, object]) -> None:
        settings["theme"] = theme

    _change(path, edit, wanted, f'set theme = "{theme}" by hand')


def _change(
    path: Path, edit: Callable[[TOMLDocument], None], wanted: Callable[[dict[str, object]], None], instead: str
) -> None:
    """Write the file as `edit` leaves it, if TOML reads in it what is `wanted` and nothing else.

    `instead` is what the user can do where it can't be changed.
    """
    import tomllib

    from tomlkit import dumps, parse
    from tomlkit.exceptions import TOMLKitError

    text = read_text(path) or ""
    # tomlkit ends its own lines with \n alone; where a file has \r\n, all of it gets that again.
    ending = "\r\n" if "\r\n" in text else "\n"
    try:
        settings = tomllib.loads(text)
        document = parse(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        # Not the error's own words: they may quote the line that holds the key.
        raise UsageError(f"{path} is not TOML that can be read; {instead}") from error
    try:
        edit(document)
        wanted(settings)
        changed = dumps(document)
        content = changed.replace("\n", ending).encode()
        as_wanted = tomllib.loads(changed) == settings
    except (TOMLKitError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # The cause quotes the file or the key: it stays out of the sentence.
        raise UsageError(f"{path} can't be changed by the console; {instead}") from error
    if not as_wanted:
        raise UsageError(f"{path} can't be changed by the console; {instead}")
    write_private(path, content)


def _tables(parent: MutableMapping[str, object], name: str) -> Tables:
    found = parent.get(name)
    if not isinstance(found, MutableMapping):
        raise TypeError(f"{name} is not a table")
    return found


def _there(path: Path, profiles: Tables, name: str) -> None:
    if name not in profiles:
        raise UsageError(f"{path}: there is no profile {name!r}")


def _has_dotted(document: TOMLDocument, profiles: Tables) -> bool:
    """Whether a profile is written as `profiles.name.url = "…"`, or `name.url = "…"` below `[profiles]`."""
    from tomlkit.items import Table

    keys = [key for key, _ in document.body if key is not None and key.key == "profiles"]
    if isinstance(profiles, Table):
        keys += [key for key, _ in profiles.value.body if key is not None]
    return any(key.is_dotted() for key in keys)


def _with_first(table: Table, values: Mapping[str, str | bool]) -> Table:
    """A table as it is, but for these values: each in its place, or else below the first of them, or at the top."""
    import tomlkit

    changed = tomlkit.table()
    missing = {name: value for name, value in values.items() if name not in table}
    if len(missing) == len(values):
        changed.update(values)
    else:
        table.update({name: value for name, value in values.items() if name in table})
    for key, item in table.value.body:
        changed.append(key, item)
        if key is not None and key.key in values:
            changed.update(missing)
    return changed
