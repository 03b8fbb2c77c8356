"""What the connected server's functions runtime can't run, found in the code before it is saved.

Self-hosted runtimes run the code as the body of a JavaScript function that is given `module`, `exports`,
`createClient`, `Deno` (with `env` alone), `encodeBase64` and `decodeBase64`, and call what `module.exports` is then.
Cloud projects run a TypeScript module and call its default export; where `module.exports` stands in the code they wrap
it first. Sources: the captured exchanges in `tests/wire`, and the server's `transformUserCode`.

Owns the rules, their words, and what to write instead. Refuses to know servers and screens. A rule speaks only where it
is sure: code that finds its handler in ways of its own is not warned of.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from tui.editing.declarations import declared_again, declared_at_the_top, declared_names
from tui.editing.syntax_errors import syntax_errors
from tui.editing.syntax_patterns import BOTH, JAVASCRIPT, TYPES
from tui.editing.syntax_tree import Grammar, SyntaxTree
from tui.model.problem import CodeRange, Problem, Severity

if TYPE_CHECKING:
    from tree_sitter import Node


class Runtime(Enum):
    """What runs the functions of a server."""

    SELF_HOSTED = "self-hosted"
    CLOUD = "cloud"


_MOST_OF_A_KIND = 5
_GIVEN = ("exports", "module", "createClient", "Deno", "encodeBase64", "decodeBase64")
SELF_HOSTED_HANDLER = "module.exports = async function (request) { ... }"
_NO_SERVE = f"Servers reject Deno.serve: write {SELF_HOSTED_HANDLER}"
_DEFAULT = "export default async function (req: Request) { ... }"

_FUNCTIONS = (
    "function_declaration",
    "function_expression",
    "arrow_function",
    "method_definition",
    "generator_function",
    "generator_function_declaration",
)
_NOT_CALLABLE = (
    "object",
    "array",
    "string",
    "template_string",
    "number",
    "true",
    "false",
    "null",
    "regex",
    "undefined",
)


class RunnableCheck:
    """The problems of code that is edited. Only `problems` parses: not for a key's path."""

    def __init__(self, lines: Sequence[str], runtime: Runtime) -> None:
        self._lines = lines
        self._runtime = runtime
        grammar = Grammar.JAVASCRIPT if runtime is Runtime.SELF_HOSTED else Grammar.TYPESCRIPT
        self._tree = SyntaxTree(lines, grammar)

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; the lines have changed already."""
        self._tree.edited(first, old_count, new_count)

    def problems(self) -> tuple[Problem, ...]:
        """Why calls would fail, in the order of the places; empty where nothing is known against the code."""
        if not any(line.strip() for line in self._lines):
            return ()
        find = _self_hosted if self._runtime is Runtime.SELF_HOSTED else _cloud
        return tuple(sorted(find(self._tree, self._lines), key=_start))


def problems_of(lines: Sequence[str], runtime: Runtime) -> tuple[Problem, ...]:
    """Why calls of this code would fail on this runtime."""
    return RunnableCheck(lines, runtime).problems()


def _start(problem: Problem) -> tuple[int, int]:
    return (problem.range.start_line, problem.range.start_column) if problem.range is not None else (0, 0)


def _warning(where: CodeRange, words: str) -> Problem:
    return Problem(words, Severity.WARNING, range=where)


def _each(tree: SyntaxTree, nodes: Sequence[Node], words: str) -> list[Problem]:
    return [_warning(tree.place(node), words) for node in nodes[:_MOST_OF_A_KIND]]


def _self_hosted(tree: SyntaxTree, lines: Sequence[str]) -> list[Problem]:
    if tree.root().has_error:
        return _not_javascript(tree, lines)
    found = tree.found(JAVASCRIPT)
    problems = [
        *_of_modules(tree, found),
        *_each(tree, found.get("jsx", ()), "A self-hosted server can't run JSX: build the text yourself."),
        *_each(tree, found.get("decorator", ()), "A self-hosted server can't run decorators."),
        *_each(tree, found.get("hash_bang", ()), "A self-hosted server can't run a #! line: remove it."),
        *_each(
            tree,
            [node for node in found.get("meta", ()) if node.text == b"import.meta"],
            "A self-hosted server can't run import.meta.",
        ),
        *_awaits(tree, found, "A self-hosted server can't run await outside a function: await inside the handler."),
        *_declarations(tree, found, _GIVEN),
        *_required(tree, found, "A self-hosted server has no require: use what it gives, createClient, or fetch."),
        *_of_deno(tree, found),
    ]
    return problems or _without_handler(tree, found, lines)


def _of_modules(tree: SyntaxTree, found: dict[str, list[Node]]) -> list[Problem]:
    imports = "A self-hosted server can't run import: use what it gives, createClient."
    exports = f"A self-hosted server can't run a function with export: write {SELF_HOSTED_HANDLER}"
    keywords = [_keyword(node) for node in found.get("export", ())]
    return [*_each(tree, found.get("import", ()), imports), *_each(tree, keywords, exports)]


def _not_javascript(tree: SyntaxTree, lines: Sequence[str]) -> list[Problem]:
    """Code that no JavaScript engine takes: with types where it is right as TypeScript, else with errors."""
    typed = SyntaxTree(lines, Grammar.TYPESCRIPT)
    if typed.root().has_error:
        return list(syntax_errors(tree, lines))
    types = typed.found(TYPES).get("type", [])
    words = "A self-hosted server runs JavaScript: remove the type."
    outermost = [node for node in types if not any(_holds(other, node) for other in types[:200])]
    if not outermost:
        return list(syntax_errors(tree, lines))
    found = typed.found(BOTH)
    return [*_each(typed, outermost, words), *_of_modules(typed, found), *_served(typed, found, _NO_SERVE)]


def _holds(outer: Node, inner: Node) -> bool:
    return outer.id != inner.id and outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _cloud(tree: SyntaxTree, lines: Sequence[str]) -> list[Problem]:
    if tree.root().has_error:
        return list(syntax_errors(tree, lines))
    found = tree.found(BOTH)
    is_wrapped = any("module.exports" in line for line in lines)
    problems = [
        *_awaits(tree, found, ""),
        *_declarations(tree, found, ("module", "createClient") if is_wrapped else ()),
        *_required(tree, found, "Cloud functions have no require: write import ... from 'npm:...' at the top."),
        *_served(tree, found, f"Servers reject Deno.serve: write {_DEFAULT}"),
    ]
    if is_wrapped:
        defaults = [_keyword(node) for node in found.get("export", ()) if _is_default(node)]
        problems += _each(tree, defaults, "Code with module.exports can't have export default too: remove one of them.")
        return problems or _without_handler(tree, found, lines)
    return problems or _without_default(tree, found, lines)


def _keyword(node: Node) -> Node:
    return node.children[0]


def _is_default(node: Node) -> bool:
    if any(child.type == "default" for child in node.children):
        return True
    names = [
        specifier.children[-1].text
        for clause in node.children
        if clause.type == "export_clause"
        for specifier in clause.named_children
        if specifier.children
    ]
    return b"default" in names


def _awaits(tree: SyntaxTree, found: dict[str, list[Node]], at_the_top: str) -> list[Problem]:
    """`await` in a function that is not async, and outside of functions where `at_the_top` says why not."""
    problems: list[Problem] = []
    for node in found.get("await", ()):
        around = node.parent
        while around is not None and around.type not in _FUNCTIONS:
            around = around.parent
        if around is not None and not any(child.type == "async" for child in around.children):
            problems += _each(tree, [node], "await needs an async function around it.")
        elif around is None and at_the_top:
            problems += _each(tree, [node], at_the_top)
        if len(problems) == _MOST_OF_A_KIND:
            break
    return problems


def _declarations(tree: SyntaxTree, found: dict[str, list[Node]], given: Sequence[str]) -> list[Problem]:
    lexical = (*found.get("import", ()), *found.get("lexical", ()))
    twice = [
        _warning(tree.place(name), f"{text[:40]} is declared more than once: use another name.")
        for name, text in declared_again(lexical, found.get("function", ()))
    ]
    taken = [
        _warning(tree.place(name), f"The server gives {text} already: use another name.")
        for name, text in declared_at_the_top(lexical)
        if text in given
    ]
    return [*twice[:_MOST_OF_A_KIND], *taken]


def _required(tree: SyntaxTree, found: dict[str, list[Node]], words: str) -> list[Problem]:
    declarations = [*found.get("import", ()), *found.get("lexical", ()), *found.get("function", ())]
    if any(name.text == b"require" for node in declarations for name in declared_names(node)):
        return []
    return _each(tree, found.get("require", ()), words)


def _served(tree: SyntaxTree, found: dict[str, list[Node]], words: str) -> list[Problem]:
    members = [node.parent for node in found.get("deno", ()) if node.parent is not None]
    return _each(tree, [node for node in members if _property(node) == "serve"], words)


def _of_deno(tree: SyntaxTree, found: dict[str, list[Node]]) -> list[Problem]:
    members = [node.parent for node in found.get("deno", ()) if node.parent is not None]
    others = [node for node in members if _property(node) not in ("env", "serve")]
    called = [
        node for node in others if node.parent is not None and node.parent.type in ("call_expression", "new_expression")
    ]
    words = "A self-hosted server's functions have Deno.env alone."
    return _served(tree, found, _NO_SERVE) + _each(tree, called, words)


def _property(node: Node) -> str:
    name = node.child_by_field_name("property")
    return "" if name is None or name.text is None else name.text.decode("utf-8", "replace")


def _without_handler(tree: SyntaxTree, found: dict[str, list[Node]], lines: Sequence[str]) -> list[Problem]:
    """No function is assigned to `module.exports`, or something that is none."""
    handlers: list[Node] = []
    for node in found.get("module", ()):
        member = node.parent
        is_member = member is not None and member.type == "member_expression" and _property(member) == "exports"
        if member is None or not is_member:
            # `module` goes somewhere else: what becomes of it is not known.
            return []
        around = member.parent
        if around is None or around.type != "assignment_expression":
            if around is not None and around.type != "member_expression":
                return []
        elif around.child_by_field_name("left") == member:
            handlers += [value] if (value := around.child_by_field_name("right")) is not None else []
    for value in handlers:
        if value.type in _NOT_CALLABLE and value is handlers[-1]:
            return _each(tree, [value], f"module.exports must be the function itself: write {SELF_HOSTED_HANDLER}")
    if handlers:
        return []
    words = f"Nothing is on module.exports, so calls fail: write {SELF_HOSTED_HANDLER}"
    members = [node.parent for node in found.get("exports", ()) if node.parent is not None]
    return _each(tree, members[:1], words) or [_warning(_last_line(lines), words)]


def _without_default(tree: SyntaxTree, found: dict[str, list[Node]], lines: Sequence[str]) -> list[Problem]:
    defaults = [node for node in found.get("export", ()) if _is_default(node)]
    for node in defaults:
        value = node.child_by_field_name("value")
        if value is not None and value.type in _NOT_CALLABLE:
            return _each(tree, [value], f"The default export must be the function itself: write {_DEFAULT}")
    if defaults:
        return []
    words = f"There is no default export, the deployment of all functions will fail: write {_DEFAULT}"
    return [_warning(_last_line(lines), words)]


def _last_line(lines: Sequence[str]) -> CodeRange:
    number = max(number for number, line in enumerate(lines) if line.strip())
    text = lines[number]
    return CodeRange(number, len(text) - len(text.lstrip()), number, len(text.rstrip()))
