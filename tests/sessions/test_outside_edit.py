"""Which program edits the code elsewhere, and what its end means."""

from __future__ import annotations

from tests.cases import cases
from tui.sessions.outside_edit import EditorCommand, Ended, Following, Next, NoEditor, after_return, editor_of


@cases(
    ("environment", "found"),
    [
        ({}, NoEditor()),
        ({"VISUAL": " ", "EDITOR": "vi"}, EditorCommand(("vi",), "EDITOR")),
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, EditorCommand(("code", "--wait"), "VISUAL")),
        (
            {"EDITOR": "'/opt/My Editor/ed it' -c \"set ft=ts\""},
            EditorCommand(("/opt/My Editor/ed it", "-c", "set ft=ts"), "EDITOR"),
        ),
        ({"VISUAL": "'vim", "EDITOR": "vi"}, NoEditor("VISUAL")),
        ({"EDITOR": "''"}, NoEditor("EDITOR")),
    ],
)
def test_the_editor_is_the_users(environment: dict[str, str], found: EditorCommand | NoEditor) -> None:
    assert editor_of(environment) == found
    if isinstance(found, EditorCommand):
        assert found.name in ("vi", "code", "ed it")


@cases(
    ("name", "code", "seconds", "is_touched", "comes"),
    [
        ("vim", 0, 0.1, False, Next.TAKE),
        ("my-editor", 0, 60, False, Next.TAKE),
        ("my-editor", 0, 0.1, True, Next.TAKE),
        ("my-editor", 0, 0.1, False, Next.FOLLOW),
        ("my-editor", 1, 0.1, False, Next.TAKE),
        ("my-editor", -9, 0.1, False, Next.TAKE),
        ("code", 0, 0.5, True, Next.FOLLOW),
        ("code", 0, 60, True, Next.TAKE),
    ],
)
def test_a_program_that_returned_at_once_is_followed(
    name: str, code: int, seconds: float, is_touched: bool, comes: Next
) -> None:
    editor = EditorCommand((f"/usr/bin/{name}",), "EDITOR")
    assert editor.is_window == (name == "code")
    assert after_return(editor, Ended(code, seconds), is_touched=is_touched) is comes


def test_a_followed_file_is_read_once_for_each_time_it_was_saved_and_rests() -> None:
    first, half, second = (1, 5, 10), (1, 2, 20), (2, 6, 21)
    following, read = Following(first, first), []
    for seen in (first, half, None, second, second, second, None, None, first, first):
        following, is_due = following.look(seen)
        read.append(seen if is_due else None)
    assert read == [None, None, None, None, second, None, None, None, None, first]
