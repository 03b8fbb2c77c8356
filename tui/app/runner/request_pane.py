"""The request as it is edited: name, target, auth, timeout, headers and body, and what will become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.css.query import NoMatches
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.app.runner.choice import Choice
from tui.app.widgets.clock import AfterRest, Clock
from tui.app.widgets.code_editor import CodeEditor
from tui.app.widgets.field import Field
from tui.app.widgets.line import Line
from tui.editing.json_check import json_problem
from tui.model.problem import Problem
from tui.model.request_draft import Boxes
from tui.sessions.request_boxes import boxes_of, read_boxes, read_headers
from tui.sessions.run_request import AuthKind, RunRequest
from tui.terminal.sanitise import printable

_AUTHS = (AuthKind.NONE, AuthKind.API_KEY, AuthKind.TOKEN)
_MOST_HEADER_ROWS = 4
_REST_SECONDS = 0.3
"""How long the keys must rest before the body is checked."""


class RequestPane(Container):
    """The boxes of a request. `on_the_way` says of one what becomes of it before the function sees it; `edited` is
    called after each edit.

    `is_cloud` tells whether there is a deployment that could be called directly.
    """

    DEFAULT_CSS = """
    RequestPane { height: 1fr; layout: vertical; background: $background; }
    RequestPane .row { layout: horizontal; height: 1; padding: 0 1; }
    RequestPane .label { width: 8; color: $muted; }
    RequestPane #for-token { width: 7; color: $muted; }
    RequestPane .label-right { width: 10; color: $muted; }
    RequestPane Input, RequestPane Input:focus { border: none; height: 1; padding: 0; background: $background; }
    RequestPane Input:focus { background: $raised; }
    RequestPane #target, RequestPane #name { width: 1fr; }
    RequestPane #timeout { width: 8; }
    RequestPane #token { width: 1fr; min-width: 8; }
    RequestPane #headers { height: 1; }
    RequestPane #body { height: 1fr; min-height: 1; }
    RequestPane CodeEditor, RequestPane CodeEditor:focus { border: none; padding: 0; scrollbar-size: 0 1; }
    RequestPane #on-the-way { padding: 0 1; }
    RequestPane.-low #name-row, RequestPane.-low #options-row { display: none; }
    """

    def __init__(
        self, clock: Clock, on_the_way: Callable[[RunRequest], str], edited: Callable[[], None], *, is_cloud: bool
    ) -> None:
        super().__init__(id="request")
        self._clock = clock
        self._on_the_way = on_the_way
        self._after_edit = edited
        self._is_cloud = is_cloud
        self._shown = RunRequest()
        self._rest = AfterRest(self, clock, lambda: _REST_SECONDS, self._check_body)
        self._problem: Problem | None = None

    def compose(self) -> ComposeResult:
        with Container(classes="row", id="target-row"):
            yield Line("request", classes="label")
            yield Field("POST ", id="target", select_on_focus=False)
        with Container(classes="row", id="name-row"):
            yield Line("name", classes="label")
            yield Field(id="name", select_on_focus=False)
            yield Line(" timeout", classes="label-right")
            yield Field(id="timeout", placeholder="60 s", select_on_focus=False)
        with Container(classes="row", id="options-row"):
            yield Line("auth", classes="label")
            yield Choice(("none", "API key", "token"), id="auth")
            yield Line(" from $", id="for-token")
            yield Field(id="token", placeholder="VARIABLE", select_on_focus=False)
        if self._is_cloud:
            with Container(classes="row", id="route-row"):
                yield Line("through", classes="label")
                yield Choice(("the backend", "the deployment itself"), id="route")
        with Container(classes="row", id="headers-row"):
            yield Line("headers", classes="label")
            yield CodeEditor(id="headers", clock=self._clock)
        yield CodeEditor(id="body", clock=self._clock)
        yield Line(id="on-the-way")

    def on_mount(self) -> None:
        self.show(self._shown)

    # The request

    @property
    def boxes(self) -> list[Widget]:
        """What can have the focus and is to be seen, in the order of the keys."""
        # What was chosen a moment ago counts.
        self._lay_out()
        names = ("#target", "#name", "#timeout", "#auth", "#token", "#route", "#headers", "#body")
        found = [each for name in names for each in self.query(name)]
        return [each for each in found if each.display and isinstance(each.parent, Widget) and each.parent.display]

    @property
    def body(self) -> CodeEditor:
        """The box of the body."""
        return self.query_one("#body", CodeEditor)

    @property
    def boxes_hold(self) -> Boxes:
        """What stands in the boxes, as it was typed."""
        return Boxes(
            self._field("target").value,
            self._field("name").value,
            self._field("timeout").value,
            _AUTHS[self.query_one("#auth", Choice).chosen].value,
            self._field("token").value,
            self.query_one("#headers", CodeEditor).text,
            self.body.text,
            self._is_cloud and self.query_one("#route", Choice).chosen == 1,
        )

    @property
    def checks(self) -> tuple[str, ...]:
        """What is expected of the answer. It stands in no box."""
        return self._shown.checks

    @property
    def request(self) -> RunRequest | str:
        """The request as it is edited, or a sentence on why it is none."""
        request = read_boxes(self.boxes_hold, self.checks)
        return printable(request, limit=200) if isinstance(request, str) else request

    def show(self, request: RunRequest) -> None:
        """Show this request in place of what is there; nothing is undone past it."""
        self._shown = request
        boxes = boxes_of(request)
        for field, text in self._fields_of(boxes):
            with field.prevent(Input.Changed):
                field.value = text
            field.cursor_position = len(text)
            field.forget_edits()
        self._choose(boxes)
        for box, text in self._areas_of(boxes):
            if box.text != text:
                with box.prevent(TextArea.Changed):
                    box.load_text(text)
        self._lay_out()
        self._check_body()

    def put(self, boxes: Boxes, checks: tuple[str, ...]) -> None:
        """Put this into the boxes as if it were typed: undoing in a box brings back what was there."""
        self._shown = replace(self._shown, checks=checks)
        for field, text in self._fields_of(boxes):
            if field.value != text:
                field.value = text
                field.cursor_position = len(text)
        self._choose(boxes)
        for box, text in self._areas_of(boxes):
            if box.text != text:
                box.replace(text, (0, 0), box.document.end)
        self._lay_out()
        self._check_body()

    def _choose(self, boxes: Boxes) -> None:
        self.query_one("#auth", Choice).show(_AUTHS.index(AuthKind(boxes.auth)))
        if self._is_cloud:
            self.query_one("#route", Choice).show(int(boxes.is_direct))

    def _fields_of(self, boxes: Boxes) -> tuple[tuple[Field, str], ...]:
        texts = {"target": boxes.target, "name": boxes.name, "timeout": boxes.timeout, "token": boxes.token}
        return tuple((self._field(name), text) for name, text in texts.items())

    def _areas_of(self, boxes: Boxes) -> tuple[tuple[CodeEditor, str], ...]:
        return (self.query_one("#headers", CodeEditor), boxes.headers), (self.body, boxes.body)

    def _field(self, name: str) -> Field:
        return self.query_one(f"#{name}", Field)

    # What is said of it

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _edited(self, event: Message) -> None:
        event.stop()
        self._lay_out()
        self._rest.went_on()
        self.say_what_becomes_of_it()
        self._after_edit()

    @property
    def waits_for_rest(self) -> bool:
        """Whether the body may be marked otherwise soon."""
        return self._rest.waits

    def say_what_becomes_of_it(self) -> None:
        """Say below the body why this can't be sent as it is, or what becomes of it on its way."""
        request = self.request
        said, style = request if isinstance(request, str) else "", "$warning"
        if isinstance(request, RunRequest):
            if self._problem is not None:
                where = self._problem.range
                place = f"Line {where.start_line + 1}, column {where.start_column + 1}: " if where is not None else ""
                said = f"{place}{self._problem.message}"
            else:
                said, style = self._on_the_way(request), "$muted"
        self.query_one("#on-the-way", Line).show(Content.styled(said, style))

    def _check_body(self) -> None:
        """Mark where the body is not the JSON that it says or seems to be."""
        box = self.body
        text = box.text
        headers = read_headers(self.query_one("#headers", CodeEditor).text)
        asked = RunRequest(headers=() if isinstance(headers, str) else headers, body=text)
        kind = asked.header("content-type").lower()
        seems_json = "json" in kind if kind else text.lstrip()[:1] in ("{", "[")
        self._problem = json_problem(text) if seems_json and text.strip() and not asked.body_file else None
        shown = [] if self._problem is None or self._problem.range is None else [self._problem]
        if shown or box.problems:
            box.marking.show_errors(shown)
        self.say_what_becomes_of_it()

    def _lay_out(self) -> None:
        """Give the headers the rows they need, and hide what has nothing to choose."""
        headers = self.query_one("#headers", CodeEditor)
        rows = max(1, min(headers.document.line_count, _MOST_HEADER_ROWS, max(1, self.app.size.height // 6)))
        if headers.styles.height is None or headers.styles.height.value != rows:
            headers.styles.height = rows
            self.query_one("#headers-row").styles.height = rows
        is_token = _AUTHS[self.query_one("#auth", Choice).chosen] is AuthKind.TOKEN
        for name in ("#for-token", "#token"):
            widget = self.query_one(name)
            if widget.display != is_token:
                widget.display = is_token

    def on_resize(self, event: events.Resize) -> None:
        try:
            self._lay_out()
        except NoMatches:
            # Before it is composed there is nothing to lay out.
            return
