"""Where the name at a place of the code is declared, within the same file.

Owns scopes: of several declarations of a name the one counts whose block is the nearest around the place. Refuses to
follow imports and types: what another module declares is where it is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.editing.declarations import declared_names
from tui.editing.line_moves import word_at
from tui.editing.syntax_tree import Grammar, SyntaxTree
from tui.model.problem import CodeRange

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_NODES = 400_000
_DECLARATIONS = frozenset(
    (
        *("lexical_declaration", "variable_declaration", "import_statement", "function_declaration"),
        *("generator_function_declaration", "class_declaration", "abstract_class_declaration"),
        *("interface_declaration", "type_alias_declaration", "enum_declaration"),
    )
)
_MEMBERS = frozenset(("method_definition", "public_field_definition", "field_definition", "property_signature"))
_FUNCTIONS = frozenset(
    (
        *("function_declaration", "function_expression", "generator_function", "generator_function_declaration"),
        *("arrow_function", "method_definition"),
    )
)
_NAMES = ("identifier", "type_identifier", "shorthand_property_identifier_pattern")


def definition_of(lines: Sequence[str], line: int, column: int) -> CodeRange | None:
    """The place where the name at a line and column is declared; None where it is not declared in these lines."""
    span = word_at(lines[line], column)
    if span is None:
        return None
    name = lines[line][span[0] : span[1]]
    # TypeScript's grammar reads JavaScript too.
    tree = SyntaxTree(lines, Grammar.TYPESCRIPT)
    is_member = lines[line][: span[0]].rstrip().endswith(".")
    here = (line, len(lines[line][: span[0]].encode("utf-8", "replace")))
    best: tuple[int, Node] | None = None
    for declared, scope in _declared(tree.root(), name.encode(), members=is_member):
        around = is_member or (tuple(scope.start_point) <= here <= tuple(scope.end_point))
        size = scope.end_byte - scope.start_byte
        if around and (best is None or size < best[0]):
            best = (size, declared)
    return None if best is None else tree.place(best[1])


def _declared(root: Node, name: bytes, *, members: bool) -> Iterator[tuple[Node, Node]]:
    """The nodes that declare a name, each with the scope it is declared in."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        member = node.child_by_field_name("name") if members and node.type in _MEMBERS else None
        found = ([member] if member is not None else []) if members else [*_names_of(node)]
        for each in found:
            if each.text == name:
                yield each, _scope_of(node)
        waiting += reversed(node.named_children)


def _names_of(node: Node) -> Iterator[Node]:
    if node.type in _DECLARATIONS:
        yield from declared_names(node)
    elif node.type in ("required_parameter", "optional_parameter"):
        yield from _in_pattern(node.child_by_field_name("pattern"))
    elif node.type == "arrow_function" or node.type == "catch_clause":
        yield from _in_pattern(node.child_by_field_name("parameter"))
    elif node.type == "for_in_statement":
        yield from _in_pattern(node.child_by_field_name("left"))


def _in_pattern(pattern: Node | None) -> Iterator[Node]:
    """The names that a pattern declares: `a`, `{ a, b: c = 1 }`, `[d, ...e]`."""
    waiting = [] if pattern is None else [pattern]
    while waiting:
        node = waiting.pop()
        if node.type in _NAMES:
            yield node
        elif node.type in ("pair_pattern", "assignment_pattern", "object_assignment_pattern"):
            part = node.child_by_field_name("value" if node.type == "pair_pattern" else "left")
            waiting += [] if part is None else [part]
        else:
            waiting += node.named_children


def _scope_of(node: Node) -> Node:
    """The node within which what `node` declares is known."""
    if node.type in ("arrow_function", "catch_clause", "for_in_statement"):
        return node
    around = node.parent
    is_parameter = node.type in ("required_parameter", "optional_parameter")
    while around is not None and (
        around.type not in _FUNCTIONS if is_parameter else around.type in ("export_statement", "formal_parameters")
    ):
        around = around.parent
    return around if around is not None else node
