"""Which secrets a function is not given, and which keys are offered."""

from __future__ import annotations

from datetime import timedelta

from tests.cases import cases
from tests.console_fixture import NOW
from tests.secrets_fixture import SECRETS, secret
from tui.editing.env_names import named_in
from tui.sessions.named_secrets import Lack, lack_of, meant, missing, offered

KNOWN = {each.key: each for each in SECRETS}


@cases(
    ("key", "lack"),
    [
        ("STRIPE_KEY", None),
        ("API_KEY", None),
        ("SMTP_PASSWORD", None),
        ("OLD_TOKEN", Lack.DELETED),
        ("ENDED", Lack.EXPIRED),
        ("NEVER", Lack.UNKNOWN),
        ("INSFORGE_BASE_URL", None),
        ("DENO_REGION", None),
        ("home", Lack.IMPOSSIBLE),
    ],
)
def test_what_a_function_is_not_given(key: str, lack: Lack | None) -> None:
    assert lack_of(key, KNOWN, NOW) is lack


def test_an_expired_one_counts_from_its_moment_on() -> None:
    known = {"A": secret("A")._replace(expires_at=NOW)}
    assert lack_of("A", known, NOW - timedelta(seconds=1)) is None
    assert lack_of("A", known, NOW) is Lack.EXPIRED


def test_the_one_at_the_cursor_is_meant_else_the_first() -> None:
    found = missing(named_in(["Deno.env.get('A')", "f(Deno.env.get('B'), Deno.env.get('C'))", ""]), {}, NOW)

    def key_at(line: int, column: int) -> str | None:
        chosen = meant(found, line, column)
        return None if chosen is None else chosen.key

    assert [key_at(1, 0), key_at(1, 17), key_at(1, 30), key_at(1, 39), key_at(2, 0)] == ["B", "B", "C", "C", "A"]
    assert meant((), 0, 0) is None


def test_what_a_function_is_given_is_offered_the_servers_own_last() -> None:
    assert offered("", SECRETS, NOW) == ("SMTP_PASSWORD", "STRIPE_KEY", "API_KEY")
    assert offered("st", SECRETS, NOW) == ("STRIPE_KEY",)
    assert offered("STRIPE_KEY", SECRETS, NOW) == ()
    assert offered("A", (secret("A"), secret("A_KEY")), NOW) == ("A", "A_KEY")
