"""All code gathered: known ones from disk, others fetched once, limits waited for, failures kept; on a sandbox too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import StartSandbox
from tests.fake_client import client_of
from tui.api.client import Client
from tui.errors import ApiError, NotFound, RateLimitExceeded, ServerFailed, Unauthorised, Unreachable, UnreachableReason
from tui.flows.all_code import CodeProgress, CodeShelf, gather
from tui.model.function import Function, FunctionChanges, FunctionSummary
from tui.model.secret import Secret
from tui.model.server import WriteBudget
from tui.sandbox.store import FunctionSeed, FunctionStore
from tui.store.code_cache import CodeCache

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def of(number: int, code: str = "", at: datetime | None = NOW) -> Function:
    return Function(FunctionSummary(f"f{number}", f"F{number}", "active", updated_at=at), code or f"code {number}\n")


@dataclass
class Server:
    """Answers what it holds; of `errors` each is raised once, in turn, for its function."""

    functions: dict[str, Function]
    errors: dict[str, list[ApiError]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    now: datetime = NOW
    waited: list[float] = field(default_factory=list)

    async def get_function(self, slug: str) -> Function:
        self.asked.append(slug)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.errors.get(slug):
            raise self.errors[slug].pop(0)
        return self.functions[slug]

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async def gather(self, shelf: CodeShelf, told: list[CodeProgress] | None = None, checked: int = 0) -> CodeProgress:
        tell = (lambda _: None) if told is None else told.append
        functions = [function.summary for function in self.functions.values()]
        return await gather(
            client_of(self), functions, shelf, now=lambda: self.now, wait=self.wait, tell=tell, checked=checked
        )


def server_of(*functions: Function) -> Server:
    return Server({function.slug: function for function in functions})


async def test_each_is_fetched_once_a_few_at_a_time_and_never_again_while_its_time_is_the_same(tmp_path: Path) -> None:
    server, told = server_of(*map(of, range(20))), list[CodeProgress]()
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    progress = await server.gather(shelf, told)
    assert sorted(server.asked) == sorted(server.functions)
    assert server.most_at_once == 3
    assert (progress.done, progress.total, progress.ended) == (20, 20, True)
    assert [each.done for each in told][:1] == [0]
    assert shelf.read("f7") == "code 7\n"

    # The next console reads them from disk, but for the one that was changed.
    server.asked.clear()
    server.functions["f3"] = of(3, "new\n", NOW + timedelta(seconds=1))
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    progress = await server.gather(shelf)
    assert server.asked == ["f3"]
    assert (shelf.read("f3"), shelf.read("f4"), shelf.held("f5")) == ("new\n", "code 4\n", None)


async def test_functions_without_a_time_are_fetched_each_time(tmp_path: Path) -> None:
    server = server_of(of(1, at=None))
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    for _ in range(2):
        assert (await server.gather(shelf)).done == 1
    assert server.asked == ["f1", "f1"]


async def test_a_server_whose_times_do_not_change_is_not_trusted(tmp_path: Path) -> None:
    server = server_of(*map(of, range(4)))
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    await server.gather(shelf)
    server.functions = {function.slug: function for function in (of(number, f"new {number}") for number in range(4))}
    server.asked.clear()
    progress = await server.gather(shelf, checked=2)
    assert progress.distrusted
    assert sorted(server.asked) == ["f0", "f1", "f2", "f3"]
    assert [shelf.read(f"f{number}") for number in range(4)] == [f"new {number}" for number in range(4)]


async def test_a_rate_limit_is_waited_for_by_all_and_nothing_is_lost(tmp_path: Path) -> None:
    server, told = server_of(*map(of, range(6))), list[CodeProgress]()
    limited: list[ApiError] = [
        RateLimitExceeded(429, "", "", NOW + timedelta(seconds=30)),
        RateLimitExceeded(429, "", "", None),
    ]
    server.errors = {"f2": limited, "f1": [RateLimitExceeded(429, "", "", NOW + timedelta(seconds=30))]}
    progress = await server.gather(CodeShelf(CodeCache(tmp_path), "one"), told)
    assert (progress.done, progress.failed, progress.until) == (6, {}, None)
    assert any(each.until == NOW + timedelta(seconds=30) for each in told)
    assert server.now >= NOW + timedelta(seconds=30)
    # Asked once more for each refusal, not again and again.
    assert len(server.asked) == 6 + 3


async def test_a_fifth_of_all_requests_is_left_to_others(tmp_path: Path) -> None:
    server = server_of(*map(of, range(20)))
    seen: list[int] = []

    def budget() -> WriteBudget:
        # Ten requests a minute.
        window = int((server.now - NOW).total_seconds() // 60)
        seen.append(len(server.asked) - 8 * window)
        return WriteBudget(10, 10 - seen[-1], NOW + timedelta(minutes=window + 1))

    functions = [function.summary for function in server.functions.values()]
    progress = await gather(
        client_of(server),
        functions,
        CodeShelf(None, "one"),
        now=lambda: server.now,
        wait=server.wait,
        budget=budget,
        at_once=1,
    )
    assert progress.done == 20
    assert server.now == NOW + timedelta(minutes=2)


async def test_what_can_not_be_had_is_told_for_each_and_tried_once(tmp_path: Path) -> None:
    server = server_of(*map(of, range(5)))
    failed = ServerFailed(500, "", "no")
    server.errors = {"f1": [failed], "f3": [NotFound(404, "", "")]}
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    progress = await server.gather(shelf)
    assert progress.failed == {"f1": failed}
    assert (progress.deleted, progress.halted) == (frozenset({"f3"}), None)
    assert [function.slug for function in progress.missing] == ["f1"]
    assert len(server.asked) == 5
    # Gathered again, only that one is tried.
    server.asked.clear()
    del server.functions["f3"]
    assert (await server.gather(shelf)).done == 4
    assert server.asked == ["f1"]
    # What was known of a function goes with it.
    server.errors = {"f2": [NotFound(404, "", "")]}
    progress = await server.gather(shelf, checked=9)
    assert (progress.deleted, "f2" in progress.known) == (frozenset({"f2"}), False)


@pytest.mark.parametrize(
    ("error", "tries"),
    [(Unauthorised(401, "", ""), 3), (Unreachable(UnreachableReason.REFUSED, ""), 5)],
)
async def test_a_server_that_does_not_answer_is_not_asked_for_all(error: ApiError, tries: int) -> None:
    server = server_of(*map(of, range(50)))
    server.errors = {slug: [error] for slug in server.functions}
    progress = await server.gather(CodeShelf(None, "one"))
    assert progress.halted is error
    # Those that were under way end.
    assert len(server.asked) <= tries
    assert len(progress.missing) == 50


async def test_what_calls_itself_otherwise_is_what_it_was_asked_for_as(tmp_path: Path) -> None:
    server = server_of(*map(of, range(2)))
    listed = [function.summary for function in server.functions.values()]
    server.functions["f1"] = of(7, "another's\n")
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    progress = await gather(client_of(server), listed, shelf, now=lambda: NOW, wait=server.wait)
    assert progress.known == {"f0", "f1"}
    assert (shelf.read("f1"), shelf.read("f7")) == ("another's\n", None)


async def test_memory_is_bounded_and_what_is_not_kept_is_said(tmp_path: Path) -> None:
    server = server_of(*(of(number, "x" * 100) for number in range(10)))
    shelf = CodeShelf(CodeCache(tmp_path), "one", most_characters=350)
    assert (await server.gather(shelf)).done == 10
    assert sum(shelf.held(slug) is not None for slug in server.functions) == 3
    assert all(shelf.read(slug) == "x" * 100 for slug in server.functions)
    without_disk = CodeShelf(None, "one", most_characters=350)
    assert (await server.gather(without_disk)).done == 3


async def test_what_came_before_a_cancel_is_kept(tmp_path: Path) -> None:
    server = server_of(*map(of, range(30)))
    shelf = CodeShelf(CodeCache(tmp_path), "one")
    came = asyncio.Event()

    def tell(progress: CodeProgress) -> None:
        if progress.done >= 5:
            came.set()

    functions = [function.summary for function in server.functions.values()]
    task = asyncio.create_task(
        gather(client_of(server), functions, shelf, now=lambda: NOW, wait=server.wait, tell=tell, checked=0)
    )
    await came.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    before = len(server.asked)
    assert before < 30
    await server.gather(shelf)
    # At most those under way are fetched twice.
    assert len(server.asked) <= 30 + 3


@pytest.mark.app
@pytest.mark.parametrize("dialect", ["documented", "2.1", "2.3", "newest"])
def test_a_server_of_each_dialect_is_gathered_and_followed(sandbox: StartSandbox, tmp_path: Path, dialect: str) -> None:
    seeds = [FunctionSeed(f"f{n}", f"F{n}", "", f"code{n}();\n", "active", NOW, NOW, None) for n in range(5)]
    FunctionStore(tmp_path / "sandbox", seeds).close()
    process = sandbox(dialect)

    async def run() -> None:
        async with Client(process.url, Secret(process.api_key)) as client:
            shelf = CodeShelf(CodeCache(tmp_path / "cache"), process.url)

            async def gathered() -> CodeProgress:
                functions = (await client.functions.list()).functions
                return await gather(
                    client, functions, shelf, now=lambda: datetime.now(UTC), wait=asyncio.sleep, checked=0
                )

            first = await gathered()
            assert first.done == first.total == 5
            assert shelf.read("f3") == "code3();\n"
            await client.functions.update("f3", FunctionChanges(code="other();\n"))
            assert (await gathered()).done == 5
            assert shelf.read("f3") == "other();\n"

    asyncio.run(run())
