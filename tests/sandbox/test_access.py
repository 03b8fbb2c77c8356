"""Credentials: which are let in, and for how long."""

import pytest

from tui.sandbox.access import TOKEN_SECONDS, Keyring, Verdict


class Clock:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("authorization", "x_api_key", "verdict"),
    [
        (None, None, Verdict.NOTHING_GIVEN),
        ("", "", Verdict.NOTHING_GIVEN),
        ("Basic aWtfcmlnaHQ=", None, Verdict.NOTHING_GIVEN),
        ("Bearer ik_right", None, Verdict.WELCOME_KEY),
        ("bearer ik_right", None, Verdict.WELCOME_KEY),
        (None, "ik_right", Verdict.WELCOME_KEY),
        ("Bearer ik_righ", None, Verdict.BAD_KEY),
        ("Bearer ik_right2", None, Verdict.BAD_KEY),
        (None, "wrong", Verdict.BAD_KEY),
        ("Bearer not.a.token", None, Verdict.BAD_TOKEN),
        ("Bearer ïk", None, Verdict.BAD_TOKEN),
        ("Bearer not.a.token", "ik_right", Verdict.WELCOME_KEY),
    ],
)
def test_headers_are_weighed(authorization: str | None, x_api_key: str | None, verdict: Verdict) -> None:
    assert Keyring("ik_right", "secret").judge(authorization, x_api_key) is verdict


def test_a_token_lives_for_fifteen_minutes() -> None:
    clock = Clock()
    keyring = Keyring("ik_right", "secret", clock)
    token = keyring.log_in("admin", "secret")
    clock.now += TOKEN_SECONDS - 1
    assert keyring.judge(f"Bearer {token}", None) is Verdict.WELCOME
    clock.now += 1
    assert keyring.judge(f"Bearer {token}", None) is Verdict.BAD_TOKEN


@pytest.mark.parametrize(("user", "password"), [("admin", "secre"), ("root", "secret"), ("", ""), ("admin", "")])
def test_a_wrong_login_gets_no_token(user: str, password: str) -> None:
    assert Keyring("ik_right", "secret").log_in(user, password) is None


def test_both_names_of_the_administrator_are_known() -> None:
    keyring = Keyring("ik_right", "secret")
    tokens = {keyring.log_in("admin", "secret"), keyring.log_in("admin@example.com", "secret")}
    assert None not in tokens
    assert len(tokens) == 2
