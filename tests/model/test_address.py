"""What can be a server's address, and which addresses are the same server."""

from __future__ import annotations

import pytest

from tests.cases import cases
from tui.model.address import InvalidAddress, ServerUrl, function_url, is_loopback, same_origin


@cases(
    ("text", "form"),
    [
        ("https://A.example", "https://a.example"),
        ("https://a.example:443/", "https://a.example"),
        ("http://a.example:443//", "http://a.example:443"),
        ("http://[::1]:7130", "http://[::1]:7130"),
        ("https://a.example/insforge/api", "https://a.example/insforge/api"),
    ],
)
def test_an_address_has_one_form(text: str, form: str) -> None:
    assert str(ServerUrl.parse(text)) == form
    assert ServerUrl.parse(form) == ServerUrl.parse(text)


@cases("text", ["a.example", "//a.example", "ftp://a", "https://a:0", "https://a:99999", "http://[::1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        ServerUrl.parse(text)


def test_what_is_typed_may_lack_a_scheme_and_end_with_the_calls_path() -> None:
    assert str(ServerUrl.parse_typed(" a.example/api/ ")) == "https://a.example"
    assert str(ServerUrl.parse_typed("localhost:7130")) == "http://localhost:7130"


@cases(
    ("one", "other", "expected"),
    [
        ("https://a.example", "https://A.example:443/x?y#z", True),
        ("a.example", "https://a.example/api", True),
        ("https://a.example", "https://a.example:8443", False),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example.b.example", False),
        ("https://a.example", "https://a.example@b.example", False),
        ("ftp://x", "ftp://x", False),
        ("", "", False),
    ],
)
def test_the_same_server_has_the_same_scheme_host_and_port(one: str, other: str, expected: bool) -> None:
    assert same_origin(one, other) is expected


@cases(
    ("host", "expected"),
    [("localhost", True), ("a.localhost", True), ("127.0.0.9", True), ("[::1]", True), ("10.0.0.1", False)],
)
def test_this_machine_is_known_by_its_names(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
    if "." in host:
        assert ServerUrl.parse(f"http://{host}").is_loopback is expected


@cases(
    ("base", "slug", "url"),
    [
        ("http://localhost:7130", "hello", "http://localhost:7130/functions/hello"),
        ("https://a.example/base/", "a b", "https://a.example/base/functions/a%20b"),
        ("https://a.example", "..", "https://a.example/functions/%2E%2E"),
    ],
)
def test_where_a_function_is_called(base: str, slug: str, url: str) -> None:
    assert function_url(base, slug) == url
