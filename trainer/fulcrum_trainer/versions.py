"""The versions an adapter was made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

from . import __version__


def versions() -> dict[str, str]:
    libraries = {name: version(name) for name in ("torch", "transformers", "peft")}
    return {"trainer": __version__, "python": platform.python_version(), **libraries}
