"""The secrets that the code names: those that are missing are marked, known keys are offered while one is typed.

Everything is looked for when the keys rest: nothing of it is in the way of a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.app.editor.page import EditorPage, PageCommands
from tui.app.editor.secret_words import offer_words, problem_of
from tui.app.shell.known_secrets import KnownSecrets
from tui.app.shell.prompts import Prompts
from tui.app.shell.routes import EditSecret
from tui.app.widgets.clock import Clock
from tui.app.widgets.command import CommandDefaults, Footer, command
from tui.editing.env_names import HINT, Typed, named_in_lines, typed_at
from tui.sessions.named_secrets import Lack, Missing, meant, missing, offered

if TYPE_CHECKING:
    from tui.app.widgets.source_document import SourceDocument


class _Offer(NamedTuple):
    """Keys that are offered for what is typed there, and when that was: after another edit or move it is over."""

    keys: tuple[str, ...]
    typed: Typed
    cursor: tuple[int, int]
    edits: int


class SecretCommands(PageCommands):
    """Marks, offers and creates the secrets that the code names. `known` are those of the server."""

    COMMAND_DEFAULTS = CommandDefaults("editor", "Secrets in the code", disabled=PageCommands.not_loaded)

    def __init__(self, page: EditorPage, known: KnownSecrets, clock: Clock, prompts: Prompts) -> None:
        super().__init__(page)
        self._known = known
        self._clock = clock
        self._prompts = prompts
        self._missing: tuple[Missing, ...] = ()
        self._looked_at: tuple[SourceDocument, int] | None = None
        self._has_asked_again = False
        self._offer: _Offer | None = None
        self._dropped: _Offer | None = None
        self._offer_looked_at: tuple[tuple[int, int], int] | None = None

    # When the keys rest

    def rested(self) -> bool:
        """The keys rest: look at what changed. False where the code is still being read: to be asked once more."""
        code = self.page.code
        if self.page.not_loaded() is not None:
            return True
        self._look_for_offer()
        if self._looked_at is not None and self._looked_at == (code.document, code.edits):
            return True
        if code.lexing.highlighter.pending and any(HINT in line for line in code.document.lines):
            return False
        self._look()
        return True

    def known_changed(self) -> None:
        """Something else is known of the server's secrets."""
        if self.page.not_loaded() is not None:
            return
        if self._offer_looked_at == self._here:
            self._look_for_offer()
        if self._looked_at is not None:
            self._look()
        self.page.show_state()

    def _look(self) -> None:
        """Mark what is missing. Nothing is while it is not known which secrets there are."""
        code, known = self.page.code, self._known
        self._looked_at = code.document, code.edits
        named = named_in_lines(code.document.lines, code.lexing.highlighter.tokens)
        if named:
            known.want()
        self._missing = missing(named, known.by_key, self._clock.now()) if known.is_known else ()
        code.marking.show_noted(tuple(problem_of(each) for each in self._missing))
        if self._missing and not self._has_asked_again:
            # Somebody else may have created it since the list came.
            self._has_asked_again = True
            known.load()

    def _look_for_offer(self) -> None:
        code = self.page.code
        self._offer_looked_at = self._here
        line, column = code.cursor_location
        typed = typed_at(code.document.get_line(line), column) if code.selection.is_empty else None
        self._offer = None
        if typed is None:
            return
        self._known.want()
        keys = offered(typed.beginning, self._known.secrets, self._clock.now())
        offer = _Offer(keys, typed, (line, column), code.edits)
        if keys and offer != self._dropped:
            self._offer = offer

    @property
    def _here(self) -> tuple[tuple[int, int], int]:
        """Where the cursor is, in which state of the text."""
        return self.page.code.cursor_location, self.page.code.edits

    # What is offered

    @property
    def _offered(self) -> _Offer | None:
        """What is offered, as long as nothing was typed since."""
        offer = self._offer
        is_there = offer is not None and (offer.cursor, offer.edits) == self._here
        return offer if is_there and self.page.focused is self.page.code else None

    @property
    def offer_words(self) -> Content | None:
        """What is offered, in words; None where nothing is."""
        offer = self._offered
        return None if offer is None else offer_words(offer.keys)

    def take_offer(self, key: str) -> bool:
        """A key may take what is offered: the first; False where nothing is, or the key means something else."""
        offer = self._offered
        if offer is None or (key == "right" and offer.typed.is_closed):
            return False
        self._offer = None
        code, typed, line = self.page.code, offer.typed, offer.cursor[0]
        code.history.checkpoint()
        code.replace(offer.keys[0] + ("" if typed.is_closed else typed.quote), (line, typed.start), (line, typed.end))
        code.history.checkpoint()
        code.move_cursor((line, typed.start + len(offer.keys[0]) + 1))
        return True

    def drop_offer(self) -> bool:
        """Offer this no more; False where nothing is offered."""
        self._dropped = self._offered
        self._offer = None
        if self._dropped is not None:
            self.page.show_state()
        return self._dropped is not None

    # The way on

    def _none_missing(self) -> str | None:
        if self.not_loaded() is not None or self._creatable:
            return self.not_loaded()
        return "No secret is missing." if self._known.is_known else "The server's secrets are not known."

    @property
    def _creatable(self) -> tuple[Missing, ...]:
        return tuple(each for each in self._missing if each.lack is not Lack.IMPOSSIBLE)

    @command(
        keys=("alt+e",),
        title="Create the secret",
        help="Create the secret that the code names and the server lacks, at the cursor or the first.",
        footer=Footer("secret", 3),
        prepares=True,
        disabled=_none_missing,
    )
    def create_secret(self) -> None:
        """Create the secret that is missing, or change it where it is expired."""
        chosen = meant(self._creatable, *self.page.code.cursor_location)
        if chosen is None:
            return

        def answered(said: str | None) -> None:
            if said:
                self.page.say(said, "$success")

        self._prompts.ask(EditSecret(chosen.key, is_change=chosen.lack is Lack.EXPIRED), answered)
