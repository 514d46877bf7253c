"""What the parent asked for while training runs: by signal, or by a line on standard input. Knows nothing of
training."""

from __future__ import annotations

import json
import os
import signal
import threading
from typing import Any

from .failure import Cancelled

_BLOCK_BYTES = 4096


class Control:
    """`pause_requested` is answered between two steps; a cancellation at once, by whoever calls `check`."""

    def __init__(self) -> None:
        self.pause_requested = False
        self._cancelled = False

    def listen(self) -> None:
        """SIGINT and SIGTERM ask for a pause; a second one ends the process. End of standard input asks for
        nothing."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        threading.Thread(target=self._read_lines, daemon=True).start()

    def request(self, line: bytes) -> None:
        try:
            message: Any = json.loads(line)
        except ValueError:
            return
        kind = message.get("type") if isinstance(message, dict) else None
        self.pause_requested = self.pause_requested or kind == "pause"
        self._cancelled = self._cancelled or kind == "cancel"

    def check(self) -> None:
        if self._cancelled:
            raise Cancelled

    def _on_signal(self, number: int, _: Any) -> None:
        self.pause_requested = True
        signal.signal(number, signal.SIG_DFL)

    def _read_lines(self) -> None:
        # Not sys.stdin: its lock, held by a thread that waits, stops the interpreter from ending.
        rest = b""
        try:
            while block := os.read(0, _BLOCK_BYTES):
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    self.request(line)
                rest = rest[-_BLOCK_BYTES:]
        except OSError:
            return
