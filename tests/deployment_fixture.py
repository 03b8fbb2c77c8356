"""A staged cloud project whose last deployment failed."""

from __future__ import annotations

from tests.console_fixture import FUNCTIONS, HELLO, NOW, FakeServer
from tui.model.function import Function
from tui.model.server import BuildLog, BuildLogEntry

URL = "https://abc12.function2.insforge.app"
LOG = BuildLog(
    "rev-23031995cb27",
    "failed",
    (
        BuildLogEntry("info", "Build finished"),
        # Eleven lines stand in front of a script: this is its third.
        BuildLogEntry("error", "error: Uncaught SyntaxError: x\n    at file:///src/functions/hello-world.ts:14:7"),
    ),
    NOW,
)


def failed_deployment() -> FakeServer:
    """A cloud project whose last deployment failed because of `hello-world`."""
    saved = FUNCTIONS[0].summary._replace(updated_at=NOW)
    functions = (Function(saved, HELLO), *FUNCTIONS[1:])
    return FakeServer(functions=functions, deployment_url=URL, deployment_log=LOG)
