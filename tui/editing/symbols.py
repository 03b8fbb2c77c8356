"""The symbols of a function's code: what it declares at the top, and the methods of its classes, in their order.

Owns which declarations are symbols. Refuses to know who goes to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.editing.declarations import declared_names
from tui.editing.syntax_tree import Grammar, SyntaxTree
from tui.model.problem import CodeRange

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_SYMBOLS = 5_000
_NAME_CHARACTERS = 200
_KINDS = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
}
_FUNCTIONS = ("arrow_function", "function_expression", "function", "generator_function")


class Symbol(NamedTuple):
    """A name that code declares, of which kind it is, and where it stands."""

    name: str
    kind: str
    place: CodeRange


def symbols_of(lines: Sequence[str]) -> list[Symbol]:
    """The symbols of code. What does not parse has those that can be told."""
    # TypeScript's grammar reads JavaScript too.
    tree = SyntaxTree(lines, Grammar.TYPESCRIPT)
    found: list[Symbol] = []
    for node in tree.root().named_children:
        for name, kind, at in _declared(node):
            found.append(Symbol(name[:_NAME_CHARACTERS], kind, tree.place(at)))
            if len(found) == MOST_SYMBOLS:
                return found
    return found


def _declared(node: Node) -> Iterator[tuple[str, str, Node]]:
    if node.type == "export_statement":
        yield from _exported(node)
    elif node.type in _KINDS:
        yield from ((_text(name), _KINDS[node.type], name) for name in declared_names(node))
        if "class" in node.type:
            yield from _methods(node)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for declarator in node.named_children:
            kind = _kind_of_value(declarator.child_by_field_name("value"), node)
            # Those of a pattern come in no order.
            names = sorted(declared_names(declarator), key=lambda name: name.start_byte)
            yield from ((_text(name), kind, name) for name in names)
    elif node.type == "expression_statement" and node.named_children:
        yield from _assigned(node.named_children[0])


def _exported(node: Node) -> Iterator[tuple[str, str, Node]]:
    inner = node.child_by_field_name("declaration")
    told = list(_declared(inner)) if inner is not None else []
    yield from told
    if not told and any(child.type == "default" for child in node.children):
        yield "export default", "handler", node


def _assigned(node: Node) -> Iterator[tuple[str, str, Node]]:
    """`module.exports = …` is what a server runs."""
    left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
    if left is not None and _text(left) in ("module.exports", "exports.default"):
        yield _text(left), "handler", left


def _kind_of_value(value: Node | None, declaration: Node) -> str:
    if value is not None and value.type in _FUNCTIONS:
        return "function"
    if value is not None and value.type == "class":
        return "class"
    return _text(declaration.children[0]) if declaration.children else "const"


def _methods(node: Node) -> Iterator[tuple[str, str, Node]]:
    owner = node.child_by_field_name("name")
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        name = member.child_by_field_name("name") if member.type == "method_definition" else None
        if name is not None:
            yield f"{_text(owner)}.{_text(name)}" if owner is not None else _text(name), "method", name


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
