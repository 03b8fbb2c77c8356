"""What a new function begins with: nothing is known against it on its runtime. That it runs: `tests/sandbox`."""

from __future__ import annotations

import pytest

from tui.editing.runnable import Runtime, problems_of
from tui.editing.templates import TEMPLATES, Template, code_of


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
@pytest.mark.parametrize("runtime", Runtime)
def test_nothing_is_known_against_a_template(template: Template, runtime: Runtime) -> None:
    code = code_of(template, cloud=runtime is Runtime.CLOUD)
    assert problems_of(code.splitlines(), runtime) == ()
    assert code.endswith("\n")
    assert not any(mark in code for mark in ("<<", ">>", "$BASE"))
    assert max(map(len, code.splitlines())) <= 118


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_each_form_is_that_of_its_runtime(template: Template) -> None:
    hosted, cloud = code_of(template, cloud=False), code_of(template, cloud=True)
    assert "module.exports = async function" in hosted
    assert "import " not in hosted
    assert "export default async function" in cloud
    assert "module.exports" not in cloud


def test_names_and_titles_tell_them_apart() -> None:
    assert len({each.name for each in TEMPLATES}) == len({each.title for each in TEMPLATES}) == len(TEMPLATES)
