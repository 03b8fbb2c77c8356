"""A function's code as the cloud deploys it: a module of its own, with lines in front.

Owns the two forms that the cloud takes. Refuses to know how modules are checked, started and called.
"""

_LEGACY_FRONT = """// Function: {slug} (legacy format)
// createClient is injected and available in scope
import {{ createClient }} from 'npm:@insforge/sdk';

declare global {{
  var __insforge_dispatch__: (req: Request) => Promise<Response>;
}}

const _legacyModule: {{ exports: unknown }} = {{ exports: {{}} }};
const module = _legacyModule;

"""
_LEGACY_END = """

export default _legacyModule.exports as (req: Request) => Promise<Response>;
"""


def as_module(code: str, slug: str) -> str:
    """The module that is deployed for the code."""
    if is_legacy(code):
        return _LEGACY_FRONT.format(slug=slug) + code + _LEGACY_END
    return f"// Function: {slug}\n{code}"


def is_legacy(code: str) -> bool:
    """Whether the code is taken for a script: where `module.exports` stands anywhere in it."""
    return "module.exports" in code


def lines_in_front(code: str) -> int:
    """How many lines of the module come before the code's first."""
    return _LEGACY_FRONT.count("\n") if is_legacy(code) else 1
