"""How text is looked for, in words: the same in the editor and in a search over all code. Pure."""

from __future__ import annotations

from tui.sessions.code_search import Query


def options_words(query: Query) -> str:
    """How it is looked for, in a few words."""
    case = {None: "case auto", True: "case counts", False: "any case"}[query.case]
    return " ".join(
        [*(["regex"] if query.regex else []), *(["words"] if query.word else []), case],
    )
