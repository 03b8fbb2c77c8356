"""Which proxy a request goes through, as the environment says. Pure: nothing else in the console asks it.

| variable | read as |
|---|---|
| `https_proxy`, `HTTPS_PROXY`, `http_proxy`, `HTTP_PROXY` | the proxy for URLs of that scheme |
| `all_proxy`, `ALL_PROXY` | the proxy for those that have none of their own |
| `no_proxy`, `NO_PROXY` | hosts and what is below them, addresses, ranges, with or without a port, and `*` |
| `REQUEST_METHOD` | when set, `HTTP_PROXY` is not read: a web server takes that name from a request's header |

The lower-case name wins, also when it is empty. A proxy without a scheme is `http://`. One that can't be used is an
error with the variable's name: to go directly would lead around a proxy that somebody wanted. `NO_PROXY` is read as
curl reads it from 7.86 on; an entry that is none of the above is ignored and named.
Where the environment names no proxy, Windows and macOS are asked for theirs.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tui.errors import Unreachable, UnreachableReason
from tui.model.address import is_loopback

_KINDS = ("http", "https", "socks5", "socks5h")
_ASKS_SYSTEM = sys.platform in ("win32", "darwin")
_SCHEME = re.compile(r"[a-z][a-z0-9+.]{0,19}")
_HOST = re.compile(r"[\w.-]+")
_SHOWN_CHARACTERS = 60


class Proxy(NamedTuple):
    """A proxy: its URL without user name and password, these, and who names it."""

    url: str
    source: str
    user: str | None = None
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.url!r}, {self.source!r})"


class Exceptions(NamedTuple):
    """What goes through no proxy, and a sentence where a part of it can't be understood."""

    everything: bool = False
    hosts: tuple[tuple[str, str, int | None], ...] = ()
    """Scheme (or empty), name, port."""
    ranges: tuple[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network, int | None], ...] = ()
    notice: str = ""

    def hold(self, scheme: str, host: str, port: int) -> bool:
        """Whether this host is among them."""
        name = host.lower().rstrip(".")
        address = _address(name)
        return (
            self.everything
            or any(
                (name == each or name.endswith(f".{each}")) and _fits(scheme, port, of, only)
                for of, each, only in self.hosts
            )
            or any(
                address is not None and address in each and _fits(scheme, port, of, only)
                for of, each, only in self.ranges
            )
        )


def proxy_for(environment: Mapping[str, str], scheme: str, host: str, port: int) -> tuple[Proxy | None, str]:
    """The proxy for this server (None: there is none), and a sentence about `NO_PROXY`, or nothing.

    Raises Unreachable, with the variable's name and no password, for a proxy that can't be used.
    """
    if is_loopback(host):
        # It would be another machine's loopback there.
        return None, ""
    named = _named(environment, scheme)
    if named is None:
        return _system_proxy(scheme, host), ""
    source, value = named
    exceptions = exceptions_of(environment)
    if exceptions.hold(scheme, host, port):
        return None, exceptions.notice
    return read_proxy(value, source), exceptions.notice


def _named(environment: Mapping[str, str], scheme: str) -> tuple[str, str] | None:
    """The variable that names the proxy for a scheme, and its value."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        upper = name.upper()
        if name in environment:
            source = name
        elif upper == "HTTP_PROXY" and "REQUEST_METHOD" in environment:
            continue
        else:
            source = upper
        value = environment.get(source, "").strip()
        if value:
            return source, value
    return None


def _system_proxy(scheme: str, host: str) -> Proxy | None:
    if not _ASKS_SYSTEM:
        return None
    from urllib.request import getproxies, proxy_bypass

    found = getproxies().get(scheme)
    return None if not found or proxy_bypass(host) else read_proxy(found, "the system's settings")


def read_proxy(value: str, source: str) -> Proxy:
    """The proxy that a value names. Raises Unreachable with a sentence that holds no password."""
    text = value if "://" in value else f"http://{value}"
    scheme, _, rest = text.partition("://")
    # The last @ ends the password: those who write one by hand do not escape it.
    login, at, place = rest.rpartition("@")
    place = place.partition("/")[0]
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname or "", parts.port
        login.encode()
    except (ValueError, UnicodeError):
        host, port = "", None
    usable_host = _address(host) is not None if ":" in host else _HOST.fullmatch(host) is not None
    if not usable_host or port == 0:
        raise _unusable(source, "does not name a proxy: it looks like http://host:port")
    scheme = scheme.lower()
    if scheme not in _KINDS:
        # Nothing that may be a part of a user name or password.
        named = f" ({scheme})" if _SCHEME.fullmatch(scheme) else ""
        raise _unusable(source, f"names a proxy of a kind that can't be used{named}: it is http or socks5")
    if scheme.startswith("socks") and find_spec("socksio") is None:
        raise _unusable(source, "names a SOCKS proxy, which needs the Python package socksio: pip install socksio")
    user, _, password = login.partition(":")
    shown = f"[{host}]" if ":" in host else host
    url = f"{scheme}://{shown}" + (f":{port}" if port is not None else "")
    return Proxy(url, source, unquote(user) if at else None, unquote(password))


def _unusable(source: str, why: str) -> Unreachable:
    return Unreachable(UnreachableReason.PROXY, f"{source} {why}. Correct it or unset it")


def exceptions_of(environment: Mapping[str, str]) -> Exceptions:
    """What `no_proxy`, or else `NO_PROXY`, takes out."""
    source = "no_proxy" if "no_proxy" in environment else "NO_PROXY"
    return _read_exceptions(source, environment.get(source, ""))


@lru_cache(maxsize=4)
def _read_exceptions(source: str, text: str) -> Exceptions:
    everything = False
    hosts: list[tuple[str, str, int | None]] = []
    ranges: list[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network, int | None]] = []
    odd: list[str] = []
    for entry in text.replace(",", " ").split():
        if entry == "*":
            everything = True
            continue
        scheme, mark, rest = entry.lower().rpartition("://")
        place, port = _without_port(rest)
        network = _network(place)
        name = place.removeprefix("*").strip(".")
        if network is not None and port != 0:
            ranges.append((scheme, network, port))
        elif _HOST.fullmatch(name) and port != 0 and (scheme or not mark):
            hosts.append((scheme, name, port))
        else:
            odd.append(entry)
    return Exceptions(everything, tuple(hosts), tuple(ranges), _left_out(source, odd))


def _left_out(source: str, odd: list[str]) -> str:
    if not odd:
        return ""
    first = odd[0] if len(odd[0]) <= _SHOWN_CHARACTERS else odd[0][:_SHOWN_CHARACTERS] + "..."
    if "@" in first:
        # Nobody's password, should one stand there.
        first = "an entry with @"
    more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
    be = "are" if len(odd) > 1 else "is"
    return f"{source} holds {first}{more}, which {be} no host, address or range: ignored."


def _without_port(place: str) -> tuple[str, int | None]:
    """A host without its port, and the port: None where there is none, 0 where it is no port."""
    if place.startswith("[") and "]" in place:
        host, _, rest = place[1:].partition("]")
        if rest.startswith("/"):
            return host + rest, None
        return (host, None) if not rest else (host, _port(rest.removeprefix(":")) if rest[0] == ":" else 0)
    if place.count(":") == 1:
        host, _, digits = place.partition(":")
        return host, _port(digits)
    return place, None


def _port(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) < 65536 else 0


def _fits(scheme: str, port: int, only_scheme: str, only_port: int | None) -> bool:
    return only_scheme in ("", "all", scheme) and only_port in (None, port)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    address, slash, bits = text.partition("/")
    try:
        return ipaddress.ip_network(f"{address.partition('%')[0]}{slash}{bits}", strict=False)
    except ValueError:
        return None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
