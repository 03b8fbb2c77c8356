"""The folder that is watched, as values: every order of edits, scans, answers and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tui.model.server import WriteBudget
from tui.sessions.folder_watch import (
    Ended,
    Happened,
    Save,
    Say,
    Scanned,
    Stop,
    Verdict,
    WatchEvent,
    WatchState,
    begin,
    step,
)

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Watch:
    """A watch and what it did."""

    def __init__(self, **files: int) -> None:
        self.now = NOON
        self.files: dict[str, int] = files
        self.state = begin(files)
        self.said: list[Say] = []
        self.saves: list[Save] = []

    def happen(self, event: WatchEvent) -> None:
        self.state, effects = step(self.state, event)
        for effect in effects:
            if isinstance(effect, Save):
                self.saves.append(effect)
            else:
                self.said.append(effect)

    def scan(self, times: int = 1, seconds: float = 0.3) -> None:
        for _ in range(times):
            self.now += timedelta(seconds=seconds)
            self.happen(Scanned(dict(self.files), self.now))

    def end(self, verdict: Verdict = Verdict.DONE, *, is_fresh: bool = False, next_at: datetime | None = None) -> None:
        save = self.saves[-1]
        self.happen(Ended(save.number, verdict, self.now, save.stamp, is_fresh, next_at))

    @property
    def saved(self) -> list[str]:
        return [each.slug for each in self.saves]


def test_what_was_there_is_not_sent_and_what_is_saved_is_once_it_rests() -> None:
    watch = Watch(a=1, b=1)
    watch.scan(3)
    watch.files["a"] = 2
    watch.scan()
    watch.files["a"] = 3
    watch.scan()
    assert watch.saves == []
    watch.scan()
    assert watch.saves == [Save(1, "a", 3)]
    watch.scan(3)
    assert len(watch.saves) == 1
    watch.end()
    watch.scan(3)
    assert (len(watch.saves), watch.state.is_at_rest) == (1, True)


def test_a_file_that_changes_while_it_is_saved_is_saved_again() -> None:
    watch = Watch(a=1)
    watch.files["a"] = 2
    watch.scan(2)
    watch.files["a"] = 3
    watch.scan(2)
    watch.end()
    assert watch.saves[1:] == [Save(2, "a", 3)]
    assert watch.state.unsaved == ("a",)


def test_a_fresh_file_is_read_once_more() -> None:
    watch = Watch(a=1)
    watch.files["a"] = 2
    watch.scan(2)
    watch.end(is_fresh=True)
    assert not watch.state.is_at_rest
    watch.scan(seconds=1.9)
    assert len(watch.saves) == 1
    watch.scan()
    assert watch.saves[1] == Save(2, "a", 2, is_recheck=True)
    watch.end()
    assert watch.state.is_at_rest


def test_the_write_limit_is_waited_for_and_told_once() -> None:
    watch = Watch(a=1, b=1)
    watch.files = {"a": 2, "b": 2}
    watch.scan(2)
    watch.end(Verdict.LIMITED, next_at=watch.now + timedelta(seconds=10))
    watch.scan(5)
    assert (len(watch.saves), [each.what for each in watch.said]) == (1, [Happened.WAITS])
    watch.scan(seconds=10)
    assert len(watch.saves) == 2


def test_a_known_budget_is_not_overdrawn() -> None:
    watch = Watch(**{f"f{number}": 1 for number in range(5)})
    budget = WriteBudget(10, 2, NOON + timedelta(seconds=60), 60)
    watch.state = replace(watch.state, pace=begin({}, budget).pace)
    watch.files = dict.fromkeys(watch.files, 2)
    watch.scan(2)
    for _ in range(3):
        watch.end()
        watch.scan()
    assert len(watch.saves) == 2
    watch.scan(seconds=60)
    assert len(watch.saves) == 3


def test_what_was_not_answered_is_tried_again_later_and_later() -> None:
    watch = Watch(a=1)
    watch.files["a"] = 2
    watch.scan(2)
    for seconds in (1, 2, 5):
        watch.end(Verdict.AGAIN)
        before = len(watch.saves)
        watch.scan(seconds=seconds - 0.1)
        assert len(watch.saves) == before
        watch.scan()
        assert len(watch.saves) == before + 1


def test_a_deletion_is_told_and_never_sent_and_an_editor_that_renames_is_none() -> None:
    watch = Watch(a=1)
    del watch.files["a"]
    watch.scan()
    watch.files["a"] = 2
    watch.scan(2)
    assert (watch.said, watch.saved) == ([], ["a"])
    watch.end()
    del watch.files["a"]
    watch.scan(4)
    assert watch.said == [Say(Happened.DELETED, "a")]
    assert len(watch.saves) == 1
    watch.files["a"] = 3
    watch.scan(2)
    assert len(watch.saves) == 2


def test_after_a_stop_nothing_is_begun() -> None:
    watch = Watch(a=1)
    watch.files["a"] = 2
    watch.scan()
    watch.happen(Stop())
    watch.scan(3)
    assert (watch.saves, watch.state.unsaved) == ([], ("a",))


class _Folder(RuleBasedStateMachine):
    """A folder, a server and a watch between them. A file's stamp is its content; a half-written one is negative."""

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch(a=1, b=1, c=1)
        self.server = dict(self.watch.files)
        self.number = 1
        self.writes = 0
        self.answered = 0
        self.scanned: list[dict[str, int]] = [dict(self.watch.files)] * 2

    @rule(slug=st.sampled_from("abc"))
    def edit(self, slug: str) -> None:
        self.number += 1
        self.watch.files[slug] = self.number

    @rule(slug=st.sampled_from("abc"))
    def delete(self, slug: str) -> None:
        self.watch.files.pop(slug, None)

    @rule()
    def scan(self) -> None:
        self.scanned.append(dict(self.watch.files))
        self.watch.scan()

    def _under_way(self) -> bool:
        return self.watch.state.under_way is not None

    @rule(verdict=st.sampled_from(Verdict), carried_out=st.booleans(), fresh=st.booleans())
    @precondition(_under_way)
    def answer(self, verdict: Verdict, carried_out: bool, fresh: bool) -> None:
        save = self.watch.saves[-1]
        # The driver reads the file first: another one, or none, is not sent.
        if self.watch.files.get(save.slug) != save.stamp:
            verdict = Verdict.MOVED
        if verdict is Verdict.DONE or (verdict is Verdict.AGAIN and carried_out):
            assert isinstance(save.stamp, int)
            if self.server[save.slug] != save.stamp:
                self.writes += 1
                self.server[save.slug] = save.stamp
        self.watch.end(verdict, is_fresh=fresh)

    @invariant()
    def one_at_a_time(self) -> None:
        assert len(self.watch.saves) == self.watch.state.number

    @invariant()
    def nothing_is_sent_that_did_not_rest(self) -> None:
        if self.watch.saves:
            save = self.watch.saves[-1]
            pairs = pairwise(self.scanned)
            assert any(before.get(save.slug) == save.stamp == after.get(save.slug) for before, after in pairs)

    @invariant()
    def no_more_writes_than_edits(self) -> None:
        assert self.writes <= self.number - 1

    def teardown(self) -> None:
        """Once nobody edits and all is answered, the server has what the folder has."""
        for _ in range(400):
            self.scan()
            if self._under_way():
                self.answer(verdict=Verdict.DONE, carried_out=True, fresh=False)
            self.watch.now += timedelta(seconds=2)
            if self.watch.state.is_at_rest:
                break
        self.watch.scan(3)
        assert self.watch.state.is_at_rest
        for slug, stamp in self.watch.files.items():
            assert self.server[slug] == stamp


TestFolder = _Folder.TestCase
TestFolder.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


def test_an_answer_to_another_try_changes_nothing() -> None:
    state: WatchState = begin({"a": 1})
    assert step(state, Ended(7, Verdict.DONE, NOON)) == (state, ())
