"""Gives the code to the user's own editor, and takes what became of it as one edit.

Owns the file while it is open there. Refuses to decide what a program's end means: `tui.sessions.outside_edit` does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import Mapping

from tui.app.editor import outside_words as words
from tui.app.editor.outside_dialog import OutsideDialog
from tui.app.editor.page import EditorPage
from tui.app.shell.handover import run_on_terminal
from tui.app.shell.prompts import Prompts
from tui.app.widgets.clock import Clock
from tui.editing.outside_text import NoText, OutsideText, edit_between, is_writable, text_of
from tui.errors import StorageError
from tui.flows.bulk import suffix_of
from tui.sessions.edit.conflict import as_edited
from tui.sessions.outside_edit import (
    EditorCommand,
    Ended,
    Following,
    Next,
    NoEditor,
    after_return,
    editor_of,
)
from tui.store.drafts import Draft
from tui.store.outside_files import OutsideFile, OutsideFiles


class OutsideEdit:
    """The code of one page in the user's own editor. Without `files` there is nowhere to write it."""

    def __init__(
        self,
        page: EditorPage,
        files: OutsideFiles | None,
        prompts: Prompts,
        clock: Clock,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._page = page
        self._files = files
        self._prompts = prompts
        self._clock = clock
        self._environment = environment
        self._is_open = False

    async def run(self) -> None:
        """Open the code there, wait until it is edited, and take it."""
        if self._is_open or self._page.state.base is None:
            return
        editor = editor_of(self._environment)
        reason = self._why_not(editor)
        if isinstance(editor, NoEditor) or reason:
            self._page.say(reason)
            return
        self._is_open = True
        try:
            await self._open(editor)
        finally:
            self._is_open = False

    def _why_not(self, editor: EditorCommand | NoEditor) -> str:
        if isinstance(editor, NoEditor):
            return words.no_editor(editor)
        if shutil.which(editor.words[0], path=self._environment.get("PATH")) is None:
            return words.not_found(editor)
        if not is_writable(self._page.edited.code):
            return words.half_a_character()
        return words.not_written("there is no folder for it") if self._files is None else ""

    async def _open(self, editor: EditorCommand) -> None:
        page, base, files = self._page, self._page.state.base, self._files
        assert base is not None
        assert files is not None
        # Before anything else has the terminal: what is typed so far is on disk.
        page.driver.keep_unsaved()
        make = page.driver.disk.maker(as_edited(base))
        dialog = OutsideDialog(words.name_of(editor), self._clock)
        self._prompts.ask(dialog)
        try:
            file = await asyncio.to_thread(lambda: _made(make(), files))
        except StorageError as error:
            dialog.end()
            page.say(words.not_written(error.reason or str(error)))
            return
        try:
            said = await _InEditor(page, editor, file, dialog, self._clock).run()
        finally:
            # Where the console ends meanwhile, the next start looks after the file.
            file.release()
        dialog.end()
        page.set_focus(page.code)
        page.say(said, "$accent")


def _made(draft: Draft, files: OutsideFiles) -> OutsideFile:
    return files.make(draft, suffix_of(draft.edited.code))


class _InEditor:
    """One file while it is open."""

    def __init__(
        self, page: EditorPage, editor: EditorCommand, file: OutsideFile, dialog: OutsideDialog, clock: Clock
    ) -> None:
        self._page = page
        self._editor = editor
        self._file = file
        self._dialog = dialog
        self._clock = clock
        self._last = file.draft.edited.code
        """The text that is held here as far as the file knows."""
        self._code = 0
        self._following = Following(None, None)
        self._came = 0

    async def run(self) -> str:
        """Let the editor run, and take what it made; what there is to say."""
        before, began = self._file.signature(), self._clock.monotonic()
        try:
            command = (*self._editor.words, str(self._file.path))
            self._code = await run_on_terminal(self._page.screen.app, command, words.waiting(self._editor))
        except (OSError, ValueError) as error:
            self._file.remove()
            return words.not_started(self._editor, str(getattr(error, "strerror", None) or error))
        ended = Ended(self._code, self._clock.monotonic() - began)
        is_touched = self._file.signature() != before
        if after_return(self._editor, ended, is_touched=is_touched) is Next.FOLLOW:
            self._following = Following(before, before)
            await self._follow()
        return self._finish()

    async def _follow(self) -> None:
        over = asyncio.Event()
        self._dialog.when_left.call(over.set)
        self._dialog.follow(*words.followed(self._editor), str(self._file.path), self._look)
        await over.wait()

    def _look(self) -> str:
        """Look whether the file was saved, and take it where it was; what there is to say."""
        self._following, is_due = self._following.look(self._file.signature())
        trouble = ""
        if is_due:
            found = self._read()
            if isinstance(found, OutsideText):
                self._came += 1
                self._take(found)
            elif found is not None:
                trouble = f"Not used: {found}."
        return words.came(self._came, trouble)

    def _read(self) -> OutsideText | str | None:
        """The text of the file, or why it is none; None where the file is gone."""
        try:
            content = self._file.read()
        except StorageError as error:
            return error.reason or str(error)
        found = None if content is None else text_of(content, self._file.draft.edited.code)
        return f"it is not text in UTF-8 (byte {found.byte})" if isinstance(found, NoText) else found

    def _take(self, found: OutsideText) -> bool:
        """Make it the code, as one edit; whether what was held here was another than the file began with."""
        code, driver = self._page.code, self._page.driver
        driver.notice_edits()
        now = code.document.text
        edit = None if found.text == self._last else edit_between(now, found.text)
        is_over_edits = edit is not None and now != self._last
        self._last = found.text
        if edit is not None:
            place = edit.place_after(code.cursor_location)
            code.replace_exactly(edit.text, edit.start, edit.end)
            code.move_cursor(place)
            driver.notice_edits()
        return is_over_edits

    def _finish(self) -> str:
        """Take what the file holds at the end, and remove it where nothing is in it alone."""
        found, editor, code = self._read(), self._editor, self._code
        if isinstance(found, str):
            self._file.keep()
            return words.not_taken(editor, code, found, str(self._file.path))
        is_new = found is not None and found.text != self._file.draft.edited.code
        if found is None:
            said = words.is_gone(editor, code)
        elif is_new:
            said = words.taken(editor, code, found.kept, is_over_edits=self._take(found))
        else:
            self._take(found)
            said = words.unchanged(editor, code)
        others = self._file.others() if code else ()
        if others:
            # The console may be ending with the editor, and nobody reads this: the next start says it once more.
            draft = self._file.draft
            with contextlib.suppress(StorageError):
                self._file.note(draft._replace(edited=draft.edited._replace(code=self._last)))
            return said + words.left_behind(others, str(self._file.folder))
        # What was typed is in the draft before the file goes.
        self._page.driver.keep_unsaved()
        self._file.remove()
        return said
