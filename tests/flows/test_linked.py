"""A folder linked with a server: what is sent, written, kept in common, and what is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console_fixture import FakeServer, not_deployed
from tests.console_fixture import function as made
from tests.deployment_fixture import LOG, URL
from tests.fake_client import client_of
from tui.errors import Forbidden, ResponseLost, StorageError, Unreachable, UnreachableReason
from tui.flows.linked import LinkedFolder
from tui.flows.linked_parts import Done
from tui.model.function import ERROR, Deployment, Function, FunctionChanges, WriteAnswer
from tui.sessions.edit.outcome import Conflict, Saved, SavedNotDeployed, Unknown
from tui.sessions.edit.values import Ended
from tui.sessions.linked import State
from tui.store.function_files import FunctionFolder
from tui.store.links import Common, Commons, Link, LinkStore

ONE = "// one\n// two\n// three\nmodule.exports = () => new Response('x');\n"


def function(slug: str) -> Function:
    return made(slug, slug.title(), "active", 60, ONE)


class LinkedFixture:
    """A folder and a server that holds `greet` and `other`."""

    def __init__(self, folder: Path, server: FakeServer | None = None) -> None:
        self.server = server or FakeServer(functions=(function("greet"), function("other")))
        self.folder = folder / "functions"
        self.folder.mkdir()
        self.commons = Commons(folder / "state")
        self.linked = LinkedFolder(
            client_of(self.server), FunctionFolder(self.folder), self.commons, look_up_delays=(0.0,)
        )

    @property
    def file(self) -> Path:
        return self.folder / "greet.js"

    def there(self, slug: str = "greet") -> Function:
        return next(each for each in self.server.functions if each.slug == slug)

    def saved_there(self, code: str, status: str = "active") -> None:
        self.server.put(Function(self.there().summary._replace(updated_at=None, status=status), code))

    async def states(self) -> dict[str, State]:
        return {each.slug: each.state for each in (await self.linked.look()).compared}

    async def pulled(self) -> LinkedFixture:
        for slug in ("greet", "other"):
            assert (await self.linked.pull(slug, named=False)).wrote
        return self


def outcome_of(done: Done) -> object:
    assert isinstance(done.final, Ended), done
    return done.final.outcome


async def test_what_is_pulled_is_the_same_and_what_is_written_here_is_ahead(tmp_path: Path) -> None:
    fixture = LinkedFixture(tmp_path)
    assert await fixture.states() == {"greet": State.ONLY_THERE, "other": State.ONLY_THERE}
    await fixture.pulled()
    assert fixture.file.read_text() == ONE
    assert await fixture.states() == {"greet": State.SAME, "other": State.SAME}
    fixture.file.write_text(ONE + "// mine\n")
    assert (await fixture.states())["greet"] is State.FOLDER_AHEAD
    assert not (await fixture.linked.pull("greet", named=True)).wrote
    done = await fixture.linked.push("greet", named=False)
    assert isinstance(outcome_of(done), Saved)
    assert fixture.server.writes == [FunctionChanges(code=ONE + "// mine\n")]
    assert await fixture.states() == {"greet": State.SAME, "other": State.SAME}
    assert (await fixture.linked.push("greet", named=True)).final is None
    assert len(fixture.server.writes) == 1


async def test_what_is_found_alike_is_what_both_have_in_common_from_then_on(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    # Somebody else's checkout: the same files, and nothing is known of before.
    fixture.linked = LinkedFolder(
        client_of(fixture.server), FunctionFolder(fixture.folder), Commons(tmp_path / "another"), look_up_delays=(0.0,)
    )
    assert await fixture.states() == {"greet": State.SAME, "other": State.SAME}
    fixture.file.write_text(ONE + "// mine\n")
    assert (await fixture.states())["greet"] is State.FOLDER_AHEAD


async def test_texts_whose_line_ends_differ_too_are_not_merged_and_that_is_said(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_bytes((ONE + "// mine\n").replace("\n", "\r\n").encode())
    fixture.saved_there(code="// theirs\n" + ONE)
    done = await fixture.linked.merge("greet")
    assert not done.wrote
    assert str(done.error) == "line ends differ too: make them the same first"


async def test_what_a_failed_deployment_leaves_out_is_read_from_its_build_log(tmp_path: Path) -> None:
    def fails(changes: FunctionChanges, before: Function) -> WriteAnswer:
        return not_deployed(changes, before)._replace(deployment=Deployment(LOG.deployment_id, "failed"))

    server = FakeServer(
        functions=(function("greet"), function("other")), write=fails, deployment_url=URL, deployment_log=LOG
    )
    fixture = await LinkedFixture(tmp_path, server).pulled()
    fixture.file.write_text(ONE + "// mine\n")
    outcome = outcome_of(await fixture.linked.push("greet", named=False))
    assert isinstance(outcome, SavedNotDeployed)
    assert any("Uncaught SyntaxError" in line for line in outcome.logs)


async def test_what_is_newer_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_text(ONE + "// mine\n")
    fixture.saved_there(code="// theirs\n" + ONE)
    done = await fixture.linked.push("greet", named=True)
    assert done.found is not None
    assert (done.found.state, done.final, fixture.server.writes) == (State.BOTH_CHANGED, None, [])
    assert not (await fixture.linked.pull("greet", named=True)).wrote
    merged = await fixture.linked.merge("greet")
    assert merged.merged is not None
    assert merged.merged.is_clean
    assert fixture.file.read_text() == "// theirs\n" + ONE + "// mine\n"
    assert (await fixture.states())["greet"] is State.FOLDER_AHEAD
    assert isinstance(outcome_of(await fixture.linked.push("greet", named=False)), Saved)
    assert fixture.there().code == "// theirs\n" + ONE + "// mine\n"


async def test_a_merge_with_marks_is_not_sent_until_they_are_gone(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_text(ONE.replace("two", "mine"))
    fixture.saved_there(code=ONE.replace("two", "theirs"))
    merged = await fixture.linked.merge("greet")
    assert merged.merged is not None
    assert merged.merged.places == 1
    done = await fixture.linked.push("greet", named=True)
    assert done.found is not None
    assert (done.found.marks_line, fixture.server.writes) == (2, [])
    again = await fixture.linked.merge("greet")
    assert not again.wrote
    fixture.file.write_text(ONE.replace("two", "both"))
    assert isinstance(outcome_of(await fixture.linked.push("greet", named=True)), Saved)


async def test_asked_for_by_name_either_side_goes_over_the_other(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_text("// mine\n")
    fixture.saved_there(code="// theirs\n")
    assert isinstance(outcome_of(await fixture.linked.push("greet", named=True, overwrites=True)), Saved)
    fixture.file.write_text("// mine too\n")
    assert (await fixture.linked.pull("greet", named=True, overwrites=True)).wrote
    assert fixture.file.read_text() == "// mine\n"


async def test_a_new_file_becomes_a_function_and_a_deletion_is_never_sent(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    (fixture.folder / "new.ts").write_text(ONE)
    untold = await fixture.linked.push("new", named=True, creates=False)
    assert untold.found is not None
    assert (untold.found.state, untold.final) == (State.ONLY_HERE, None)
    done = await fixture.linked.push("new", named=False)
    assert done.created
    assert fixture.there("new").content == ("new", "", "active", ONE)
    fixture.file.unlink()
    states = await fixture.states()
    assert states["greet"] is State.DELETED_HERE
    assert (await fixture.linked.push("greet", named=True)).final is None
    assert fixture.there("greet")
    await fixture.server.delete_function("other")
    assert (await fixture.states())["other"] is State.DELETED_THERE
    assert (await fixture.linked.push("other", named=False)).final is None
    assert (await fixture.linked.push("other", named=True)).created


async def test_a_renamed_file_is_told(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_text("// only this one\n")
    await fixture.linked.push("greet", named=True)
    fixture.file.rename(fixture.folder / "hello.js")
    (fixture.folder / "greet.json").unlink()
    assert (await fixture.linked.look()).renamed == {"hello": "greet"}


async def test_somebody_who_saves_in_between_is_not_overwritten(tmp_path: Path) -> None:
    class Raced(FakeServer):
        looks = 0

        async def get_function(self, slug: str) -> Function:
            self.looks += 1
            found = await super().get_function(slug)
            return found._replace(code="// theirs\n") if self.looks == 4 else found

    server = Raced(functions=(function("greet"), function("other")))
    fixture = await LinkedFixture(tmp_path, server).pulled()
    fixture.file.write_text("// mine\n")
    done = await fixture.linked.push("greet", named=True)
    assert isinstance(outcome_of(done), Conflict)
    assert server.writes == []


async def test_what_was_sent_and_never_answered_is_ours_once_it_stands_there(tmp_path: Path) -> None:
    class Silent(FakeServer):
        async def update_function(self, slug: str, changes: FunctionChanges) -> WriteAnswer:
            answer = await super().update_function(slug, changes)
            if len(self.writes) > 1:
                return answer
            self.get_error = Unreachable(UnreachableReason.REFUSED, "refused")
            raise ResponseLost("cut")

    server = Silent(functions=(function("greet"), function("other")))
    fixture = await LinkedFixture(tmp_path, server).pulled()
    fixture.file.write_text("// sent\n")
    assert isinstance(outcome_of(await fixture.linked.push("greet", named=True)), Unknown)
    server.get_error = None
    # Back to what both had: the server has what was sent, which nobody else wrote.
    fixture.file.write_text(ONE)
    assert isinstance(outcome_of(await fixture.linked.push("greet", named=False)), Saved)
    assert fixture.there().code == ONE


async def test_a_file_that_changes_under_our_hands_is_not_written_over(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.saved_there(code="// theirs\n")
    sides = fixture.linked._sides

    def changed(slug: str, scan: object) -> object:
        found = sides(slug, scan)  # type: ignore[arg-type]  # handed on as it came
        fixture.file.write_text("// typed meanwhile\n")
        return found

    fixture.linked._sides = changed  # type: ignore[method-assign,assignment]  # the moment between reading and writing
    done = await fixture.linked.pull("greet", named=True)
    assert isinstance(done.error, StorageError)
    assert fixture.file.read_text() == "// typed meanwhile\n"


async def test_a_status_of_the_servers_own_is_no_change_after_a_merge(tmp_path: Path) -> None:
    fixture = await LinkedFixture(tmp_path).pulled()
    fixture.file.write_text(ONE + "// mine\n")
    fixture.saved_there(code="// theirs\n" + ONE, status=ERROR)
    assert (await fixture.linked.merge("greet")).wrote
    found = {each.slug: each for each in (await fixture.linked.look()).compared}["greet"]
    assert (found.state, found.here_changed) == (State.FOLDER_AHEAD, ("code",))


async def test_what_the_server_does_not_give_is_told_beside_the_rest(tmp_path: Path) -> None:
    fixture = LinkedFixture(tmp_path)
    fixture.server.get_error = Forbidden(403, "FORBIDDEN", "no")
    looked = await fixture.linked.look()
    assert (looked.compared, set(looked.failed)) == ((), {"greet", "other"})
    assert isinstance((await fixture.linked.pull("greet", named=True)).error, Forbidden)


def test_links_are_found_from_below_and_damaged_ones_are_none(tmp_path: Path) -> None:
    store = LinkStore(tmp_path / "state")
    link = Link(str(tmp_path.resolve()), "https://a.example", "work")
    store.keep(link)
    (tmp_path / "sub").mkdir()
    assert store.find(tmp_path / "sub") == link
    commons = store.commons(link)
    common = Common(function("greet").content)
    commons.keep("greet", common)
    assert commons.read("greet") == common
    for path in (tmp_path / "state").rglob("*.json"):
        path.write_text("[")
    assert (store.find(tmp_path), commons.read("greet")) == (None, None)
    store.forget(link)


@pytest.mark.parametrize("name", ["none", "file"])
def test_what_is_no_folder_cannot_be_linked(tmp_path: Path, name: str) -> None:
    from tui.store.links import real_folder

    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        real_folder(tmp_path / name)
