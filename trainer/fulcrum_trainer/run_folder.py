"""The files of a run folder by name, and the lock by which one process at a time trains in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .failure import Failure


@dataclass(frozen=True)
class RunFolder:
    path: Path

    @property
    def spec(self) -> Path:
        return self.path / "spec.json"

    @property
    def train(self) -> Path:
        return self.path / "train.jsonl"

    @property
    def dev(self) -> Path:
        return self.path / "dev.jsonl"

    @property
    def prompts(self) -> Path:
        return self.path / "prompts.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def adapter(self) -> Path:
        return self.path / "adapter"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.json"

    @property
    def lower_layers(self) -> Path:
        return self.path / "lower-layers.f32"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The system gives the lock back when the process ends, however it ends."""
        try:
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise Failure(
                "usage",
                f"{self.path} is no folder that can be written to: {error.strerror}",
                "Name a run folder with spec.json and train.jsonl.",
            ) from error
        try:
            try:
                _lock(handle)
            except OSError as error:
                raise Failure(
                    "in_use", "Another process trains in this folder", "Wait for it, or end it."
                ) from error
            yield
        finally:
            os.close(handle)


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
