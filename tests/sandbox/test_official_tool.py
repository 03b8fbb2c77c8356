"""What InsForge's own command-line tool asks works as against a real server: list, deploy, invoke, code, delete, logs.

The requests are those that the tool sends: each with the key as a bearer and a JSON content type, body or none.
"""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.sandbox.serving import DENO, needs_deno, serving
from tui.sandbox.dialect_choice import DIALECT_NAMES
from tui.sandbox.runtime import Runtime

SLUG = "from-the-tool"
JSON = {"content-type": "application/json"}
SOURCES = ("insforge.logs", "postgREST.logs", "postgres.logs", "function.logs")


class Tool:
    """The tool on one linked project."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, path: str, method: str = "GET", body: object = None) -> httpx.Response:
        content = None if body is None else json.dumps(body).encode()
        return await self._client.request(method, path, headers=JSON, content=content)

    async def deploy(self, code: str) -> httpx.Response:
        """It looks first, and creates only what is answered with 404."""
        found = await self.ask(f"/api/functions/{SLUG}")
        fields = {"name": SLUG, "description": "", "code": code}
        if found.status_code == 404:
            return await self.ask("/api/functions", "POST", {"slug": SLUG, **fields})
        assert found.is_success
        return await self.ask(f"/api/functions/{SLUG}", "PUT", fields)


def code_of(word: str, dialect: str) -> str:
    form = "export default" if dialect == "cloud" else "module.exports ="
    return f"{form} async (request) => Response.json({{ said: '{word}', sent: await request.text() }});"


@needs_deno
@pytest.mark.parametrize("dialect", DIALECT_NAMES)
async def test_the_tools_commands_work(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect, runtime=Runtime(DENO)) as client:
        tool = Tool(client)
        created = await tool.deploy(code_of("one", dialect))
        assert (created.status_code, created.json()["success"]) == (201, True)
        assert created.json()["function"]["slug"] == SLUG
        updated = await tool.deploy(code_of("two", dialect))
        assert (updated.status_code, updated.json()["success"]) == (200, True)
        if dialect == "cloud":
            assert updated.json()["deployment"]["status"] == "success"
        # A race: it creates what is there, is told so, and updates.
        taken = await tool.ask("/api/functions", "POST", {"slug": SLUG, "name": SLUG, "code": "x"})
        assert taken.status_code == 409
        listed = (await tool.ask("/api/functions")).json()
        functions = listed if isinstance(listed, list) else listed["functions"]
        assert [(each["slug"], each["status"]) for each in functions] == [(SLUG, "active")]
        assert (await tool.ask(f"/api/functions/{SLUG}")).json()["code"] == code_of("two", dialect)
        invoked = await tool.ask(f"/functions/{SLUG}", "POST", {"a": 1})
        assert (invoked.status_code, invoked.json()) == (200, {"said": "two", "sent": '{"a":1}'})
        assert (await tool.ask(f"/functions/{SLUG}")).json()["sent"] == ""
        for source in SOURCES:
            logs = await tool.ask(f"/api/logs/{source}?limit=20")
            assert logs.status_code == 200
            assert isinstance(logs.json()["logs"], list)
        build = await tool.ask("/api/logs/functions/build-logs?limit=20")
        assert build.status_code == (200 if dialect == "cloud" else 404)
        deleted = await tool.ask(f"/api/functions/{SLUG}", "DELETE")
        assert deleted.json() == {"success": True, "message": f"Function {SLUG} deleted successfully"}
        gone = await tool.ask(f"/api/functions/{SLUG}")
        assert gone.status_code == 404
        assert gone.json().get("error")
