"""Proxy variables as people write them: what is used, what goes around it, and what is said of the rest."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.cases import cases
from tui.api.proxies import Proxy, exceptions_of, proxy_for, read_proxy
from tui.errors import Unreachable, UnreachableReason

PROXY = "http://10.9.9.9:3128"


def used(host: str, port: int = 443, **environment: str) -> bool:
    """Whether a request to this host goes through the proxy."""
    return proxy_for({"HTTPS_PROXY": PROXY, **environment}, "https", host, port)[0] is not None


@cases(
    ("no_proxy", "host", "goes_around"),
    [
        ("fe80::/10", "fe80::1", True),
        ("fe80::/10", "fe80::1%eth0", True),
        ("fe80::/10", "fd00::1", False),
        ("fe80::/10", "insforge.example", False),
        ("localhost,::1,[::1]", "insforge.example", False),
        ("[fd00::1]", "fd00::1", True),
        ("fd00::1", "fd00:0:0::1", True),
        ("[fd00::1]:443", "fd00::1", True),
        ("[fd00::1]:80", "fd00::1", False),
        ("[fd00::]/8", "fd12::1", True),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.1.2.3/8", "10.200.0.1", True),
        ("10.0.0.0/8", "11.0.0.1", False),
        ("10.0.0.0/8", "::ffff:10.0.0.1", True),
        ("10.0.0.1:8443", "10.0.0.1", False),
        ("10.0.0.1:443", "10.0.0.1", True),
        ("192.168.1.1", "192.168.1.1", True),
        ("192.168.1.1", "192.168.1.11", False),
        ("example.com", "example.com", True),
        ("example.com", "a.b.example.com", True),
        ("example.com", "notexample.com", False),
        (".example.com", "example.com", True),
        (".example.com", "a.example.com", True),
        ("*.example.com", "a.example.com", True),
        ("example.com.", "example.com", True),
        ("EXAMPLE.com", "Example.COM.", True),
        ("example.com:443", "example.com", True),
        ("example.com:80", "example.com", False),
        ("http://example.com", "example.com", False),
        ("https://example.com", "example.com", True),
        (" a.test , example.com ", "example.com", True),
        ("a.test example.com", "example.com", True),
        ("*", "example.com", True),
        ("a.test,*", "example.com", True),
        ("", "example.com", False),
        (",, ,", "example.com", False),
        ("munich.example", "münchen.example", False),
        ("münchen.example", "münchen.example", True),
    ],
)
def test_no_proxy_is_read_as_it_is_meant(no_proxy: str, host: str, goes_around: bool) -> None:
    assert used(host, NO_PROXY=no_proxy) is not goes_around
    assert exceptions_of({"NO_PROXY": no_proxy}).notice == ""


@cases(
    "entry",
    ["10.0.0.0/99", "fe80::/200", "[::1", "::1]", "a b\x00c", "example.com:http", "://", "\udcff", "[::1]x", "/8", "?"],
)
def test_an_entry_that_is_none_is_named_and_the_others_count(entry: str) -> None:
    environment = {"HTTPS_PROXY": PROXY, "NO_PROXY": f"a.test,{entry},b.test"}
    for host in ("a.test", "b.test"):
        proxy, notice = proxy_for(environment, "https", host, 443)
        assert proxy is None
        assert notice.startswith("NO_PROXY holds ")
        assert notice.endswith("no host, address or range: ignored.")
    assert used("other.test", NO_PROXY=environment["NO_PROXY"])


def test_a_long_list_of_nonsense_is_one_short_sentence() -> None:
    notice = exceptions_of({"no_proxy": ",".join(["[" * 5000] * 20)}).notice
    assert "and 19 more" in notice
    assert len(notice) < 200
    assert "secret" not in exceptions_of({"no_proxy": "u:secret@[host"}).notice


@cases(
    ("environment", "scheme", "source"),
    [
        ({"HTTPS_PROXY": PROXY}, "https", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": PROXY}, "http", None),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other"}, "https", "https_proxy"),
        ({"https_proxy": "", "HTTPS_PROXY": PROXY}, "https", None),
        ({"https_proxy": "", "ALL_PROXY": PROXY}, "https", "ALL_PROXY"),
        ({"ALL_PROXY": PROXY}, "http", "ALL_PROXY"),
        ({"HTTP_PROXY": "  "}, "http", None),
        ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "http", None),
        ({"http_proxy": PROXY, "REQUEST_METHOD": "GET"}, "http", "http_proxy"),
        ({}, "https", None),
    ],
)
def test_which_variable_counts(environment: dict[str, str], scheme: str, source: str | None) -> None:
    proxy, _ = proxy_for(environment, scheme, "insforge.example", 443)
    assert (None if proxy is None else proxy.source) == source


@cases("host", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_is_never_behind_a_proxy(host: str) -> None:
    assert not used(host)
    assert proxy_for({"HTTPS_PROXY": "not a url"}, "https", host, 443) == (None, "")


@cases(
    ("value", "expected"),
    [
        ("proxy.example:3128", Proxy("http://proxy.example:3128", "P")),
        ("http://proxy.example", Proxy("http://proxy.example", "P")),
        ("HTTPS://proxy.example:8443/", Proxy("https://proxy.example:8443", "P")),
        ("http://[fd00::1]:3128", Proxy("http://[fd00::1]:3128", "P")),
        ("http://user:p@ss@proxy.example:3128", Proxy("http://proxy.example:3128", "P", "user", "p@ss")),
        ("http://user:p%40s%3as@proxy.example:1", Proxy("http://proxy.example:1", "P", "user", "p@s:s")),
        ("user@proxy.example", Proxy("http://proxy.example", "P", "user", "")),
    ],
)
def test_a_proxy_as_people_write_it(value: str, expected: Proxy) -> None:
    assert read_proxy(value, "P") == expected


@cases(
    ("value", "said"),
    [
        ("not a url", "does not name a proxy"),
        ("http://", "does not name a proxy"),
        ("http://user:hidden@", "does not name a proxy"),
        ("http://user:hidden@host:port", "does not name a proxy"),
        ("http://user:hidden@host:0", "does not name a proxy"),
        ("http://user:hidden@host:99999", "does not name a proxy"),
        ("http://user:hidden@host:-1", "does not name a proxy"),
        ("http://user:hidden@[::1", "does not name a proxy"),
        ("http://user:hidden@[zz::]:1", "does not name a proxy"),
        ("http://us\udcffer:hidden@host:1", "does not name a proxy"),
        ("http://user:hidden@ho\udcffst:1", "does not name a proxy"),
        ("gopher://user:hidden@host:1", r"of a kind that can't be used \(gopher\)"),
        ("user:hidden://word@host:1", "of a kind that can't be used: it is"),
        ("socks4://user:hidden@host:1", "of a kind that can't be used"),
        ("socks5://user:hidden@host:1", "socksio"),
        ("socks5h://user:hidden@host:1", "socksio"),
    ],
)
def test_a_proxy_that_can_not_be_used_is_named_without_its_password(value: str, said: str) -> None:
    if said == "socksio" and find_spec(said) is not None:
        pytest.skip("with socksio it can be used")
    with pytest.raises(Unreachable, match=said) as caught:
        read_proxy(value, "HTTPS_PROXY")
    assert caught.value.reason is UnreachableReason.PROXY
    assert str(caught.value).startswith("HTTPS_PROXY ")
    assert "hidden" not in str(caught.value)


def test_a_proxy_does_not_show_its_password() -> None:
    assert "hidden" not in repr(read_proxy("http://user:hidden@host:1", "P"))
