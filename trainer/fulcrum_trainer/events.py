"""Writes one JSON object a line to standard output. Keeps that stream to itself: whatever a library prints
goes to standard error."""

from __future__ import annotations

import json
import os
from typing import IO, Any


class Events:
    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    @staticmethod
    def on_stdout() -> Events:
        own = os.dup(1)
        os.dup2(2, 1)
        return Events(os.fdopen(own, "w", encoding="utf-8", newline="\n"))

    def emit(self, event: str, /, **fields: Any) -> None:
        """Fields that are None are unknown and left out. A reader that has gone raises BrokenPipeError."""
        known = {name: value for name, value in fields.items() if value is not None}
        self._stream.write(json.dumps({"event": event, **known}, ensure_ascii=False, allow_nan=False) + "\n")
        self._stream.flush()
