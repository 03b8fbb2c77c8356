"""The settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import StorageError, UsageError
from tui.model.secret import Secret
from tui.store.profiles import EditorSettings, Profile, Settings, TimeoutSettings, load_settings
from tui.store.settings_edit import save_profile


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
        ("plain = 'yes'", "plain must be true or false"),
        ("title = 1", "title must be true or false"),
        ("mouse = 'off'", "mouse must be true or false"),
        ("[timeouts]\nread_seconds = true", "number of seconds"),
        ("[timeouts]\nread_seconds = 0", "number of seconds"),
        ("[runner]\ncheck_after_save = 1", "runner.check_after_save must be true or false"),
        ("[runner]\ncheck = true", "no setting runner.check"),
    ],
)
def test_what_is_wrong_is_said_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_settings(written(tmp_path, text))


def test_checks_are_made_after_a_save_only_where_that_is_asked_for(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "[runner]\ncheck_after_save = true")).check_after_save
    for text in ("", "[runner]", "[runner]\ncheck_after_save = false"):
        assert not load_settings(written(tmp_path, text)).check_after_save


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '[profiles.a]\napi_key = "ik_a"', 0o640)
    with pytest.raises(UsageError, match="chmod 600") as caught:
        load_settings(path)
    assert "ik_a" not in str(caught.value)


def test_settings_without_a_key_may_be_read_by_others(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, 'theme = "dark"', 0o644)).theme == "dark"
    assert load_settings(written(tmp_path, 'keyboard_protocol = "legacy"')).keyboard_protocol == "legacy"


@pytest.mark.parametrize(("text", "mouse"), [("", None), ("mouse = true", True), ("mouse = false", False)])
def test_the_mouse_is_left_to_the_console_unless_the_file_says(tmp_path: Path, text: str, mouse: bool | None) -> None:
    assert load_settings(written(tmp_path, text)).mouse is mouse


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


def test_help_with_typing_is_on_and_deno_off_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert load_settings(path).editor == EditorSettings(True, True, False)
    path.write_text("[editor]\nauto_indent = false\ndeno_check = true\n")
    assert load_settings(path).editor == EditorSettings(False, True, True)
    path.write_text("[editor]\nclose_brackets = 1\n")
    with pytest.raises(UsageError, match=r"editor\.close_brackets must be true or false"):
        load_settings(path)
    path.write_text("[editor]\nclose = true\n")
    with pytest.raises(UsageError, match=r"there is no setting editor\.close "):
        load_settings(path)
