"""What InsForge's own command-line tool asks works as against a real server: functions, logs, secrets, schedules.

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
from tui.sandbox.schedule_store import ScheduleStore

REAL = tuple(name for name in DIALECT_NAMES if name != "documented")
"""What servers were captured for: those of the documentation alone have no schedules."""
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


@pytest.mark.parametrize("dialect", REAL)
async def test_the_tools_secrets_are_written_and_read_as_on_a_server(dialect: str, tmp_path: Path) -> None:
    """`secrets add` creates, and updates what is there; a deleted one is made active again; `get` reads a value."""
    async with serving(tmp_path, dialect) as client:
        tool = Tool(client)
        made = await tool.ask("/api/secrets", "POST", {"key": "TOOL_KEY", "value": "one", "isReserved": False})
        assert (made.status_code, made.json()["success"]) == (201, True)
        assert "TOOL_KEY" in made.json()["message"]
        again = await tool.ask("/api/secrets", "POST", {"key": "TOOL_KEY", "value": "two"})
        assert again.status_code == 409
        assert "TOOL_KEY" in again.json()["message"]
        changed = await tool.ask("/api/secrets/TOOL_KEY", "PUT", {"value": "two"})
        assert (changed.status_code, changed.json()["success"]) == (200, True)
        assert (await tool.ask("/api/secrets/TOOL_KEY")).json() == {"key": "TOOL_KEY", "value": "two"}
        listed = (await tool.ask("/api/secrets")).json()["secrets"]
        mine = next(each for each in listed if each["key"] == "TOOL_KEY")
        assert (mine["isActive"], mine["isReserved"], "value" in mine) == (True, False, False)
        assert (await tool.ask("/api/secrets/TOOL_KEY", "DELETE")).json()["success"] is True
        assert (await tool.ask("/api/secrets/TOOL_KEY")).status_code == 404
        left = (await tool.ask("/api/secrets")).json()["secrets"]
        assert [each["isActive"] for each in left if each["key"] == "TOOL_KEY"] == [False]
        back = await tool.ask("/api/secrets/TOOL_KEY", "PUT", {"value": "three", "isActive": True})
        assert back.status_code == 200
        assert (await tool.ask("/api/secrets/TOOL_KEY")).json()["value"] == "three"
        refused = await tool.ask("/api/secrets/API_KEY", "DELETE")
        assert (refused.status_code, refused.json()["message"]) == (403, "Cannot delete reserved secret: API_KEY")
        assert (await tool.ask("/api/secrets", "POST", {"key": "lower", "value": "x"})).status_code == 400


@pytest.mark.parametrize("dialect", REAL)
async def test_the_tools_schedules_are_made_changed_read_and_deleted(dialect: str, tmp_path: Path) -> None:
    async with serving(tmp_path, dialect, schedules=ScheduleStore(tmp_path)) as client:
        tool = Tool(client)
        assert (await tool.ask("/api/schedules")).json() == []
        wanted = {
            "name": "from the tool",
            "cronSchedule": "0 3 * * *",
            "functionUrl": "http://localhost:7130/functions/hello",
            "httpMethod": "POST",
            "headers": {"x-a": "1"},
            "body": {"a": 1},
        }
        made = await tool.ask("/api/schedules", "POST", wanted)
        assert (made.status_code, made.json()["message"]) == (201, "Schedule created successfully")
        id = made.json()["id"]
        (listed,) = (await tool.ask("/api/schedules")).json()
        assert {name: listed[name] for name in wanted} == wanted
        assert (listed["id"], listed["isActive"], listed["cronJobId"]) == (id, True, made.json()["cronJobId"])
        changed = await tool.ask(f"/api/schedules/{id}", "PATCH", {"cronSchedule": "*/5 * * * *", "isActive": False})
        assert (changed.status_code, changed.json()["message"]) == (200, "Schedule updated successfully")
        one = (await tool.ask(f"/api/schedules/{id}")).json()
        assert (one["cronSchedule"], one["isActive"], one["name"]) == ("*/5 * * * *", False, "from the tool")
        logs = (await tool.ask(f"/api/schedules/{id}/logs?limit=50&offset=0")).json()
        assert logs == {"logs": [], "totalCount": 0, "limit": 50, "offset": 0}
        missing = {**wanted, "headers": {"authorization": "Bearer ${{secrets.NONE}}"}}
        refused = await tool.ask("/api/schedules", "POST", missing)
        assert refused.status_code == 404
        assert "NONE" in refused.json()["message"]
        assert (await tool.ask("/api/schedules", "POST", {**wanted, "cronSchedule": "nope"})).status_code == 400
        deleted = await tool.ask(f"/api/schedules/{id}", "DELETE")
        assert deleted.json() == {"message": "Schedule deleted successfully."}
        gone = await tool.ask(f"/api/schedules/{id}")
        assert (gone.status_code, gone.json()["message"]) == (404, "Schedule not found.")
