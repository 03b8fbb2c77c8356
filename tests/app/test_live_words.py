"""The list and the header say whether callers get the active functions, and what to do where they do not."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.console_fixture import FakeServer, FixtureConsole, function, press
from tests.deployment_fixture import LOG
from tests.screen_text import shown_rows, shown_text
from tui.app.shell.live_words import describe_liveness, header_words
from tui.app.widgets.row_table import RowTable
from tui.errors import ApiError, NotFound, ResponseLost, Unreachable, UnreachableReason
from tui.model.server import DeploymentHealth
from tui.sessions.liveness import Liveness, ServerProof

URL = "https://abc.deno.example"
FUNCTIONS = (function("a", "A", "active", 1), function("b", "B", "active", 2), function("c", "C", "draft", 3))
FAILED_SINCE_A = LOG._replace(created_at=FUNCTIONS[0].summary.updated_at)


@dataclass
class Counted(FakeServer):
    """Counts how often the deployment is asked."""

    asked: list[str] = field(default_factory=list)

    async def deployment_health(self, deployment_url: str) -> DeploymentHealth:
        self.asked.append(deployment_url)
        return await super().deployment_health(deployment_url)


def statuses(app: FixtureConsole) -> list[tuple[str, bool]]:
    """What the list says of each function, and whether that is in the colour of what is well."""
    table = app.list_screen.query_one(RowTable)
    found = []
    for row in range(1, len(table.state.shown) + 1):
        cell = next(cell for cell in table.render_line(row) if cell.text.strip().endswith(("active", "draft")))
        assert cell.style is not None
        assert cell.style.color in (table.looks.named[each].color for each in ("success", "error", "warning"))
        found.append((cell.text.strip(), cell.style.color == table.looks.named["success"].color))
    return found


@pytest.mark.parametrize(
    ("server", "header", "said", "expected"),
    [
        (Counted(FUNCTIONS), "+ runtime running", "", [("+ active", True)] * 2),
        (
            Counted(FUNCTIONS, runtime="unavailable"),
            "! runtime down",
            "The functions runtime is not running: all calls fail. Start it on the server, then press r.",
            [("! active", False)] * 2,
        ),
        (Counted(FUNCTIONS, deployment_url=URL), "+ deployment answers", "", [("+ active", True)] * 2),
        (
            Counted(FUNCTIONS, deployment_url=URL, deployment=NotFound(404, "", "DEPLOYMENT_NOT_FOUND")),
            "! nothing deployed",
            f"Nothing is deployed at {URL}: all calls fail. Saving the code of an active function deploys all of them",
            [("! active", False)] * 2,
        ),
        (
            Counted(FUNCTIONS, deployment_url=URL, deployment=ResponseLost("cut")),
            "! deployment does not answer",
            f"The deployment at {URL} does not answer: calls may fail. r asks it again.",
            [("! active", False)] * 2,
        ),
        (
            Counted(FUNCTIONS, deployment_url=URL, deployment=DeploymentHealth("ok", ("b",))),
            "+ deployment answers",
            "Active, but not in the deployment, so that calls fail: a.",
            [("! active", False), ("+ active", True)],
        ),
        (
            Counted(FUNCTIONS, deployment_url=URL, deployment_log=FAILED_SINCE_A),
            "! last deployment failed",
            "The last deployment failed: callers get the earlier version of a. B shows what failed;",
            [("! active", False), ("+ active", True)],
        ),
        (
            Counted(FUNCTIONS, deployment_url=URL, deployment_log=FAILED_SINCE_A._replace(status="success")),
            "+ deployment answers",
            "",
            [("+ active", True)] * 2,
        ),
    ],
    ids=["running", "down", "deployed", "nothing deployed", "no answer", "one not deployed", "failed", "succeeded"],
)
async def test_active_functions_that_nobody_can_call_are_marked(
    server: Counted, header: str, said: str, expected: list[tuple[str, bool]]
) -> None:
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot)
        assert header in shown_rows(app)[0]
        assert said in shown_text(app)
        assert bool(said) is ("fail" in shown_text(app))
        assert statuses(app) == [*expected, ("o draft", False)]
        assert server.asked == ([URL] if server.deployment_url else [])


async def test_r_asks_the_deployment_again() -> None:
    server = Counted(FUNCTIONS, deployment_url=URL, deployment=NotFound(404, "", "DEPLOYMENT_NOT_FOUND"))
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot)
        server.deployment = DeploymentHealth("ok")
        await press(pilot, "r")
        assert server.asked == [URL, URL]
        assert "+ deployment answers" in shown_rows(app)[0]
        assert statuses(app)[0] == ("+ active", True)
        assert "fail" not in shown_text(app)


async def test_a_server_that_is_not_reached_any_more_is_not_said_to_run() -> None:
    server = FakeServer(FUNCTIONS)
    app = FixtureConsole(server)
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot)
        assert "+ runtime running" in shown_rows(app)[0]
        server.list_error = Unreachable(UnreachableReason.REFUSED, "refused")
        await press(pilot, "r")
        assert "! not reached" in shown_rows(app)[0]
        server.list_error = None
        await press(pilot, "r")
        assert "+ runtime running" in shown_rows(app)[0]


def test_a_word_of_the_servers_own_is_told_as_it_is() -> None:
    proof = ServerProof(Liveness.RUNTIME_DOWN, status="starting\x1b[2J")
    report = describe_liveness(proof, frozenset())
    assert report is not None
    assert "starting" in report.headline
    assert "\x1b" not in report.headline + header_words(proof)
    assert header_words(proof).startswith("runtime starting")


def test_many_that_are_not_deployed_are_told_in_a_few() -> None:
    error: ApiError | None = None
    proof = ServerProof(Liveness.LIVE, URL, error, served=frozenset())
    report = describe_liveness(proof, frozenset(f"f{number}" for number in range(1000)))
    assert report is not None
    assert report.headline.endswith("f0, f1, f10, f100, f101 and 995 more.")


def test_what_a_failed_deployment_keeps_from_callers_altogether_is_told_apart() -> None:
    proof = ServerProof(Liveness.LIVE, URL, served=frozenset({"a"}), held_back=frozenset({"a", "b"}))
    report = describe_liveness(proof, proof.uncallable(("a", "b")))
    assert report is not None
    assert report.headline == "The last deployment failed: callers get the earlier version of a, and nothing of b."
