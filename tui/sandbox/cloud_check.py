"""Whether code can be deployed to the cloud: whether it would start, and what a check of its types says.

Owns the sentences. Refuses to know how code is checked and what becomes of it.
"""

import re
from collections import OrderedDict

from tui.sandbox.cloud_code import as_module, lines_in_front
from tui.sandbox.typecheck import TypeChecker

_MOST_REMEMBERED = 20
# Of TypeScript: what V8 reports as declared already.
_DECLARED_TWICE = frozenset((2300, 2403, 2440, 2451))
_SYNTAX_CODES = range(1000, 2000)
_SYNTAX_ERROR = re.compile(r"SyntaxError: (?P<words>[^\n]*)\n(?:.*\n)*?\s+at \S*func\.ts:(?P<line>\d+):(?P<column>\d+)")
_DIAGNOSTIC = re.compile(
    r"TS(?P<code>\d+) \[ERROR\]: (?P<words>[^\n]*)\n(?:(?!TS\d+ \[ERROR\]).*\n)*?"
    r"\s+at \S*func\.ts:(?P<line>\d+):(?P<column>\d+)"
)
# What Deno's parser says, as TypeScript's says it.
_EXPECTED = re.compile(r"Expected '(?P<wanted>[^']+)'.*")
_LIKE_TYPESCRIPT = {
    "Expected ident": "Identifier expected.",
    "Expression expected": "Expression expected.",
    "Unterminated string constant": "Unterminated string literal.",
    "Unterminated template": "Unterminated template literal.",
}


class CloudCheck:
    """The checks that come before a function is saved as active. `checker` checks modules as they are deployed."""

    def __init__(self, checker: TypeChecker) -> None:
        self._checker = checker
        self._told: OrderedDict[tuple[str, str], str | None] = OrderedDict()

    async def __call__(self, code: str, slug: str) -> str | None:
        """Why the code is not deployed; None where nothing is against it. What it was asked lately it remembers."""
        asked = (code, slug)
        if asked not in self._told:
            self._told[asked] = await self._check(code, slug)
        self._told.move_to_end(asked)
        while len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        return self._told[asked]

    async def _check(self, code: str, slug: str) -> str | None:
        output = await self._checker.check_module(as_module(code, slug))
        if output is None:
            return None
        fatal = fatal_problems(output, lines_in_front(code))
        if not fatal:
            return f"Function code failed type check:\n{output}"
        bullets = "\n".join(f"  • {problem}" for problem in fatal)
        return f'Edge function "{slug}" was not deployed — its code would fail to start:\n{bullets}'


def fatal_problems(output: str, in_front: int) -> list[str]:
    """What of Deno's complaints keeps a module from starting, in the cloud's words; lines are the code's own."""
    syntax = _SYNTAX_ERROR.search(output)
    if syntax is not None:
        return [_syntax_error(syntax, _like_typescript(syntax["words"]), in_front)]
    found = []
    for one in _DIAGNOSTIC.finditer(output):
        if int(one["code"]) in _DECLARED_TWICE:
            name = re.search(r"'([^']+)'", one["words"])
            subject = f'"{name[1]}"' if name is not None else "A name"
            where = f"(line {int(one['line']) - in_front}, column {one['column']})"
            advice = "Please change one of them to another name and redeploy."
            found.append(f"{subject} is declared more than once {where}. {advice}")
        elif int(one["code"]) in _SYNTAX_CODES:
            found.append(_syntax_error(one, one["words"], in_front))
    return found


def _syntax_error(found: re.Match[str], words: str, in_front: int) -> str:
    return f"Syntax error (line {int(found['line']) - in_front}, column {found['column']}): {words}"


def _like_typescript(words: str) -> str:
    if words in _LIKE_TYPESCRIPT:
        return _LIKE_TYPESCRIPT[words]
    expected = _EXPECTED.fullmatch(words)
    return f"'{expected['wanted']}' expected." if expected is not None else f"{words.rstrip('.')}."
