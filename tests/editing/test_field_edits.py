"""Undo of one line: what is one step, and how far back and forth it goes."""

from __future__ import annotations

from tui.editing.field_edits import FieldEdits


class Line:
    """A line that is edited and keeps account of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits = FieldEdits()

    def becomes(self, *texts: str) -> None:
        for text in texts:
            self.edits.changed(self.text, text)
            self.text = text

    def types(self, text: str) -> None:
        for character in text:
            self.becomes(self.text + character)

    def undo(self) -> str:
        self.text = self.edits.undo(self.text) or self.text
        return self.text

    def redo(self) -> str:
        self.text = self.edits.redo(self.text) or self.text
        return self.text


def test_letters_in_a_row_are_one_step_up_to_a_blank() -> None:
    line = Line("Greet")
    line.types(" every one")
    assert [line.undo() for _ in range(4)] == ["Greet every", "Greet", "Greet", "Greet"]
    assert [line.redo() for _ in range(3)] == ["Greet every", "Greet every one", "Greet every one"]


def test_deleting_pasting_and_typing_elsewhere_are_steps_of_their_own() -> None:
    line = Line("ab")
    line.becomes("abc", "xabc", "xab", "xa", "pasted xa")
    assert [line.undo() for _ in range(6)] == ["xa", "xab", "xabc", "abc", "ab", "ab"]


def test_an_edit_after_an_undo_ends_what_could_be_done_again() -> None:
    line = Line("a")
    line.becomes("ab", "")
    assert line.undo() == "ab"
    line.becomes("abz")
    assert line.edits.redo(line.text) is None
    assert [line.undo(), line.undo()] == ["ab", "a"]


def test_what_is_forgotten_and_what_undo_does_itself_are_no_steps() -> None:
    line = Line("a")
    line.becomes("ab")
    line.edits.forget()
    assert line.edits.undo("ab") is None
    with line.edits:
        line.becomes("abc")
    assert line.edits.undo("abc") is None


def test_only_so_many_steps_are_kept() -> None:
    line = Line("")
    line.becomes(*(str(number) for number in range(1000, 1500)))
    steps = 0
    while line.edits.undo(line.text) is not None:
        steps += 1
    assert steps == 200
