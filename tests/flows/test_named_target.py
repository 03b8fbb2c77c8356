"""A profile by its name, and the working folder's project, each with its own key alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.errors import UsageError
from tui.flows.connect import Missing, Target
from tui.flows.named_target import project_here, target_named
from tui.model.secret import Secret
from tui.store.credentials import PROJECT_FILE
from tui.store.files import write_private
from tui.store.profiles import Profile, Settings

SETTINGS = b'[profiles.work]\nurl = "https://work.example"\napi_key = "ik_work"\n'


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with one profile, and a working folder; keys of the environment are for neither."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSFORGE_API_KEY", "ik_environment")
    write_private(tmp_path / "config.toml", SETTINGS)
    return tmp_path / "config.toml"


def linked(folder: Path, **content: object) -> None:
    (folder / ".insforge").mkdir()
    (folder / PROJECT_FILE).write_text(json.dumps(content), encoding="utf-8")


def test_a_key_goes_to_its_own_server(config: Path) -> None:
    linked(config.parent, oss_host="app.eu.insforge.app", api_key="ik_project", project_name="shop")
    work, project = target_named("work", config), target_named(PROJECT_FILE, config)
    assert isinstance(work, Target)
    assert isinstance(project, Target)
    assert (work.url, work.key) == ("https://work.example", Secret("ik_work"))
    # The official tool writes the host of a branch without a scheme.
    assert (project.url, project.key, project.unconfirmed) == (
        "https://app.eu.insforge.app",
        Secret("ik_project"),
        False,
    )


def test_a_project_without_a_key_has_none(config: Path) -> None:
    linked(config.parent, oss_host="https://app.eu.insforge.app")
    assert isinstance(target_named(PROJECT_FILE, config), Missing)


def test_a_profile_that_has_the_name_goes_before_the_project(config: Path) -> None:
    linked(config.parent, oss_host="https://app.eu.insforge.app", api_key="ik_project")
    assert project_here(Settings((Profile(PROJECT_FILE),))) is None


def test_no_project_is_no_profile(config: Path) -> None:
    with pytest.raises(UsageError, match="there is no profile"):
        target_named(PROJECT_FILE, config)
