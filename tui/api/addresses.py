"""Where a request goes: to this machine, or by way of a proxy."""

from __future__ import annotations

import ipaddress
from urllib.request import getproxies, proxy_bypass


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def goes_through_proxy(scheme: str, host: str) -> bool:
    """Whether what is sent there goes through a proxy that the environment names."""
    proxies = getproxies()
    return not is_loopback(host) and bool((proxies.get(scheme) or proxies.get("all")) and not proxy_bypass(host))
