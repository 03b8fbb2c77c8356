"""A key that is made anew: what became of it where the answer was lost is asked for, and asked for once more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.fake_client import client_of
from tui.api.secrets import ServerKey
from tui.errors import ApiError, NotFound, ResponseLost, Unauthorised
from tui.flows.secrets import KeyRotation, rotate
from tui.model.secret import Secret
from tui.model.stored_secret import RotatedKey
from tui.sessions.secret_results import Rotated, Rotation

OLD, NEW = Secret("ik_old"), Secret("ik_new")
ENDS = datetime(2026, 11, 28, tzinfo=UTC)
LOST = ResponseLost("cut")
REFUSED = Unauthorised(401, "UNAUTHORISED", "no")


class Rotating:
    """Answers as it is told to; `asked` are the calls."""

    def __init__(self, answer: RotatedKey | ApiError, now: Sequence[Secret | ApiError] = ()) -> None:
        self._answer = answer
        self._now = iter(now)
        self.asked: list[str] = []

    async def rotate_key(self, which: ServerKey, grace_hours: int) -> RotatedKey:
        self.asked.append(f"rotate {which.value} {grace_hours}")
        if isinstance(self._answer, ApiError):
            raise self._answer
        return self._answer

    async def key_of_now(self) -> Secret:
        self.asked.append("look")
        found = next(self._now)
        if isinstance(found, ApiError):
            raise found
        return found


async def rotated(server: Rotating, which: ServerKey = ServerKey.API) -> KeyRotation:
    async def waited(seconds: float) -> None:
        server.asked.append(f"wait {seconds:g}")

    return await rotate(client_of(server), which, 24, OLD, is_api_key=which is ServerKey.API, wait=waited)


async def test_an_answer_tells_the_key_and_until_when_the_old_one_is_good() -> None:
    server = Rotating(RotatedKey(NEW, ENDS))
    assert await rotated(server) == KeyRotation(Rotated(Rotation.DONE, NEW), ENDS)
    assert server.asked == ["rotate api-key 24"]


@pytest.mark.parametrize(
    ("now", "outcome", "asked"),
    [
        ([NEW], Rotated(Rotation.DONE, NEW, looked_up=True), ["look"]),
        ([OLD, NEW], Rotated(Rotation.DONE, NEW, looked_up=True), ["look", "wait 0.5", "look"]),
        (
            [OLD, OLD, OLD],
            Rotated(Rotation.NOT_DONE, error=LOST, looked_up=True),
            ["look", "wait 0.5", "look", "wait 1.5", "look"],
        ),
        ([REFUSED], Rotated(Rotation.LOCKED_OUT, error=REFUSED, looked_up=True), ["look"]),
        (
            [LOST, LOST, LOST],
            Rotated(Rotation.UNKNOWN, error=LOST, looked_up=True),
            ["look", "wait 0.5", "look", "wait 1.5", "look"],
        ),
    ],
    ids=["new", "new at last", "old", "locked out", "no answer"],
)
async def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(
    now: list[Secret | ApiError], outcome: Rotated, asked: list[str]
) -> None:
    server = Rotating(LOST, now)
    assert await rotated(server) == KeyRotation(outcome)
    assert server.asked == ["rotate api-key 24", *asked]


async def test_a_key_that_can_not_be_asked_for_is_not_known_after_a_lost_answer() -> None:
    server = Rotating(LOST)
    assert await rotated(server, ServerKey.ANON) == KeyRotation(Rotated(Rotation.UNKNOWN, error=LOST))
    assert server.asked == ["rotate anon-key 24"]


async def test_what_was_refused_is_not_looked_up() -> None:
    assert (await rotated(Rotating(REFUSED))).rotated == Rotated(Rotation.NOT_DONE, error=REFUSED)
    lacking = NotFound(404, "NOT_FOUND", "no such endpoint")
    assert (await rotated(Rotating(lacking))).rotated == Rotated(Rotation.NOT_OFFERED, error=lacking)
