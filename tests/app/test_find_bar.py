"""Finding in the code: which match is gone to, and what is said of it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.app.editor.find_bar import FindBar
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.theme import DARK


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield CodeEditor("ab\nx ab\nab\n")
        yield FindBar()


@pytest.mark.parametrize(
    ("backwards", "said"),
    [
        (False, ["2 of 3", "3 of 3", "1 of 3, from the other end", "2 of 3"]),
        (True, ["1 of 3", "3 of 3, from the other end", "2 of 3", "1 of 3", "3 of 3, from the other end"]),
    ],
    ids=["forwards", "backwards"],
)
async def test_each_step_says_where_it_came_to_and_when_it_went_over_an_end(
    *, backwards: bool, said: list[str]
) -> None:
    app = Host()
    async with app.run_test():
        code, find = app.query_one(CodeEditor), app.query_one(FindBar)
        code.go_to(1, 0)
        find.open_for(code, "ab")
        assert [find.step(code, backwards=backwards) for _ in said] == said


async def test_the_only_match_is_never_from_the_other_end() -> None:
    app = Host()
    async with app.run_test():
        code, find = app.query_one(CodeEditor), app.query_one(FindBar)
        code.go_to(2, 0)
        find.open_for(code, "x")
        assert find.step(code, backwards=False) == "1 of 1"
        assert find.step(code, backwards=True) == "1 of 1"
