"""What can go wrong for a reason outside this program, each with a code, advice and the exit status it ends
with."""

from __future__ import annotations

import errno

PAUSED = 6
CANCELLED = 7
INTERRUPTED = 130

_STATUS = {
    "bug": 1,
    "usage": 2,
    "invalid_spec": 2,
    "invalid_rows": 2,
    "base_unreadable": 2,
    "base_changed": 2,
    "adapter_unreadable": 2,
    "already_started": 2,
    "changed_since_checkpoint": 2,
    "in_use": 2,
    "needs_cuda": 3,
    "disk_full": 4,
    "diverged": 5,
    "out_of_memory": 8,
}


class Failure(Exception):
    """An error that the user can act on. `status` is the exit status of the process."""

    def __init__(self, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.advice = advice
        self.status = _STATUS[code]


class Cancelled(Exception):
    """The parent asked to stop without keeping anything newer than the last checkpoint."""


def is_disk_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        getattr(errno, "EDQUOT", errno.ENOSPC),
    )
