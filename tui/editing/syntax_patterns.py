"""What is looked for in a syntax tree, as tree-sitter's queries; the names are those of its captures."""

from __future__ import annotations

BOTH = """
(import_statement) @import
(export_statement) @export
(await_expression) @await
(for_in_statement "await") @await
(meta_property) @meta
((call_expression function: (identifier) @require) (#eq? @require "require"))
((member_expression object: (identifier) @deno) (#eq? @deno "Deno"))
((member_expression object: (identifier) @exports) (#eq? @exports "exports"))
((identifier) @module (#eq? @module "module"))
(lexical_declaration) @lexical
(class_declaration) @lexical
(function_declaration) @function
(generator_function_declaration) @function
(variable_declaration) @function
"""
JAVASCRIPT = (
    BOTH
    + """
(jsx_element) @jsx
(jsx_self_closing_element) @jsx
(decorator) @decorator
(hash_bang_line) @hash_bang
"""
)
TYPES = """
(type_annotation) @type
(interface_declaration) @type
(type_alias_declaration) @type
(enum_declaration) @type
(as_expression) @type
(satisfies_expression) @type
(non_null_expression) @type
(type_assertion) @type
(type_arguments) @type
(type_parameters) @type
(abstract_class_declaration) @type
(accessibility_modifier) @type
(override_modifier) @type
(implements_clause) @type
(ambient_declaration) @type
(function_signature) @type
(optional_parameter) @type
(internal_module) @type
"""
