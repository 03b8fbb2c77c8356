"""Changing the settings file: what is asked for changes, comments and layout stay."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui.errors import UsageError
from tui.model.secret import Secret
from tui.store.profiles import Profile, load_settings
from tui.store.settings_edit import (
    delete_profile,
    rename_profile,
    save_profile,
    save_theme,
    set_default_profile,
    set_in_profile,
)


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def test_a_saved_profile_is_private_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    save_profile(path, "default", "http://localhost:7130", Secret('ik_"quoted"\\'))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_settings(path).profiles == (Profile("default", "http://localhost:7130", Secret('ik_"quoted"\\')),)
    assert load_settings(path).default_profile == "default"


def test_saving_changes_one_profile_and_keeps_the_rest(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '# mine\ntheme = "light"  # bright\n\n'
        '[profiles.a]\nurl = "http://old"\napi_key_command = "x"\nca_file = "/ca"\n'
        '\n[profiles.b]\nurl = "http://b"\n',
    )
    save_profile(path, "a", "http://new", Secret("ik_new"))
    text = path.read_text(encoding="utf-8")
    assert text.startswith('# mine\ntheme = "light"  # bright\n')
    assert load_settings(path).profiles == (
        Profile("a", "http://new", Secret("ik_new"), None, "/ca"),
        Profile("b", "http://b"),
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_saving_keeps_line_endings_and_odd_characters(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "config.toml"
    before = ending.join(["# a\u2028b\x85c", 'theme = "dark"', "", "[profiles.b]", 'url = "http://b"', ""])
    path.write_bytes(before.encode())
    save_profile(path, "a", "http://a", Secret("ik_a"))
    added = ending.join(["", "[profiles.a]", 'url = "http://a"', 'api_key = "ik_a"', ""])
    assert path.read_bytes() == (before + added).encode()


@pytest.mark.parametrize("key", ["ik_\n\t\x00\x7f", "ik_é\u202e", 'a"]\n[profiles.b]\nurl = "x'])
def test_any_key_comes_back_as_it_was(tmp_path: Path, key: str) -> None:
    path = tmp_path / "config.toml"
    save_profile(path, 'odd "name".x', "http://a", Secret(key))
    assert load_settings(path).profiles == (Profile('odd "name".x', "http://a", Secret(key)),)


def test_a_key_that_is_no_text_is_refused_without_being_shown(tmp_path: Path) -> None:
    path = written(tmp_path, "# mine\n")
    with pytest.raises(UsageError, match="by hand") as caught:
        save_profile(path, "a", "http://a", Secret("ik_\ud800"))
    assert "ik_" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == "# mine\n"


LAYOUTS = {
    "tables": '# mine\n[profiles.a]  # home\nurl = "http://a"  # old\n# keys\napi_key_command = "x"\n\n# b is\n'
    '[profiles.b]\nurl = "http://b"\n',
    "inline": 'profiles = { a = { url = "http://a" }, b = { url = "http://b" } }\n',
    "dotted": 'profiles.a.url = "http://a"\nprofiles.b.url = "http://b"\n',
    "dotted in a table": '[profiles]\na.url = "http://a"\nb.url = "http://b"  # b\n',
    "one table": '[profiles]\na = { url = "http://a" } # home\nb = { url = "http://b" }\n',
    "quoted": '["profiles"."a"]\n"url" = "http://a"\n[profiles."b"]\nurl = "http://b"\n',
    "apart": '[profiles.a]\nurl = "http://a"\n\n[timeouts]\nread_seconds = 1\n\n[profiles.b]\nurl = "http://b"\n',
    "several lines": '[profiles.a]\napi_key_command = """\n[profiles.b]\nx"""\nurl = "http://a"\n'
    '[profiles.b]\nurl = "http://b"\n',
    "indented": '  [profiles.a]\n    url = "http://a"\n\n  [profiles.b]\n    url = "http://b"\n',
}
"""Ways to write two profiles."""


def comments_of(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_profile_is_saved_renamed_and_deleted_however_the_file_is_written(
    tmp_path: Path, layout: str, ending: str
) -> None:
    b = Profile("b", "http://b")
    path = written(tmp_path, layout.replace("\n", ending))
    save_profile(path, "a", "http://new", Secret("ik_new"))
    a = Profile("a", "http://new", Secret("ik_new"))
    assert sorted(load_settings(path).profiles) == [a, b]
    save_profile(path, "c", "http://c", Secret("ik_c"))
    c = Profile("c", "http://c", Secret("ik_c"))
    assert sorted(load_settings(path).profiles) == [a, b, c]
    for setting, value in (("protected", True), ("colour", "red"), ("colour", "blue"), ("read_only", True)):
        set_in_profile(path, "a", setting, value)
    set_in_profile(path, "a", "read_only", False)
    set_default_profile(path, "c")
    a = a._replace(protected=True, colour="blue")
    assert sorted(load_settings(path).profiles) == [a, b, c]
    assert load_settings(path).default_profile == "c"
    set_in_profile(path, "a", "colour", None)
    set_in_profile(path, "a", "protected", None)
    a = a._replace(protected=False, colour=None)
    rename_profile(path, "a", "d")
    assert sorted(load_settings(path).profiles, key=lambda each: each.name) == [b, c, a._replace(name="d")]
    text = path.read_bytes().decode()
    assert comments_of(text) == comments_of(layout)
    assert text.count("\n") == text.count(ending)
    delete_profile(path, "d")
    assert sorted(load_settings(path).profiles) == [b, c]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_stands_with_its_profile_and_comments_stay_where_they_were(tmp_path: Path) -> None:
    path = written(tmp_path, LAYOUTS["tables"])
    save_profile(path, "a", "http://new", Secret("ik_new"))
    assert path.read_text(encoding="utf-8") == (
        '# mine\n[profiles.a]  # home\nurl = "http://new"  # old\napi_key = "ik_new"\n# keys\n\n# b is\n\n'
        '[profiles.b]\nurl = "http://b"\n'
    )
    rename_profile(path, "a", "home of a")
    assert '[profiles."home of a"]  # home\nurl = ' in path.read_text(encoding="utf-8")


def test_a_renamed_profile_stays_the_default_one_and_a_deleted_one_does_not(tmp_path: Path) -> None:
    path = written(tmp_path, 'default_profile = "a"  # mine\n' + LAYOUTS["tables"])
    rename_profile(path, "a", "c")
    assert path.read_text(encoding="utf-8").startswith('default_profile = "c"  # mine\n')
    assert [each.name for each in load_settings(path).profiles] == ["c", "b"]
    delete_profile(path, "c")
    # The only one that is left.
    assert load_settings(path).default_profile == "b"
    delete_profile(path, "b")
    assert load_settings(path).profiles == ()


def test_a_name_that_is_not_there_or_taken_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, LAYOUTS["tables"])
    with pytest.raises(UsageError, match="no profile 'x'"):
        rename_profile(path, "x", "y")
    with pytest.raises(UsageError, match="a profile 'b' already"):
        rename_profile(path, "a", "b")
    with pytest.raises(UsageError, match="no profile 'x'"):
        delete_profile(path, "x")
    assert path.read_text(encoding="utf-8") == LAYOUTS["tables"]


@pytest.mark.parametrize("text", ["profiles = 5\n", "not toml\n", "[profiles]\na = 5\n"])
def test_a_file_that_is_not_settings_is_left_alone(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match="by hand"):
        save_profile(path, "a", "http://new", Secret("ik"))
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "light"\n'),
        ('theme = "dark"  # at night\n', 'theme = "light"  # at night\n'),
        (
            '# mine\ndefault_profile = "a"\n\n[profiles.a]\nurl = "http://a"\n',
            '# mine\ndefault_profile = "a"\ntheme = "light"\n\n[profiles.a]\nurl = "http://a"\n',
        ),
        ('[profiles.a]\r\nurl = "http://a"\r\n', 'theme = "light"\r\n\r\n[profiles.a]\r\nurl = "http://a"\r\n'),
    ],
)
def test_a_theme_is_written_and_all_else_stays(tmp_path: Path, before: str, after: str) -> None:
    path = written(tmp_path, before)
    save_theme(path, "light")
    assert path.read_bytes().decode() == after
    assert load_settings(path).theme == "light"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_theme_is_written_however_the_file_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, 'timeouts = { read_seconds = 1 }\n"theme" = "dark" # at night\n')
    save_theme(path, "light")
    assert path.read_text(encoding="utf-8") == 'timeouts = { read_seconds = 1 }\n"theme" = "light" # at night\n'


@pytest.mark.app
def test_what_edits_settings_is_not_loaded_to_read_them() -> None:
    code = "import sys, tui.store.settings_edit, tui.__main__, tui.app.shell.app; print('tomlkit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
