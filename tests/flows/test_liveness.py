"""Live is proven by asking what runs the functions, over real sockets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.api.replay import Reply, Then, closed_port, html, reply, serving
from tui.api.client import Client
from tui.flows.liveness import prove_deployment
from tui.model.function import FunctionSummary
from tui.model.secret import Secret
from tui.sessions.liveness import Liveness, LivenessProof, of_runtime

pytestmark = pytest.mark.app

MOMENT = "2026-11-26T10:00:00.000+00:00"
KEY = Secret("ik_key")


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        ({"runtime": {"status": "running"}}, Liveness.LIVE),
        # Case 1: a function is active, and the runtime is down.
        ({"runtime": {"status": "unavailable"}}, Liveness.RUNTIME_DOWN),
        ({}, Liveness.UNKNOWN),
    ],
)
async def test_a_self_hosted_servers_list_says_whether_its_runtime_runs(
    runtime: dict[str, object], expected: Liveness
) -> None:
    async with serving(reply(200, {"functions": [], **runtime})) as server, Client(server.url, KEY) as client:
        found = await client.functions.list()
    assert of_runtime(found.runtime).of("a") == LivenessProof(expected)


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
async def test_a_deployment_is_asked_itself(answer: Reply, expected: Liveness) -> None:
    async with serving(answer, answer) as there, Client("http://127.0.0.1:1", KEY) as client:
        proof = (await prove_deployment(client, there.url)).of("a")
    assert {one.target for one in there.received} == {"/health"}
    assert (proof.liveness, proof.url) == (expected, there.url)


async def test_an_address_where_nothing_listens_is_no_answer() -> None:
    async with Client("http://127.0.0.1:1", KEY) as client:
        for url in (f"http://127.0.0.1:{closed_port()}", "not a url"):
            assert (await prove_deployment(client, url)).liveness is Liveness.NO_ANSWER


@pytest.mark.parametrize(
    ("log", "held_back"),
    [
        # Answered health says nothing of the version: the log of the deployment that failed does.
        (reply(200, {"deploymentId": "r", "status": "failed", "logs": [], "createdAt": MOMENT}), {"late"}),
        (reply(200, {"deploymentId": "r", "status": "success", "logs": [], "createdAt": MOMENT}), set()),
        (reply(404, {"error": "LOG_NOT_FOUND", "message": "none"}), set()),
        (html(502), set()),
    ],
)
async def test_what_the_last_deployment_failed_to_bring_is_held_back(log: Reply, held_back: set[str]) -> None:
    made = datetime.fromisoformat(MOMENT)
    functions = (
        FunctionSummary("late", "Late", "active", updated_at=made - timedelta(seconds=2)),
        FunctionSummary("early", "Early", "active", updated_at=made - timedelta(days=2)),
    )
    async with (
        serving(reply(200, {"status": "ok", "functions": ["early", "late"]}), log) as there,
        Client(there.url, KEY) as client,
    ):
        proof = await prove_deployment(client, there.url, functions)
    assert proof.liveness is Liveness.LIVE
    assert set(proof.held_back) == held_back
