"""The commands of the boxes above the lines: the filter, a time to go to, a file to write."""

from __future__ import annotations

from tui.app.logs.ask_box import AskBox
from tui.app.logs.page import LogPage, PageCommands
from tui.app.shell.list_filter import ListFilter
from tui.app.widgets.command import CommandDefaults, Footer, Scope, command

GROUP = "In the boxes of the logs"


class BoxCommands(PageCommands):
    """Opens the filter, and acts on what was typed into the box that has the focus."""

    COMMAND_DEFAULTS = CommandDefaults("logs", "What the logs show", Scope.MAIN)

    def __init__(self, page: LogPage, box: ListFilter, asked: AskBox) -> None:
        super().__init__(page)
        self._box = box
        self._asked = asked

    @property
    def has_focus(self) -> bool:
        """Whether one of the boxes has the focus."""
        return self._box.has_focus or self._asked.has_focus

    @property
    def filter_text(self) -> str:
        """What is looked for, as it was typed."""
        return self._box.text

    def clear_filter(self) -> None:
        """Show all lines again."""
        self._box.clear_and_close()
        self.page.catch_up()

    @command(
        keys=("slash",),
        title="Filter",
        help='Filter as you type: words, "in a row", /expression/, -not; again to edit.',
        footer=Footer("filter", 2, PageCommands.has_lines),
    )
    def filter(self) -> None:
        """Type to filter the lines."""
        self._asked.close()
        self._box.open()

    @command(
        keys=("enter",),
        title="Done",
        help="Keep the filter, go to the time, write the file.",
        footer=Footer("done", 1),
        group=GROUP,
        scope=Scope.BOX,
    )
    def submit(self) -> None:
        """Act on what was typed into the box."""
        if self._box.has_focus:
            self._box.close()
        else:
            problem = self._asked.submit()
            if problem is not None:
                self.page.say(problem)
        self.page.update_keys()

    @command(
        keys=("escape",),
        title="Close the box",
        help="Clear the filter, or leave the box.",
        footer=Footer("close", 2),
        group=GROUP,
        scope=Scope.BOX,
    )
    def close_box(self) -> None:
        """Clear the filter, or leave the other box."""
        if self._asked.has_focus:
            self._asked.close()
        else:
            self.clear_filter()
        self.page.update_keys()
