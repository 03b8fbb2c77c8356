"""Which rules of the style sheet a node has, found once for all nodes alike, in whichever app of this process.

Textual asks for every node whether each selector fits it, and again for every part that a widget is made of: more than
a fifth of a short test of a console. Two nodes have the same rules where the same rules may fit them and all that
selectors ask about is equal from the app down to the node: kinds, ids, classes, and those pseudo-classes which these
rules name. `Stylesheet.apply` still finds out what that comes to, the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, cast
from weakref import WeakKeyDictionary

from textual.css.styles import Styles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.app import App
    from textual.css.model import RuleSet
    from textual.css.styles import RulesMap

PRIVATE_NAMES: tuple[tuple[object, str], ...] = (
    (Stylesheet, "apply"),
    (Stylesheet, "replace_rules"),
    (Stylesheet, "update_nodes"),
    (Stylesheet, "_process_component_classes"),
    (DOMNode, "_selector_names"),
    (DOMNode, "_PSEUDO_CLASSES"),
    (DOMNode(), "_has_hover_style"),
    (DOMNode(), "_has_focus_within"),
    (DOMNode(), "_has_order_style"),
    (DOMNode(), "_has_odd_or_even"),
    (DOMNode(), "_is_mounted"),
    (Styles(), "_rules"),
)
"""What this stands on in Textual, as owner and name."""

textual_apply = Stylesheet.apply
"""How Textual itself does it."""
_update_nodes = Stylesheet.update_nodes
_replace_rules: Callable[..., None] = Stylesheet.replace_rules


class Candidates(NamedTuple):
    """The rules that name something of a node, and the pseudo-classes they ask about."""

    rules: tuple[RuleSet, ...]
    pseudo_classes: frozenset[str]


class Found:
    """The rules of nodes that are alike; None where they have none. `as_set` is what a new node has afterwards."""

    def __init__(self, rules: RulesMap | None) -> None:
        self.rules = rules
        self.as_set: RulesMap | None = None


class KnownStyles:
    """What was found, by style sheet and by node."""

    def __init__(self) -> None:
        self._candidates: WeakKeyDictionary[Stylesheet, tuple[list[RuleSet], dict[frozenset[str], Candidates]]] = (
            WeakKeyDictionary()
        )
        self._found: dict[Hashable, Found] = {}
        self._asked: dict[DOMNode, Found] = {}
        """Those that Textual is asked about now."""
        self._looks: dict[tuple[DOMNode, frozenset[str]], Hashable] | None = None

    def apply(self, sheet: Stylesheet, node: DOMNode, animate: bool) -> None:
        """In the place of `Stylesheet.apply`."""
        candidates = self._candidates_of(sheet, node)
        asks = candidates.pseudo_classes
        key = (candidates.rules, *[self._looks_of(each, asks) for each in node.css_path_nodes])
        found = self._found.get(key)
        if found is None:
            self._asked[node] = self._found[key] = Found(None)
            try:
                textual_apply(sheet, node, animate=animate)
            finally:
                self._asked.pop(node, None)
            return
        node._has_hover_style = "hover" in asks
        node._has_focus_within = "focus-within" in asks
        node._has_order_style = not asks.isdisjoint(_BY_ORDER)
        node._has_odd_or_even = "odd" in asks or "even" in asks
        if found.rules is not None:
            _replace(node, found.rules, found, animate)
        sheet._process_component_classes(node)

    def replace_rules(self, node: DOMNode, rules: RulesMap, animate: bool) -> None:
        """In the place of `Stylesheet.replace_rules`."""
        found = self._asked.pop(node, None)
        if found is not None:
            found.rules = rules
        _replace(node, rules, found or Found(rules), animate)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Meanwhile nothing that selectors ask about changes."""
        self._looks = {}
        try:
            yield
        finally:
            self._looks = None

    def _looks_of(self, node: DOMNode, asks: frozenset[str]) -> Hashable:
        if self._looks is None:
            return _looks_of(node, asks)
        found = self._looks.get((node, asks))
        if found is None:
            found = self._looks[node, asks] = _looks_of(node, asks)
        return found

    def _candidates_of(self, sheet: Stylesheet, node: DOMNode) -> Candidates:
        rules, known = self._candidates.get(sheet, (None, {}))
        if rules is not sheet.rules:
            known = {}
            self._candidates[sheet] = (sheet.rules, known)
        by_name = sheet.rules_map
        names = frozenset(name for name in node._selector_names if name in by_name)
        if names not in known:
            named = {rule for name in names for rule in by_name[name]}
            known[names] = Candidates(
                tuple(rule for rule in sheet.rules if rule in named),
                frozenset(one for rule in named for one in rule.pseudo_classes),
            )
        return known[names]


def _replace(node: DOMNode, rules: RulesMap, found: Found, animate: bool) -> None:
    """As Textual does, but what a node has already, and a new node anyway, is not given them rule by rule."""
    base = node.styles.base
    if base._rules == rules:
        if not animate:
            node.notify_style_update()
    elif node._is_mounted or base._rules:
        _replace_rules(node, rules, animate)
    elif found.as_set is not None:
        base.merge_rules(found.as_set)
        if "layout" in rules:
            # Named in a rule; each node has one of its own.
            base.layout = rules["layout"]
        node.notify_style_update()
    else:
        _replace_rules(node, rules, animate)
        found.as_set = base.get_rules()
        found.as_set.pop("layout", None)


_BY_ORDER = frozenset({"first-of-type", "last-of-type", "first-child", "last-child", "empty"})


def _looks_of(node: DOMNode, pseudo_classes: frozenset[str]) -> Hashable:
    """All that a selector can ask of a node."""
    checks = node._PSEUDO_CLASSES
    has = [name for name in pseudo_classes if name in checks and checks[name](cast("App[object]", node))]
    return type(node), node._id, frozenset(node._classes), *has


def install() -> None:
    """Make the apps of this process work like this."""
    known = KnownStyles()

    def apply(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: object = None) -> None:
        known.apply(sheet, node, animate)

    def replace_rules(_sheet: type[Stylesheet], node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        known.replace_rules(node, rules, animate)

    def update_nodes(sheet: Stylesheet, nodes: Iterable[DOMNode], animate: bool = False) -> None:
        with known.at_once():
            _update_nodes(sheet, nodes, animate=animate)

    Stylesheet.update_nodes = update_nodes  # type: ignore[assignment,method-assign]  # taken over here
    Stylesheet.apply = apply  # type: ignore[assignment,method-assign]  # taken over here
    Stylesheet.replace_rules = classmethod(replace_rules)  # type: ignore[assignment,method-assign]  # taken over here
