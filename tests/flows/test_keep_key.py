"""A key that was made anew takes the place of the old one in the settings, and of no other."""

from __future__ import annotations

from pathlib import Path

from tui.flows.keep_key import Kept, keep_new_key
from tui.model.secret import Secret
from tui.store.profiles import load_settings

SETTINGS = """
[profiles.work]
url = "https://work.example/"
api_key = "ik_old"
[profiles.same-server]
url = "https://WORK.example:443"
api_key = "ik_old"
[profiles.other-key]
url = "https://work.example"
api_key = "ik_other"
[profiles.other-server]
url = "https://home.example"
api_key = "ik_old"
"""
OLD, NEW = Secret("ik_old"), Secret("ik_new")


def test_every_profile_of_the_server_with_the_old_key_has_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SETTINGS)
    path.chmod(0o600)
    assert keep_new_key(path, "https://work.example", OLD, NEW) == Kept(("work", "same-server"))
    keys = {each.name: each.key for each in load_settings(path).profiles}
    assert keys == {"work": NEW, "same-server": NEW, "other-key": Secret("ik_other"), "other-server": OLD}


def test_settings_that_can_not_be_read_are_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("no = [toml")
    path.chmod(0o600)
    kept = keep_new_key(path, "https://work.example", OLD, NEW)
    assert kept.profiles == ()
    assert str(path) in kept.failure
    assert path.read_text() == "no = [toml"
    assert keep_new_key(None, "https://work.example", OLD, NEW) == Kept()
