"""Secrets reach functions as they do on the real servers: read at each call, or with the next deployment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, DEPLOYED, needs_deno, serving
from tests.sandbox.test_cloud import Watched
from tui.sandbox.dialects import Dialect21, Dialect23
from tui.sandbox.runtime import Runtime
from tui.sandbox.secret_store import RESERVED

READS = 'module.exports = async () => new Response(String(Deno.env.get("TOLD")));'


@needs_deno
async def test_a_change_is_seen_by_the_next_call(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1", runtime=Runtime(DENO)) as client:
        await client.post("/api/functions", json={"name": "s", "code": READS, "status": "active"})
        assert (await client.get("/functions/s")).text == "undefined"
        await client.post("/api/secrets", json={"key": "TOLD", "value": "one"})
        assert (await client.get("/functions/s")).text == "one"
        await client.put("/api/secrets/TOLD", json={"expiresAt": "2020-01-01T00:00:00Z"})
        assert (await client.get("/functions/s")).text == "undefined"
        listed = (await client.get("/api/secrets")).json()["secrets"]
        assert [(each["key"], each["isReserved"]) for each in listed] == [
            ("TOLD", False),
            *((key, True) for key in reversed(RESERVED)),
        ]
    # What was kept is there after a restart.
    async with serving(tmp_path, "2.3") as client:
        assert len((await client.get("/api/secrets")).json()["secrets"]) == 9


@needs_deno
async def test_in_the_cloud_a_change_is_deployed_in_a_moment(tmp_path: Path) -> None:
    code = 'export default () => new Response(String(Deno.env.get("TOLD")));'
    runtime = Watched(DENO)
    async with serving(tmp_path, "cloud", runtime=runtime) as client:
        await client.post("/api/functions", json={"name": "s", "code": code})
        await client.post("/api/secrets", json={"key": "TOLD", "value": "one"})
        assert (await client.get(f"{DEPLOYED}/s")).text == "undefined"
        await runtime.has_deployed(2)
        assert (await client.get(f"{DEPLOYED}/s")).text == "one"


@pytest.mark.parametrize(("dialect", "status"), [(Dialect21(), 200), (Dialect23(), 403)], ids=["2.1", "2.3"])
async def test_only_old_servers_let_a_reserved_secret_be_changed(
    dialect: Dialect21 | Dialect23, status: int, tmp_path: Path
) -> None:
    async with serving(tmp_path, dialect) as client:
        assert (await client.put("/api/secrets/JWT_SECRET", json={"value": "x"})).status_code == status
        assert (await client.delete("/api/secrets/API_KEY")).status_code == 403


async def test_a_stranger_reads_none(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3", with_key=False) as client:
        for path in ("/api/secrets", "/api/secrets/API_KEY"):
            assert (await client.get(path)).status_code == 401


async def test_an_overwritten_api_key_locks_out_until_the_server_starts_again(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1") as client:
        assert (await client.put("/api/secrets/API_KEY", json={"value": "ik_other"})).status_code == 200
        assert (await client.get("/api/secrets")).status_code == 401
        other = {"authorization": "Bearer ik_other"}
        assert (await client.get("/api/secrets", headers=other)).status_code == 200
    async with serving(tmp_path, "2.1") as client:
        assert (await client.get("/api/secrets")).status_code == 200


async def test_a_rotated_key_is_another_and_the_old_one_ends_after_its_grace(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.3") as client:
        answer = (await client.post("/api/secrets/api-key/rotate", json={"gracePeriodHours": 1})).json()
        new = {"authorization": f"Bearer {answer['apiKey']}"}
        assert (await client.get("/api/secrets")).status_code == 200
        assert (await client.get("/api/metadata/api-key")).json() == {"apiKey": answer["apiKey"]}
        listed = (await client.get("/api/secrets", headers=new)).json()["secrets"]
        (old,) = (each for each in listed if each["key"].startswith("API_KEY_OLD_"))
        assert (old["expiresAt"], old["isReserved"]) == (answer["oldKeyExpiresAt"], True)
        again = await client.post("/api/secrets/api-key/rotate", json={"gracePeriodHours": 0}, headers=new)
        assert (await client.get("/api/secrets", headers=new)).status_code == 401
        newest = {"authorization": f"Bearer {again.json()['apiKey']}"}
        anon = await client.post("/api/secrets/anon-key/rotate", json={}, headers=newest)
        assert anon.json()["anonKey"].startswith("anon_")
        refused = await client.post("/api/secrets/api-key/rotate", json={"gracePeriodHours": 169}, headers=newest)
        assert (refused.status_code, refused.json()["message"]) == (
            400,
            "Invalid request: Number must be less than or equal to 168",
        )
    # The key that whoever starts the server is told is the one of now.
    async with serving(tmp_path, "2.3") as client:
        assert (await client.get("/api/secrets")).status_code == 200


async def test_old_servers_rotate_the_api_key_alone(tmp_path: Path) -> None:
    async with serving(tmp_path, "2.1") as client:
        assert (await client.post("/api/secrets/anon-key/rotate", json={})).status_code == 404
        assert (await client.post("/api/secrets/api-key/rotate", json={})).status_code == 200
