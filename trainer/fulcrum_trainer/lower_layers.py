"""Computes what the frozen layers below the first adapted one give for each row once, keeps it on disk, and
lets training start from there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from .answers import computing
from .base_model import decoder_layers
from .failure import is_disk_full
from .layouts import Layout, padded
from .rows import Row


class _Reached(Exception):
    """Carries out what the first adapted layer would have been given; the layers above are not run."""

    def __init__(self, hidden: Tensor) -> None:
        self.hidden = hidden


class LowerLayers:
    """`first`: number of the lowest adapted layer. Values are kept as fp32, row after row, (tokens, hidden
    size) each."""

    def __init__(self, model: nn.Module, first: int, path: Path, limit_bytes: int) -> None:
        self._model = model
        self._layers = decoder_layers(model)
        self._first = first
        self._path = path
        self._limit_bytes = limit_bytes
        config: Any = model.config
        self._size: int = config.hidden_size
        self._starts: dict[Row, int] = {}
        self._values = numpy.zeros((0, self._size), numpy.float32)

    def keep(self, batches: list[list[Row]], on_batch: Callable[[], None]) -> tuple[int, int]:
        """Rows kept and their bytes: as many batches as the limit and half of the free disk hold; none where
        it fills up all the same. Call once. The same batches give the same values to the last bit, whichever
        order training reads them in."""
        limit = min(self._limit_bytes, shutil.disk_usage(self._path.parent).free // 2) // (self._size * 4)
        starts: dict[Row, int] = {}
        written = 0
        try:
            with self._path.open("wb") as file:
                for batch in batches:
                    on_batch()
                    if written + sum(len(row.tokens) for row in batch) > limit:
                        break
                    for row, hidden in self._compute(batch).items():
                        file.write(hidden.cpu().numpy().tobytes())
                        starts[row] = written
                        written += len(row.tokens)
        except OSError as error:
            self._path.unlink(missing_ok=True)
            if not is_disk_full(error):
                raise
            return 0, 0
        if written > 0:
            self._values = numpy.memmap(self._path, numpy.float32, "r", shape=(written, self._size))
        self._starts = starts
        return len(starts), written * self._size * 4

    def below(self, layout: Layout) -> Tensor:
        """(lines, width, hidden size): what the first adapted layer is given. Rows that were not kept are
        computed now."""
        device, dtype = next(self._model.parameters()).device, next(self._model.parameters()).dtype
        missing = list(dict.fromkeys(s.row for s in layout.segments if s.row not in self._starts))
        fresh = self._compute(missing) if missing else {}
        filled = torch.zeros(layout.lines, layout.width, self._size)
        for s in layout.segments:
            hidden = fresh[s.row].cpu() if s.row in fresh else self._read(s.row)
            filled[s.line, s.at : s.at + s.last - s.first] = hidden[s.first : s.last]
        return filled.to(device, dtype)

    @contextmanager
    def skipped(self) -> Iterator[None]:
        """Within it, layers below the first adapted one hand on what they are given."""
        lower = list(self._layers)[: self._first]
        for layer in lower:
            layer.forward = lambda hidden_states, *_, **__: hidden_states
        try:
            yield
        finally:
            for layer in lower:
                del layer.forward

    def close(self) -> None:
        self._values = numpy.zeros((0, self._size), numpy.float32)
        self._path.unlink(missing_ok=True)

    def _read(self, row: Row) -> Tensor:
        start = self._starts[row]
        return torch.from_numpy(numpy.array(self._values[start : start + len(row.tokens)]))

    @torch.no_grad()
    def _compute(self, rows: list[Row]) -> dict[Row, Tensor]:
        def stop(_: nn.Module, args: tuple[Tensor, ...], kwargs: dict[str, Tensor]) -> None:
            raise _Reached(args[0] if args else kwargs["hidden_states"])

        layout = padded(rows)
        device = next(self._model.parameters()).device
        handle = self._layers[self._first].register_forward_pre_hook(stop, with_kwargs=True)
        try:
            with computing(self._model):
                self._model(
                    input_ids=layout.tokens.to(device), attention_mask=layout.mask.to(device), use_cache=False
                )
        except _Reached as reached:
            return {row: reached.hidden[line, : len(row.tokens)].float() for line, row in enumerate(rows)}
        finally:
            handle.remove()
        raise AssertionError("the first adapted layer was not reached")
