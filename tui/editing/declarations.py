"""The names that declarations of a syntax tree declare, and those that are declared where they can't be.

Owns which kinds of declaration bear each other in one block. Refuses to know what runs the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = ("identifier", "type_identifier", "shorthand_property_identifier_pattern")
_PATTERNS = ("object_pattern", "array_pattern", "rest_pattern")


def declared_names(node: Node) -> Iterator[Node]:
    """The nodes of the names that a declaration or an import declares, those of patterns included."""
    if node.type in ("lexical_declaration", "variable_declaration"):
        waiting = [one for child in node.named_children if (one := child.child_by_field_name("name")) is not None]
    elif node.type == "import_statement":
        waiting = [
            part for clause in node.named_children if clause.type == "import_clause" for part in _imported(clause)
        ]
    else:
        name = node.child_by_field_name("name")
        waiting = [] if name is None else [name]
    while waiting:
        one = waiting.pop()
        if one.type in _NAMES:
            yield one
        elif one.type in _PATTERNS:
            waiting += one.named_children
        elif one.type in ("pair_pattern", "assignment_pattern", "object_assignment_pattern"):
            part = one.child_by_field_name("value" if one.type == "pair_pattern" else "left")
            waiting += [] if part is None else [part]


def _imported(clause: Node) -> Iterator[Node]:
    for part in clause.named_children:
        if part.type == "identifier":
            yield part
        elif part.type == "namespace_import":
            yield from part.named_children
        else:
            for one in part.named_children:
                name = one.child_by_field_name("alias") or one.child_by_field_name("name")
                if name is not None:
                    yield name


def declared_again(lexical: Sequence[Node], functions: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """The names declared a second time in one block, with their text, where one of the two is no var and no function.

    `lexical` are let, const, class and import; `functions` var and function, which bear each other.
    """
    is_lexical_before: dict[tuple[int, str], bool] = {}
    nodes = [(node, True) for node in lexical] + [(node, False) for node in functions]
    for node, is_lexical in sorted(nodes, key=lambda pair: pair[0].start_byte):
        scope = _scope(node)
        for name in declared_names(node) if scope is not None else ():
            key = (scope.id if scope is not None else 0, _text(name))
            if key in is_lexical_before and (is_lexical or is_lexical_before[key]):
                yield name, key[1]
            is_lexical_before[key] = is_lexical_before.get(key, False) or is_lexical


def declared_at_the_top(lexical: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """The names declared outside of any block, with their text."""
    for node in lexical:
        scope = _scope(node)
        if scope is not None and scope.type == "program":
            yield from ((name, _text(name)) for name in declared_names(node))


def _scope(node: Node) -> Node | None:
    around = node.parent
    return around.parent if around is not None and around.type == "export_statement" else around


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
