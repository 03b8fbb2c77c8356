"""The call that a schedule makes, as a value: what goes along, and which secrets stand in it.

Pure. Owns what the server would send. Refuses to know where the values of secrets come from.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.model.invocation import InvocationCall
from tui.model.schedule import Headers, Schedule
from tui.model.secret import Secret
from tui.sessions.schedules import PLACEHOLDER

_JSON = ("content-type", "application/json")


def secrets_named(headers: Headers) -> tuple[str, ...]:
    """The keys of the secrets that the server fills in, each once, in the order they stand."""
    return tuple(dict.fromkeys(key for _, value in headers for key in PLACEHOLDER.findall(value)))


def no_header(value: str) -> bool:
    """Whether a value holds what no header can carry, a line break or another control character."""
    return any((ord(each) < 32 and each != "\t") or ord(each) == 127 for each in value)


def call_of(schedule: Schedule, url: str, values: Mapping[str, Secret]) -> InvocationCall:
    """What is sent to the URL: method, headers with the values of secrets in them, and the body where one goes."""
    headers = tuple(
        (name, PLACEHOLDER.sub(lambda found: values[found[1]].reveal() if found[1] in values else found[0], value))
        for name, value in schedule.headers
    )
    given = {name.lower() for name, _ in headers}
    body = b"" if schedule.method == "GET" else (schedule.body or "{}").encode()
    return InvocationCall(
        schedule.method or "POST", headers=headers if _JSON[0] in given else (_JSON, *headers), body=body, url=url
    )
