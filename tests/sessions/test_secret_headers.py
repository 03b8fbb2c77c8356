"""Which headers hold secrets: one answer for files that are committed and for runs that are kept."""

from __future__ import annotations

from tests.cases import cases
from tui.sessions.secret_headers import is_literal_secret, is_secret_header


@cases(
    "name",
    [
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "apikey", "X-Api-Key", "X_API_KEY",
        "X-Auth-Token", "X-Auth-Key", "X-Access-Key", "X-Auth", "x-csrf-token", "AuthToken", "X-Client-Secret",
        "X-Hub-Signature-256", "X-Password", "X-Session-Id",
    ],
)  # fmt: skip
def test_what_proves_who_calls_is_known_by_its_name(name: str) -> None:
    assert is_secret_header(name)
    assert is_literal_secret(name, "abc")
    assert is_literal_secret(name, "Bearer {{name}}x")
    assert not is_literal_secret(name, "Bearer {{$env NAME}}")
    assert not is_literal_secret(name, "")


@cases("name", ["Accept", "Content-Type", "X-Author", "X-Max-Tokens", "Idempotency-Key", "X-Trace"])
def test_others_are_kept(name: str) -> None:
    assert not is_secret_header(name)
