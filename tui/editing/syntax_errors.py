"""Where code can't be parsed, and what is wrong there in words.

Owns reading the errors of a syntax tree: brackets, strings, and what stands where it can't. Refuses to know which
language a server's runtime reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tui.editing.syntax_tree import SyntaxTree
from tui.model.problem import CodeRange, Problem, Severity

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_ERRORS = 20
_MOST_NODES = 100_000
"""How many nodes are looked at for brackets and errors; a file may be one single error."""

_MOST_HINTS = 3
"""For how many brackets the indentation is looked at: each look goes through the blocks of the file."""

_CLOSES = {"{": "}", "(": ")", "[": "]", "${": "}"}
_UNENDED = {"'": "string", '"': "string", "`": "template", "/": "regular expression"}


def syntax_errors(tree: SyntaxTree, lines: Sequence[str]) -> tuple[Problem, ...]:
    """What keeps the code from being parsed, in the order of the places; nothing where it can be."""
    root = tree.root()
    if not root.has_error:
        return ()
    found: dict[CodeRange, str] = {}
    texts, brackets = islice(_texts(tree, root), _MOST_ERRORS), islice(_brackets(tree, root, lines), _MOST_ERRORS)
    for where, words in (*texts, *brackets):
        found.setdefault(where, words)
    marked = {where.start_line for where in found}
    for where, words in islice(_others(tree, root, anywhere=not found), _MOST_ERRORS):
        if where.start_line not in marked:
            found.setdefault(where, words)
    problems = [Problem(words, Severity.WARNING, range=where) for where, words in found.items()]
    return tuple(sorted(problems, key=_start)[:_MOST_ERRORS])


def _start(problem: Problem) -> tuple[int, int]:
    return (problem.range.start_line, problem.range.start_column) if problem.range is not None else (0, 0)


def _with_errors(root: Node) -> Iterator[Node]:
    """The nodes that hold an error, and their children, in the order of the text. The rest of the tree is right."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        yield node
        if node.has_error:
            waiting += reversed(node.children)


def _texts(tree: SyntaxTree, root: Node) -> Iterator[tuple[CodeRange, str]]:
    """Strings, templates, regular expressions and comments without an end."""
    for node in _with_errors(root):
        if not node.is_error or not node.children:
            continue
        quote = node.children[0]
        inside = node.children[1].type if len(node.children) > 1 else ""
        if quote.type in ("'", '"') and inside in ("", "string_fragment", "escape_sequence"):
            yield tree.place(node), f"This {_UNENDED[quote.type]} has no end: {quote.type} is missing."
        elif quote.type == "`":
            yield tree.place(quote), "This template has no end: ` is missing."
        elif quote.type == "/" and inside == "regex_pattern":
            is_comment = (node.children[1].text or b"").startswith(b"*")
            words = "This comment has no end: */ is missing." if is_comment else "This regular expression has no end."
            yield tree.place(node), words


def _brackets(tree: SyntaxTree, root: Node, lines: Sequence[str]) -> Iterator[tuple[CodeRange, str]]:
    """Brackets without a partner: the one that the indentation tells, else where it was noticed."""
    opened: list[Node] = []
    hints = iter(range(_MOST_HINTS))
    for node in _with_errors(root):
        if node.child_count or not node.type.strip("`'\""):
            continue
        if node.is_missing and node.type in _CLOSES.values():
            opener = _opener_of(node)
            # An opening bracket is on the stack already.
            if opener is None:
                yield tree.place(node), f"Here {node.type} is missing."
        elif node.is_missing:
            continue
        elif node.type in _CLOSES:
            opened.append(node)
        elif node.type in _CLOSES.values():
            if opened and _CLOSES[opened[-1].type] == node.type:
                opened.pop()
            elif any(_CLOSES[one.type] == node.type for one in opened):
                while _CLOSES[opened[-1].type] != node.type:
                    yield _unclosed(tree, opened.pop(), root, lines, hints)
                opened.pop()
            else:
                yield _unopened(tree, node, root, lines, hints)
    for node in opened:
        yield _unclosed(tree, node, root, lines, hints)


def _opener_of(node: Node) -> Node | None:
    siblings = node.parent.children if node.parent is not None else []
    return next((one for one in siblings if not one.is_missing and _CLOSES.get(one.type) == node.type), None)


def _unclosed(
    tree: SyntaxTree, node: Node, root: Node, lines: Sequence[str], hints: Iterator[int]
) -> tuple[CodeRange, str]:
    if node.type == "{" and next(hints, None) is not None:
        for opener, closer in _blocks(root, node.start_byte):
            if _indent(lines, opener) > _indent(lines, closer):
                node = opener
                break
    opener_text = node.type
    return tree.place(node), f"This {opener_text} is never closed: {_CLOSES[opener_text]} is missing."


def _unopened(
    tree: SyntaxTree, node: Node, root: Node, lines: Sequence[str], hints: Iterator[int]
) -> tuple[CodeRange, str]:
    if node.type == "}" and next(hints, None) is not None:
        for opener, closer in _blocks(root, 0):
            if closer.start_byte < node.start_byte and _indent(lines, opener) < _indent(lines, closer):
                node = closer
                break
    return tree.place(node), f"This {node.type} closes nothing."


def _blocks(root: Node, start_byte: int) -> Iterator[tuple[Node, Node]]:
    """The pairs of `{` and `}` from a place on, the inner ones first, that begin and end on lines of their own."""
    waiting, seen = [(root, False)], 0
    while waiting and seen < _MOST_NODES:
        node, is_done = waiting.pop()
        if not is_done:
            seen += 1
            if node.end_byte > start_byte and node.child_count:
                waiting.append((node, True))
                waiting += [(child, False) for child in reversed(node.children)]
            continue
        first, last = node.children[0], node.children[-1]
        is_pair = first.type == "{" and last.type == "}" and not last.is_missing
        if is_pair and first.start_byte >= start_byte and first.start_point[0] < last.start_point[0]:
            yield first, last


def _indent(lines: Sequence[str], node: Node) -> int:
    line = lines[node.start_point[0]]
    return len(line) - len(line.lstrip())


def _others(tree: SyntaxTree, root: Node, *, anywhere: bool) -> Iterator[tuple[CodeRange, str]]:
    """What stands where it can't; errors of more than one line only where `anywhere`, they are of brackets mostly."""
    for node in _with_errors(root):
        if not anywhere and node.start_point[0] != node.end_point[0]:
            continue
        if node.is_missing and (anywhere or node.type not in _CLOSES.values()):
            yield tree.place(node), f"Here {node.type} is missing."
        elif node.is_error:
            first = node
            while first.children:
                first = first.children[0]
            if not anywhere and (first.type in _CLOSES or first.type in _CLOSES.values()):
                continue
            text = (first.text or b"").decode("utf-8", "replace").split("\n")[0][:40]
            yield (
                tree.place(first),
                f"The code can't be read on from here: {text}" if text else "Something is missing here.",
            )
