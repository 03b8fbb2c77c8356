"""The editor's command that formats the code with Deno."""

from __future__ import annotations

import asyncio

from textual.worker import Worker

from tui.app.editor.page import PageCommands
from tui.app.widgets.command import CommandDefaults, Scope, command
from tui.editing.outside_text import edit_between
from tui.flows.deno import Deno, Formatted, NotFormatted, find_deno
from tui.terminal.sanitise import printable

NO_DENO = "Deno is not installed: it formats the code. Put deno on the path, or say: pip install deno"


class FormatCommands(PageCommands):
    """Formats the code."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Editing", Scope.MAIN, disabled=PageCommands.not_loaded)

    @command(keys=("alt+i",), title="Format", help="Format the code with deno fmt, where Deno is installed.")
    def format(self) -> None:
        """Format the code."""
        # Not in the key itself: it may take seconds.
        _worker: Worker[None] = self.page.screen.run_worker(self._format(), group="format", exclusive=True)

    async def _format(self) -> None:
        code = self.page.code
        edits, before = code.edits, code.document.text
        program = await asyncio.to_thread(find_deno)
        if program is None:
            self.page.say(NO_DENO)
            return
        done = await asyncio.to_thread(Deno(program).format, before)
        if isinstance(done, NotFormatted):
            self.page.say(_not_formatted(done))
        elif edits != code.edits:
            self.page.say("The code was changed meanwhile: it is not formatted.")
        else:
            self._put(before, done)

    def _put(self, before: str, done: Formatted) -> None:
        code = self.page.code
        edit = edit_between(before, done.text.replace("\n", code.document.newline))
        if edit is None:
            self.page.say("The code is formatted already.", "$muted")
            return
        place = edit.place_after(code.cursor_location)
        code.replace_exactly(edit.text, edit.start, edit.end)
        code.move_cursor(place)
        self.page.say("Formatted with deno fmt; ctrl+z undoes it.", "$accent")


def _not_formatted(done: NotFormatted) -> str:
    if done.trouble is None:
        return f"Not formatted: {printable(done.reason, limit=120)}."
    where = f" (line {done.trouble.line}, column {done.trouble.column})" if done.trouble.line else ""
    return f"Not formatted, the code has a syntax error{where}: {printable(done.trouble.message, limit=160)}"
