"""The most memory this process has held."""

from __future__ import annotations

import sys


def peak_memory_bytes() -> int | None:
    """Resident bytes at the peak; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
