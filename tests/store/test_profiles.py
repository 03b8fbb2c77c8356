"""The settings file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.errors import StorageError, UsageError
from tui.model.secret import Secret
from tui.store.profiles import Profile, Settings, TimeoutSettings, load_settings, save_profile, save_theme


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_without_a_file_settings_are_empty(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()


def test_everything_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        default_profile = "work"
        theme = "light"
        [timeouts]
        connect_seconds = 3
        write_answer_seconds = 90.5
        [profiles.work]
        url = "https://work.example"
        api_key = "ik_work"
        ca_file = "/ca.pem"
        [profiles.home]
        url = "http://localhost"
        api_key_command = "pass show home"
        read_only = true
        [keys]
        "editor.save" = "ctrl+w"
        list.open = "o"
        list.filter = ""
        """,
    )
    assert load_settings(path) == Settings(
        (
            Profile("work", "https://work.example", Secret("ik_work"), None, "/ca.pem"),
            Profile("home", "http://localhost", None, "pass show home", read_only=True),
        ),
        "work",
        "light",
        TimeoutSettings(3.0, None, 90.5),
        keys={"editor.save": "ctrl+w", "list.open": "o", "list.filter": ""},
    )


def test_the_only_profile_is_the_default_one(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, '[profiles.only]\nurl = "http://x"')).default_profile == "only"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not toml", "config.toml"),
        ("defualt_profile = 'x'", "no setting defualt_profile"),
        ("[profiles.a]\nurll = 'x'", "no setting profiles.a.urll"),
        ("[profiles.a]\nurl = 5", "profiles.a.url must be text"),
        ("profiles = 5", "profiles must be a table"),
        ("theme = 'pink'", "dark or light"),
        ("keyboard_protocol = 'klingon'", "kitty or legacy"),
        ("[timeouts]\nread_seconds = true", "number of seconds"),
        ("[timeouts]\nread_seconds = 0", "number of seconds"),
    ],
)
def test_what_is_wrong_is_said_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_settings(written(tmp_path, text))


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '[profiles.a]\napi_key = "ik_a"', 0o640)
    with pytest.raises(UsageError, match="chmod 600") as caught:
        load_settings(path)
    assert "ik_a" not in str(caught.value)


def test_settings_without_a_key_may_be_read_by_others(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, 'theme = "dark"', 0o644)).theme == "dark"
    assert load_settings(written(tmp_path, 'keyboard_protocol = "legacy"')).keyboard_protocol == "legacy"


def test_a_file_that_is_not_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"theme = 'dark'\n# \xff")
    with pytest.raises(StorageError, match=r"not UTF-8 text \(line 2\)"):
        load_settings(path)


def test_a_byte_order_mark_is_passed_over_and_a_profile_can_be_saved_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('\ufefftheme = "light"\r\n'.encode())
    assert load_settings(path).theme == "light"
    save_profile(path, "a", "http://a", Secret("ik_a"))
    assert load_settings(path).profiles == (Profile("a", "http://a", Secret("ik_a")),)
    assert load_settings(path).theme == "light"


@pytest.mark.parametrize(
    ("content", "said"),
    [("a = " + "[" * 99_999, "too deeply"), ("a = " + "9" * 9999, "digits")],
    ids=["nested", "digits"],
)
def test_settings_beyond_reason_are_a_sentence_and_left_alone(tmp_path: Path, content: str, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError, match=said) as caught:
        load_settings(path)
    assert str(caught.value).startswith(str(path))
    with pytest.raises(UsageError, match="by hand"):
        save_profile(path, "a", "http://new", Secret("ik"))
    assert path.read_text(encoding="utf-8") == content


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


@pytest.mark.parametrize(
    "text",
    [
        'profiles = { a = { url = "http://a" } }\n',
        "profiles = 5\n",
        "not toml\n",
        '[profiles.a]\napi_key_command = """\nx\n"""\n',
        '[profiles."a"]\nurl = "http://a"\n',
        '[profiles.b]\napi_key_command = """\n[profiles.a]\nurl = 1\n"""\n',
    ],
)
def test_a_file_written_in_another_way_is_left_alone(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="by hand"):
        save_profile(path, "a", "http://new", Secret("ik"))
    assert path.read_bytes() == before


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


def test_a_theme_is_not_written_into_a_file_that_cannot_be_changed_safely(tmp_path: Path) -> None:
    text = 'timeouts = { read_seconds = 1 }\n"theme" = "dark"\n'
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match='set theme = "light" by hand'):
        save_theme(path, "light")
    assert path.read_text(encoding="utf-8") == text
