"""Textual's text area, made to repaint rows instead of itself.

Private names of `TextArea` are used here and in `code_editor`, whose widget is one of these, and nowhere else;
`tests/app/test_light_text_area.py` fails when Textual changes one of them. The stock widget repaints and measures
everything at each key; here an edit or a move of the cursor refreshes the rows it touched, and nothing grows with the
document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size, Spacing
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import DocumentNavigator, Edit, EditResult, Location, Selection, WrappedDocument

from tui.app.widgets.command import CommandDefaults
from tui.app.widgets.line_changes import lines_touched
from tui.app.widgets.line_cut import LineCut
from tui.app.widgets.own_keys import act_on_own_key, types_nothing
from tui.app.widgets.source_document import SourceDocument, UnwrappedDocument, WrappedSource
from tui.app.widgets.tagged_edits import TaggedEdits
from tui.app.widgets.text_actions import DELETING, MOVING, SELECTING
from tui.editing.source import SourceText

PRIVATE_NAMES = (
    "_build_highlight_map",
    "_cursor_offset",
    "_has_cursor",
    "_matching_bracket_location",
    "_recompute_cursor_offset",
    "_refresh_size",
    "_replace_via_keyboard",
    "_scroll_update",
    "_rewrap_and_refresh_virtual_size",
    "_set_dirty",
    "_set_document",
    "_watch_selection",
    "_watch_has_focus",
)
"""What this class overrides or reads of Textual's `TextArea`."""


class LightTextArea(TextArea, inherit_bindings=False):
    """A text area over a `SourceDocument` that refreshes only the rows a key has touched."""

    takes_text = True
    COMMAND_DEFAULTS: ClassVar[CommandDefaults] = CommandDefaults("code")

    _move_commands = MOVING
    _select_commands = SELECTING
    _delete_commands = DELETING

    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    document: SourceDocument

    def __init__(self, text: str = "", *, id: str | None = None, read_only: bool = False) -> None:
        self._strips: dict[int, Strip] = {}
        self._size_before = Size(0, 0)
        self._gutter_before = 0
        self.tagged = TaggedEdits(self, self.replace_exactly)
        self._next_source: SourceText | None = None
        self._has_mark = False
        self._edits = 0
        self._line_cut = LineCut(self, lambda: self._edits)
        super().__init__(
            text,
            id=id,
            soft_wrap=False,
            # Tab is a command of the screen. With "indent" Textual keeps the key from it.
            tab_behavior="focus",
            show_line_numbers=True,
            read_only=read_only,
            max_checkpoints=1000,
        )
        # A blinking cursor is painted twice a second, over a slow line too.
        self.cursor_blink = False

    def action_set_mark(self) -> None:
        """Let moves select from here on, or no longer where they do."""
        self._has_mark = not self._has_mark
        if self._has_mark:
            self.selection = Selection.cursor(self.cursor_location)

    def action_drop_mark(self) -> None:
        """Select nothing, and let moves select nothing either."""
        self._has_mark = False
        self.selection = Selection.cursor(self.cursor_location)

    def action_copy(self) -> None:
        self._has_mark = False
        super().action_copy()

    def on_mouse_down(self) -> None:
        self._has_mark = False

    def action_cursor_left(self, select: bool = False) -> None:
        # Without selecting it goes to the end of what is selected.
        super().action_cursor_left(select or self._has_mark)

    def action_cursor_right(self, select: bool = False) -> None:
        super().action_cursor_right(select or self._has_mark)

    def move_cursor(
        self, location: Location, select: bool = False, center: bool = False, record_width: bool = True
    ) -> None:
        super().move_cursor(location, select or self._has_mark, center, record_width)

    def action_cut_to_end_of_line(self) -> None:
        self._line_cut.cut()

    def lines_edited(self, first: int, old_count: int, new_count: int) -> None:
        """Called after each edit of the document, before anything is painted. For subclasses."""

    def bracket_partner(self, location: Location) -> Location | None:
        """The bracket that belongs to the one at `location`. For subclasses; none here."""
        return None

    def _set_document(self, text: str, language: str | None) -> None:
        document = SourceDocument(text if self._next_source is None else self._next_source)
        self._next_source = None
        self.tagged.forget()
        document.on_edit = self._document_edited
        self.document = document
        self._rebuild_wrapping()
        self._set_pristine()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def on_resize(self, event: events.Resize) -> None:
        """A cursor that was in view stays in view: a panel that opens below must not cover the line just typed."""
        before, self._size_before = self._size_before, event.size
        x, y = self.wrapped_document.location_to_offset(self.cursor_location)
        x -= 0 if self.soft_wrap else self.scroll_offset.x
        if 0 <= y - self.scroll_offset.y < before.height and 0 <= x < before.width - self.gutter_width:
            # Soft-wrapped lines are wrapped anew by the handlers behind this one.
            self.call_next(self.scroll_cursor_visible)

    def _rebuild_wrapping(self) -> None:
        if self.soft_wrap:
            self.wrapped_document: WrappedDocument = WrappedSource(self.document, self.wrap_width, self.indent_width)
        else:
            self.wrapped_document = UnwrappedDocument(self.document, self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)

    def _set_pristine(self) -> None:
        """A document was loaded. For subclasses that keep something per document."""

    def _watch_soft_wrap(self) -> None:
        self._rebuild_wrapping()
        self._rewrap_and_refresh_virtual_size()
        self.refresh()
        self.call_after_refresh(self.scroll_cursor_visible, center=True)

    def _document_edited(self, first: int, old_count: int, new_count: int) -> None:
        self._has_mark = False
        self._edits += 1
        self.lines_edited(first, old_count, new_count)
        gutter_before, self._gutter_before = self._gutter_before, self.gutter_width
        if gutter_before != self.gutter_width:
            # One digit more or less in the last line's number: all of the code moves aside.
            self.refresh()
        elif self.soft_wrap or old_count != new_count:
            top = self.row_of_line(first)
            self.refresh(Region(0, max(0, top), self.size.width, max(0, self.size.height - max(0, top))))
        else:
            self.refresh_document_lines(range(first, first + new_count))

    def row_of_line(self, line: int) -> int:
        """The row of the widget at which a line of the document starts; may lie outside it."""
        y = line if not self.soft_wrap else self.wrapped_document.location_to_offset((line, 0)).y
        return y - self.scroll_offset.y

    def refresh_document_lines(self, lines: Iterable[int]) -> None:
        """Repaint lines of the document, as far as they are on the screen."""
        regions: list[Region] = []
        wrapped = self.wrapped_document
        # Lines that are not wrapped yet lie below an edit: all that lies there is painted anew anyhow.
        count = self.document.line_count
        if isinstance(wrapped, WrappedSource):
            count = min(count, wrapped.wrapped_lines)
        for line in lines:
            if not 0 <= line < count:
                continue
            row = self.row_of_line(line)
            height = len(wrapped.get_offsets(line)) + 1 if isinstance(wrapped, WrappedSource) else 1
            if row + height > 0 and row < self.size.height:
                regions.append(Region(0, row, self.size.width, height))
        if regions:
            self.refresh(*regions)

    # Painting

    def _set_dirty(self, *regions: Region) -> None:
        super()._set_dirty(*regions)
        for region in regions:
            for y in region.line_range:
                self._strips.pop(y, None)
        if not regions:
            self._strips.clear()

    def get_line_filters(self) -> Sequence[LineFilter]:
        # Code is painted in true colours; looking for others in each segment of each row takes time.
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of `crop`: those no refresh has touched as they were, the others painted anew."""
        if self.styles.gutter != Spacing() or self.opacity != 1.0:
            return ScrollView.render_lines(self, crop)
        known, strips = self._strips, []
        for y in crop.line_range:
            strip = known.get(y)
            if strip is None:
                strip = known[y] = self.render_line(y)
            strips.append(strip)
        for each in self.get_line_filters():
            strips = [strip.apply_filter(each, self.background_colors[1]) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _build_highlight_map(self) -> None:
        """Highlighting comes from `get_line`; there is nothing to rebuild after an edit."""

    def _refresh_size(self) -> None:
        width, height = self.document.get_size(self.indent_width)
        size = Size(0, self.wrapped_document.height) if self.soft_wrap else Size(width + self.gutter_width + 1, height)
        if size != self.virtual_size:
            self.virtual_size = size
            # Not only whether there are scrollbars: also how long they are, which a layout would find out.
            self._scroll_update(size)
            if self.scroll_offset.y > self.max_scroll_y:
                # The text became shorter than what was scrolled to. The layout that would notice is not made for a key.
                self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def _rewrap_and_refresh_virtual_size(self) -> None:
        self._gutter_before = self.gutter_width
        self.wrapped_document.wrap(self.wrap_width, tab_width=self.indent_width)
        self._refresh_size()
        self.refresh()

    def _watch_has_focus(self, focus: bool) -> None:
        super()._watch_has_focus(focus)
        self.refresh_document_lines((self.cursor_location[0],))

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        if not self.is_mounted:
            return
        self.scroll_cursor_visible()
        old_bracket = self._matching_bracket_location
        self._matching_bracket_location = self.bracket_partner(selection.end) if selection.is_empty else None
        touched = lines_touched(previous_selection, selection)
        for bracket in (old_bracket, self._matching_bracket_location):
            if bracket is not None:
                touched.add(bracket[0])
        self.refresh_document_lines(touched)
        self.app.cursor_position = self.cursor_screen_offset
        if previous_selection != selection:
            self.post_message(self.SelectionChanged(selection, self))

    async def _on_key(self, event: events.Key) -> None:
        await act_on_own_key(self, event)
        if types_nothing(event):
            event.prevent_default()

    def edit(self, edit: Edit) -> EditResult:
        """Perform an edit; line ends in what is inserted become the document's own, so that a paste mixes none."""
        if "\n" in edit.text or "\r" in edit.text:
            edit.text = edit.text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", self.document.newline)
        return super().edit(edit)

    def replace_exactly(self, text: str, start: Location, end: Location) -> None:
        """Put text in place of a range as one edit for undo, line ends as they are in it."""
        self.history.checkpoint()
        super().edit(Edit(text, start, end, maintain_selection_offset=True))
        self.history.checkpoint()

    def type_over(self, text: str, start: Location, end: Location) -> None:
        """Put text in place of a range as a key does: undone with what else is typed, refused where nothing may be."""
        self._replace_via_keyboard(text, start, end)

    def load_source(self, source: SourceText) -> None:
        """Load a text that was split into lines already, to be edited from there; undo goes back no further."""
        self._next_source = source
        self.load_text("")

    def get_column_width(self, row: int, column: int) -> int:
        return self.wrapped_document.location_to_offset((row, column)).x
