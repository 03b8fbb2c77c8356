"""How a profile looks in its row, and in full."""

from __future__ import annotations

from typing import NamedTuple

from tui.app.shell.facts import Facts
from tui.app.widgets.colours import PROFILE_INKS
from tui.sessions.listing import Column, Fixed, Flexible, ListSpec
from tui.store.credentials import PROJECT_FILE
from tui.store.profiles import Profile
from tui.terminal.sanitise import printable


class Row(NamedTuple):
    """A profile; `tested` is what came of a test, and whether that was good."""

    profile: Profile
    is_default: bool = False
    is_connected: bool = False
    tested: tuple[str, bool] | None = None
    project: str | None = None
    """The name of the project that the folder is linked to, where the row is that: it stands in no settings."""

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.profile.name


def key_words(profile: Profile) -> str:
    """Where the key of a profile comes from."""
    if profile.key is not None and profile.name == PROJECT_FILE:
        return "in the file"
    if profile.key is not None:
        return "in the settings"
    return "of a command" if profile.key_command is not None else "none"


def signs(row: Row) -> str:
    """What is special about a profile, in words."""
    profile = row.profile
    words = (
        "connected" if row.is_connected else "",
        "default" if row.is_default else "",
        f"this folder's project {row.project}".rstrip() if row.project is not None else "",
        "read-only" if profile.read_only else "",
        "protected" if profile.protected else "",
    )
    return ", ".join(word for word in words if word)


def tested_words(row: Row) -> str:
    """What came of the last test, in a word or two."""
    return printable(row.tested[0], limit=200) if row.tested is not None else ""


def _tested_style(row: Row) -> str:
    return "" if row.tested is None else "success" if row.tested[1] else "warning"


PROFILE_LIST: ListSpec[Row] = ListSpec(
    key=lambda row: row.name,
    columns=(
        Column(
            "NAME",
            Flexible(),
            lambda row, now, cells: printable(row.name, limit=120),
            lambda row: PROFILE_INKS.get(row.profile.colour or "", ""),
            bar=True,
        ),
        Column("SERVER", Flexible(weight=2), lambda row, now, cells: printable(row.profile.url or "-", limit=200)),
        Column("KEY", Fixed(16, drop=2), lambda row, now, cells: key_words(row.profile), lambda row: "muted"),
        Column("", Flexible(weight=2), lambda row, now, cells: printable(signs(row), limit=200), lambda row: "muted"),
        Column("TEST", Flexible(), lambda row, now, cells: tested_words(row), _tested_style),
    ),
    text_cells=70,
    matches=lambda row, needle: needle in row.name.casefold() or needle in (row.profile.url or "").casefold(),
)


def in_full(row: Row) -> Facts:
    """All that is known of a profile but its key."""
    profile = row.profile
    return [
        ("name", printable(profile.name)),
        ("server", printable(profile.url or "none")),
        ("key", key_words(profile)),
        ("command", printable(profile.key_command or "")),
        ("authority", printable(profile.ca_file or "")),
        ("colour", profile.colour or "none"),
        ("it is", printable(signs(row), limit=400)),
        ("test", tested_words(row)),
    ]
