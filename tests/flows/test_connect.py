"""Where to connect and with what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import cases
from tui.errors import KeyCommandFailed, UsageError
from tui.flows.connect import (
    KeyUnavailable,
    Missing,
    Options,
    ProfileSigns,
    Target,
    normalise_url,
    profile_name,
    resolve_target,
    target_of_profile,
)
from tui.model.secret import Secret
from tui.store.credentials import ProjectFile
from tui.store.profiles import Profile, Settings

WORK = Profile("work", "https://work.example", Secret("ik_work"))
HOME = Profile("home", "http://localhost:7130", key_command="pass show home")
SETTINGS = Settings((WORK, HOME), default_profile="work")
PROJECT = ProjectFile(Path("/p/.insforge/project.json"), "https://project.example", Secret("ik_project"))
ENVIRONMENT = {"INSFORGE_URL": "https://env.example", "INSFORGE_API_KEY": "ik_env"}


def resolved(
    options: Options | None = None,
    environment: dict[str, str] | None = None,
    settings: Settings | None = None,
    project: ProjectFile | None = None,
) -> Target | Missing:
    return resolve_target(
        options or Options(),
        environment or {},
        settings or Settings(),
        project,
        lambda command: Secret(f"ran {command}"),
    )


def test_the_environments_key_is_confirmed_before_it_goes_where_only_a_folder_says() -> None:
    key = {"INSFORGE_API_KEY": "ik_env"}
    stranger = resolved(None, key, None, PROJECT)
    assert isinstance(stranger, Target)
    assert (stranger.url, stranger.key_source) == ("https://project.example", "INSFORGE_API_KEY")
    assert stranger.unconfirmed
    local = PROJECT._replace(url="http://localhost:7130")
    confirmed = [
        resolved(None, {}, None, PROJECT),
        resolved(None, ENVIRONMENT, None, PROJECT),
        resolved(Options(url="https://project.example"), key, None, PROJECT),
        resolved(None, key, None, local),
    ]
    assert [isinstance(each, Target) and each.unconfirmed for each in confirmed] == [False] * 4


def test_options_come_before_the_environment_before_profiles_before_the_project() -> None:
    everything = (ENVIRONMENT, SETTINGS, PROJECT)
    assert resolved(Options(url="https://option.example"), *everything) == Target(
        "https://option.example", Secret("ik_env"), "--url", "INSFORGE_API_KEY"
    )
    assert resolved(Options(profile="home"), *everything) == Target(
        "http://localhost:7130",
        Secret("ran pass show home"),
        "profile home",
        "command of profile home",
        profile=ProfileSigns("home"),
    )
    assert resolved(None, *everything) == Target(
        "https://env.example", Secret("ik_env"), "INSFORGE_URL", "INSFORGE_API_KEY"
    )
    assert resolved(None, {}, SETTINGS, PROJECT) == Target(
        "https://work.example", Secret("ik_work"), "profile work", "profile work", profile=ProfileSigns("work")
    )
    source = ".insforge/project.json in /p"
    assert resolved(None, {}, None, PROJECT) == Target("https://project.example", Secret("ik_project"), source, source)


def test_a_kept_key_goes_to_no_other_server() -> None:
    assert resolved(Options(url="https://elsewhere.example"), {}, SETTINGS, PROJECT) == Missing(
        "https://elsewhere.example", "--url"
    )
    assert resolved(None, {"INSFORGE_URL": "http://work.example"}, SETTINGS) == Missing(
        "http://work.example", "INSFORGE_URL"
    ), "the same host without encryption is another server"


def test_a_kept_key_goes_to_its_own_server_named_another_way() -> None:
    found = resolved(Options(url="https://WORK.example:443/"), {}, SETTINGS)
    assert isinstance(found, Target)
    assert found.key == Secret("ik_work")


def test_the_command_line_makes_any_server_read_only() -> None:
    asked = Options(read_only=True)
    assert resolved(asked) == Missing(read_only=True)
    assert resolved(asked, settings=SETTINGS).read_only
    assert resolved(asked._replace(url="https://elsewhere.example")).read_only


def test_a_profile_without_a_key_takes_the_environments() -> None:
    settings = Settings((Profile("bare", "https://bare.example", ca_file="/ca.pem"),))
    found = resolved(Options(profile="bare"), {"INSFORGE_API_KEY": "ik_env"}, settings)
    signs = ProfileSigns("bare")
    assert found == Target(
        "https://bare.example", Secret("ik_env"), "profile bare", "INSFORGE_API_KEY", "/ca.pem", profile=signs
    )


def test_a_read_only_profile_makes_its_server_read_only_also_before_the_key_is_known() -> None:
    settings = Settings((WORK._replace(read_only=True), HOME), default_profile="work")
    here = resolved(settings=settings)
    assert isinstance(here, Target)
    assert here.read_only
    other = resolved(Options(profile="home"), settings=settings)
    assert isinstance(other, Target)
    assert not other.read_only
    keyless = settings._replace(profiles=(WORK._replace(read_only=True, key=None),))
    expected = Missing("https://work.example", "profile work", read_only=True, profile=ProfileSigns("work"))
    assert resolved(settings=keyless) == expected


@cases("named", [Options(url="https://work.example"), None])
def test_a_profiles_key_never_goes_without_what_its_profile_says(named: Options | None) -> None:
    careful = WORK._replace(read_only=True, ca_file="/ca.pem")
    settings = SETTINGS._replace(profiles=(careful, HOME))
    environment = {} if named is not None else {"INSFORGE_URL": "https://work.example"}
    for key in ({}, {"INSFORGE_API_KEY": "ik_env"}):
        found = resolved(named, environment | key, settings)
        assert isinstance(found, Target)
        assert (found.read_only, found.ca_file) == (True, "/ca.pem")
    other = resolved(Options(url="https://other.example"), {"INSFORGE_API_KEY": "ik_env"}, settings)
    assert isinstance(other, Target)
    assert (other.read_only, other.ca_file) == (False, None)


def test_nothing_found_is_missing() -> None:
    assert resolved() == Missing()


def test_an_unknown_profile_is_a_usage_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no profile .wrok.*work, home"):
        resolved(Options(profile="wrok"), {}, SETTINGS)


def test_a_failing_command_is_not_hidden() -> None:
    def fails(command: str) -> Secret:
        raise KeyCommandFailed(command)

    careful = SETTINGS._replace(profiles=(WORK, HOME._replace(read_only=True, ca_file="/ca.pem")))
    with pytest.raises(KeyUnavailable) as failed:
        resolve_target(Options(profile="home"), {}, careful, None, fails)
    # What is asked for then is a key for that server, and nothing else about it is forgotten.
    signs = ProfileSigns("home")
    assert failed.value.known == Missing("http://localhost:7130", "profile home", "/ca.pem", True, signs)


@cases(
    ("text", "url"),
    [
        ("https://a.example/", "https://a.example"),
        (" http://localhost:7130/api/ ", "http://localhost:7130"),
        ("localhost:7130", "http://localhost:7130"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("a.example", "https://a.example"),
        ("https://a.example/base/", "https://a.example/base"),
        ("http://[::1]:7130", "http://[::1]:7130"),
        ("https://a.example:443/", "https://a.example"),
        ("http://A.example:80", "http://a.example"),
        ("http://a.example:443", "http://a.example:443"),
    ],
)
def test_urls_are_brought_into_one_form(text: str, url: str) -> None:
    assert normalise_url(text) == url


@cases(
    "text",
    [
        "",
        "ftp://a",
        "https://",
        "https://u:p@a.example",
        "https://a b",
        "https://a/?q",
        "https://a:port",
        "https://a:99999",
        "[::1",
        "http://[::1",
        "https:/a.example",
        "https://a\\b",
        "/etc",
        "https://\x1b",
    ],
)
def test_what_is_no_server_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        normalise_url(text)


@cases(
    "text", ["https://u:hidden@a.example", "ftp://u:hidden@a", "u:hidden@a", "https://u:hidden@a:99999", "u:hidden@a b"]
)
def test_a_password_in_a_url_is_not_repeated(text: str) -> None:
    with pytest.raises(UsageError, match="must not hold a user name or password") as caught:
        normalise_url(text)
    assert "hidden" not in str(caught.value)


def test_what_is_wrong_with_a_url_is_said_with_where_it_stands() -> None:
    wrong = Settings((Profile("wrong", "ftp://x"),), default_profile="wrong")
    project = ProjectFile(Path("/p/.insforge/project.json"), "ftp://x", None)
    with pytest.raises(UsageError, match=r"^profile wrong: not a URL"):
        resolved(Options(profile="wrong"), {}, wrong)
    with pytest.raises(UsageError, match=r"^profile wrong: not a URL"):
        resolved(None, {}, wrong)
    with pytest.raises(UsageError, match=r"^INSFORGE_URL: not a URL"):
        resolved(None, {"INSFORGE_URL": "ftp://x"})
    with pytest.raises(UsageError, match=r"project\.json in /p: not a URL"):
        resolved(None, {}, None, project)


def test_a_url_that_is_not_needed_may_be_wrong() -> None:
    wrong = Settings((Profile("wrong", "ftp://x", Secret("ik_w")),), default_profile="wrong")
    project = ProjectFile(Path("/p/.insforge/project.json"), "ftp://x", Secret("ik_p"))
    assert resolved(Options(url="https://a.example"), {}, wrong, project) == Missing("https://a.example", "--url")


def test_a_command_is_not_run_for_another_server() -> None:
    ran: list[str] = []

    def run(command: str) -> Secret:
        ran.append(command)
        return Secret("ik")

    settings = Settings((HOME,), default_profile="home")
    found = resolve_target(Options(url="https://elsewhere.example"), {}, settings, None, run)
    assert isinstance(found, Missing)
    assert ran == []


def test_a_server_is_kept_under_its_own_name_and_takes_nobody_elses() -> None:
    default = Profile("default", "https://other.example")
    broken = Profile("broken", "no url at all")
    twice = Settings((default, Profile("old", "https://work.example/"), WORK), default_profile="work")
    assert profile_name(Settings(), "https://new.example") == "default"
    assert profile_name(SETTINGS, "https://new.example") == "default"
    assert profile_name(twice, "https://work.example") == "work"
    assert profile_name(twice, "https://work.example", "old") == "old"
    assert profile_name(twice._replace(default_profile=None), "https://work.example") == "old"
    assert profile_name(Settings((default, broken)), "https://new.example:1") == "new.example:1"
    taken = Settings((default, Profile("new.example"), Profile("new.example-2")))
    assert profile_name(taken, "https://new.example") == "new.example-3"


def test_a_profile_that_is_chosen_has_its_own_key_or_none() -> None:
    settings = Settings((WORK._replace(colour="red", protected=True), Profile("bare", "https://bare.example")))
    found = target_of_profile("work", settings, lambda command: Secret(f"ran {command}"))
    assert isinstance(found, Target)
    assert (found.key, found.profile) == (Secret("ik_work"), ProfileSigns("work", "red", True))
    assert isinstance(target_of_profile("bare", settings, lambda command: Secret("")), Missing)
