"""Live is proven by asking what runs the functions, over real sockets."""

from __future__ import annotations

import pytest

from tests.api.replay import Reply, Then, closed_port, html, reply, serving
from tui.api.client import Client
from tui.flows.liveness import Liveness, ServerProof, of_runtime, prove_liveness
from tui.model.secret import Secret

pytestmark = pytest.mark.app

KEY = Secret("ik_key")


def listed(status: str | None, url: str | None = None) -> Reply:
    runtime = {} if status is None else {"runtime": {"status": status}}
    return reply(200, {"functions": [], "deploymentUrl": url, **runtime})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (listed("running"), Liveness.LIVE),
        # Case 1: a function is active, and the runtime is down.
        (listed("unavailable"), Liveness.RUNTIME_DOWN),
        (listed(None), Liveness.UNKNOWN),
        (reply(200, []), Liveness.UNKNOWN),
        (reply(500, {"error": "INTERNAL", "message": "x"}), Liveness.UNKNOWN),
    ],
)
async def test_a_self_hosted_server_is_asked_for_its_runtime(answer: Reply, expected: Liveness) -> None:
    async with serving(answer) as server, Client(server.url, KEY) as client:
        proof = await prove_liveness(client, "a")
    assert proof.liveness is expected
    assert (proof.error is not None) is (b"500" in answer.raw[:20])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(200, {"status": "ok", "functions": ["a", "b"]}), Liveness.LIVE),
        (reply(200, {"status": "ok"}), Liveness.LIVE),
        (reply(200, {"status": "ok", "functions": ["b"]}), Liveness.NOT_SERVED),
        # Case 2: the hosted runtime was shut down, and every tool said healthy.
        (reply(404, "404: DEPLOYMENT_NOT_FOUND", content_type="text/plain"), Liveness.NOTHING_DEPLOYED),
        (html(502), Liveness.NO_ANSWER),
        (reply(200, "parked", content_type="text/html"), Liveness.NO_ANSWER),
        (Reply(then=Then.CLOSE), Liveness.NO_ANSWER),
    ],
)
@pytest.mark.parametrize("is_told", [True, False], ids=["by the answer", "by the list"])
async def test_a_deployment_is_asked_itself(answer: Reply, expected: Liveness, is_told: bool) -> None:
    async with serving(answer, answer) as there, serving(listed("running", there.url)) as server:
        async with Client(server.url, KEY) as client:
            proof = await prove_liveness(client, "a", there.url if is_told else None)
        assert len(server.received) == (0 if is_told else 1)
        assert {one.target for one in there.received} == {"/health"}
        assert proof.url == there.url
    assert proof.liveness is expected


async def test_an_address_where_nothing_listens_is_no_answer() -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    async with Client("http://127.0.0.1:1", KEY) as client:
        assert (await prove_liveness(client, "a", url)).liveness is Liveness.NO_ANSWER
        assert (await prove_liveness(client, "a", "not a url")).liveness is Liveness.NO_ANSWER


def test_which_active_functions_nobody_can_call() -> None:
    active = ["a", "b"]
    assert of_runtime("running").uncallable(active) == of_runtime(None).uncallable(active) == frozenset()
    assert of_runtime("unavailable").uncallable(active) == {"a", "b"}
    assert ServerProof(Liveness.LIVE, "u", served=frozenset({"a"})).uncallable(active) == {"b"}
    assert ServerProof(Liveness.NO_ANSWER, "u").uncallable(active) == {"a", "b"}
