"""What the editor holds and what it is compared with: loading, replacing, undo across both."""

from __future__ import annotations

from dataclasses import replace

from tui.editing.merge import conflicts_in, place_at
from tui.editing.snapshot import Snapshot
from tui.model.function import Edited, Function
from tui.sessions.edit import drafting, telling
from tui.sessions.edit.conflict import as_edited
from tui.sessions.edit.effects import Fill, Load, Replace, ReplaceLines, Say, ShowBase, Step, Words
from tui.sessions.edit.events import At
from tui.sessions.edit.state import EditState, UndoStep, conflict_count
from tui.sessions.edit.values import View

MOST_UNDO_STEPS = 100
"""Replacements whose fields and base can be brought back; of older ones undo brings the code alone."""


def load(state: EditState, function: Function) -> Step:
    """Show a function for the first time."""
    code = Snapshot.of(function.code)
    number = state.bases + 1
    loaded = replace(
        state,
        summary=function.summary,
        base=function,
        base_number=number,
        bases=number,
        loaded=code,
        revision=state.revision + 1,
        merged=False,
        missing=None,
        undo_steps=(),
    )
    return Step(loaded, (Load(function, code),))


def take_base(state: EditState, view: View, function: Function) -> Step:
    """The function was seen again on the server as it is here; what the editor holds stays."""
    number = state.bases + 1
    return _with_base(replace(state, bases=number), view, number, function)


def _with_base(state: EditState, view: View, number: int, function: Function) -> Step:
    # Nearly always it is what the editor holds: then its lines are not held twice.
    held = view.code.kept() if view.code.text == function.code else Snapshot.of(function.code)
    based = replace(state, base=function, base_number=number, loaded=held, summary=function.summary)
    return Step(based, (ShowBase(function),))


def hold(
    state: EditState,
    at: At,
    content: Edited,
    *,
    conflicts: int = 0,
    made_from: tuple[int, Function] | None = None,
    cursor: tuple[int, int] | None = None,
    keeps_cursor: bool = False,
) -> Step:
    """Show this content as one edit, so that undo brings all of it back.

    `made_from` is the number and the function of the base that undo brings back with the text: compared with that, a
    save does not overwrite what came since. The cursor goes to the first conflict, if there is one, or to `cursor`.
    `At.view` is what the editor held before; nothing may look at it afterwards.
    """
    view = at.view
    code = Snapshot.of(content.code)
    after = View(content._replace(code=""), code)
    merged = state.merged or conflicts > 0
    if cursor is None and merged and not keeps_cursor:
        first = next((each.range for each in conflicts_in(code.lines)), None)
        cursor = None if first is None else (first.start_line, 0)
    step = Step(replace(state, merged=merged))
    # Where only the base changed, undo brings that back: what was chosen is taken back with it.
    rebased = made_from is not None and state.base is not None and as_edited(made_from[1]) != as_edited(state.base)
    if rebased or after.fields != view.fields or code != view.code:
        tag = state.tags + 1
        bases = None if made_from is None or state.base is None else (made_from, (state.base_number, state.base))
        undo = UndoStep(tag, view.fields, after.fields, bases)
        steps = (*state.undo_steps, undo)[-MOST_UNDO_STEPS:]
        held = replace(step.state, tags=tag, undo_steps=steps, revision=state.revision + 1)
        step = Step(held, (Replace(content, tag, cursor),))
    return step.then(lambda s: telling.tell(s, at, None)).then(lambda s: drafting.follow(s, after))


def undone(state: EditState, at: At, tag: int) -> Step:
    """Undo took a replacement's code back: so are its fields that were not edited since, and its base."""
    step = next((each for each in state.undo_steps if each.tag == tag), None)
    return _exchanged(state, at, step, back=True)


def redone(state: EditState, at: At, tag: int) -> Step:
    """A replacement was done again."""
    step = next((each for each in state.undo_steps if each.tag == tag), None)
    return _exchanged(state, at, step, back=False)


def _exchanged(state: EditState, at: At, step: UndoStep | None, *, back: bool) -> Step:
    state = replace(state, revision=state.revision + 1)
    view = at.view
    done = Step(state)
    if step is not None:
        there, wanted = (step.after, step.before) if back else (step.before, step.after)
        pairs = zip(view.fields, there, wanted, strict=True)
        fields = Edited(*(new if now == old else now for now, old, new in pairs))
        if fields != view.fields:
            done = done.also(Fill(fields))
            view = View(fields, view.code)
        if step.bases is not None:
            old, new = (step.bases[1], step.bases[0]) if back else step.bases
            # Fetched or saved since: what the server holds by now stays what is compared with.
            if state.base_number == old[0]:
                done = done.then(lambda s: _with_base(s, view, *new))
    return done.then(lambda s: telling.content_changed(s, at)).then(lambda s: drafting.follow(s, view))


def typed(state: EditState, at: At) -> Step:
    """The user changed the code or a field. Called at every letter: it looks at no text."""
    prompts = replace(state.prompts, last_key=at.seconds)
    if state.base is None:
        return Step(replace(state, prompts=prompts), (Say(Words.LOADING),))
    step = Step(replace(state, revision=state.revision + 1, prompts=prompts))
    return step.then(lambda s: telling.content_changed(s, at)).then(lambda s: drafting.content_changed(s, at))


def resolve(state: EditState, at: At, line: int, *, mine: bool, theirs: bool) -> Step:
    """Keep one side of the conflict at a line (from 0), or both."""
    code = at.view.code
    place = place_at(code.lines, line)
    if place is None:
        return Step(state, (Say(Words.NO_CONFLICT_HERE),))
    kept = [*(range(*place.mine) if mine else ()), *(range(*place.theirs) if theirs else ())]
    text = "".join(code.lines[number] + code.endings[number] for number in kept)
    return Step(
        state,
        (
            ReplaceLines(place.first, place.last, text),
            Say(Words.CONFLICTS_LEFT, number=conflict_count(state, at.view) - 1),
        ),
    )
