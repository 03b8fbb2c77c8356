"""httpx without its command line.

Where `click` is installed, as it is beside the sandbox, `import httpx` loads a command line as well: a hundred
modules, 35 ms and 3 MiB for what nothing here runs. httpx copes with a command line that can't be imported.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

_COMMAND_LINE = "httpx._main"

if "httpx" in sys.modules:
    import httpx
else:
    # None stands for a module that can't be imported.
    sys.modules[_COMMAND_LINE] = cast(ModuleType, None)
    try:
        import httpx
    finally:
        sys.modules.pop(_COMMAND_LINE, None)

__all__ = ["httpx"]
