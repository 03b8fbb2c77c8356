"""The editor's commands for finding and moving."""

from __future__ import annotations

from tui.app.editor.page import PageCommands
from tui.app.editor.phrases import describe_problem
from tui.app.widgets import code_lines
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command


class FindingCommands(PageCommands):
    """Finds text, lines, problems and brackets, and goes there."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Finding and moving", disabled=PageCommands.not_loaded)

    @command(keys=("ctrl+f",), title="Find", help="Find text; up and down walk the matches.", footer=Footer("find", 3))
    def find(self) -> None:
        """Find text."""
        self.page.find_bar.open_for(self.page.code, self.page.code.selected_text)

    @command(keys=("f3",), title="Find next", help="Go to the next match.")
    def find_next(self) -> None:
        """Go to the next match."""
        self._step(backwards=False)

    # Many terminals send for shift+f3 what once was f15.
    @command(keys=("shift+f3", "f15"), title="Find previous", help="Go to the previous match.")
    def find_previous(self) -> None:
        """Go to the previous match."""
        self._step(backwards=True)

    def _step(self, *, backwards: bool) -> None:
        said = self.page.find_bar.step(self.page.code, backwards=backwards)
        if said:
            self.page.say(said, "$muted")

    @command(keys=("ctrl+g",), title="Go to line", help="Jump to a line, or line:column.", footer=Footer("line", 4))
    def goto_line(self) -> None:
        """Ask for a line to go to."""
        self.page.find_bar.open_for_line(self.page.code)

    def _no_problems(self) -> str | None:
        if self.not_loaded() is None and not (self.page.code.problems or self.page.field_problems):
            return "There are no problems."
        return self.not_loaded()

    @command(
        keys=("f8",),
        title="Next problem",
        help="Go to the next problem in the code.",
        footer=Footer("problem", 2),
        disabled=_no_problems,
    )
    def next_problem(self) -> None:
        """Go to the next problem."""
        self._walk_problems(1)

    @command(
        keys=("shift+f8", "f20"),
        title="Previous problem",
        help="Go to the previous problem.",
        disabled=_no_problems,
    )
    def previous_problem(self) -> None:
        """Go to the problem before."""
        self._walk_problems(-1)

    def _walk_problems(self, step: int) -> None:
        code = self.page.code
        placed = [problem for problem in code.problems if problem.range is not None]
        if not placed:
            self.page.form.focus_field(self.page.field_problems[0].field or "name")
            return
        here = code.cursor_location
        starts = [(p.range.start_line, p.range.start_column) for p in placed if p.range is not None]
        if step > 0:
            index = next((i for i, start in enumerate(starts) if start > here), 0)
        else:
            index = next((i for i in reversed(range(len(starts))) if starts[i] < here), len(starts) - 1)
        self.page.set_focus(code)
        code.go_to(*starts[index])
        self.page.say(f"{index + 1} of {len(placed)}: {describe_problem(placed[index])}", "$warning")

    @command(
        keys=("ctrl+right_square_bracket",),
        title="Matching bracket",
        help="Go to the matching bracket.",
        scope=Scope.MAIN,
    )
    def bracket(self) -> None:
        """Go to the matching bracket."""
        if not code_lines.go_to_bracket(self.page.code):
            self.page.say("No bracket with a partner at the cursor.")

    @command(keys=("ctrl+home",), title="Start of the code", help="Go to the start of the code.")
    def top(self) -> None:
        """Go to the start of the code."""
        self.page.code.move_cursor((0, 0))

    @command(keys=("ctrl+end",), title="End of the code", help="Go to the end of the code.")
    def bottom(self) -> None:
        """Go to the end of the code."""
        self.page.code.move_cursor(self.page.code.document.end)

    @command(keys=("f6",), title="Next pane", help="Move between the fields and the code.", footer=Footer("pane", 5))
    def next_pane(self) -> None:
        """Move between the fields and the code."""
        if self.page.focused is self.page.code:
            self.page.form.focus_field("name")
        else:
            self.page.set_focus(self.page.code)
