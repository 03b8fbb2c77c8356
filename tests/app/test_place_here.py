"""Where a route leads to in what an editor holds: counted in the code it was found in, followed to the text of now."""

from __future__ import annotations

from tests.cases import cases
from tests.console_fixture import FUNCTIONS
from tui.app.editor.place_here import place_here
from tui.app.shell.routes import OpenFunction

CODE = "one\r\ntwo\rthree\n"
DIFFERS = "In this editor that line reads otherwise, or is missing."


@cases(
    "held, line, said",
    [
        (["one", "two", "three", ""], 1, "It fails."),
        (["zero", "one", "two", "three", ""], 2, "It fails."),
        (["one", "2", "three", ""], 1, f"It fails. {DIFFERS}"),
        (["one", "three", ""], 1, f"It fails. {DIFFERS}"),
        ([""], 0, f"It fails. {DIFFERS}"),
    ],
)
def test_a_line_of_the_servers_code_is_followed_to_what_the_editor_holds(held: list[str], line: int, said: str) -> None:
    route = OpenFunction(FUNCTIONS[0].summary, 1, code=CODE, said="It fails.")
    assert place_here(route, held) == (line, said)


def test_a_line_of_no_certain_code_stays_where_it_is() -> None:
    assert place_here(OpenFunction(FUNCTIONS[0].summary, 7), ["one"]) == (7, "")
