"""Computes the loss of a batch in the cheapest way that this model is shown to allow: shared beginnings once,
lower layers from disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .answers import answer_logits, answer_losses
from .base_model import decoder_layers
from .batches import by_length
from .layouts import Costs, Layout, cheaper, packed, padded
from .lower_layers import LowerLayers
from .rows import Row
from .spec import Spec

_TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 5e-2}
"""How far logits may lie from those computed plainly, as a share of the largest: the rounding of each
precision, with room."""

_SAMPLE_ROWS = 4


class Computation:
    """`shortcuts` says which savings are in use, and why one is not."""

    def __init__(self, model: nn.Module, spec: Spec) -> None:
        self._model = model
        self._costs = _costs(model)
        self._packs = False
        self._lower: LowerLayers | None = None
        self._spec = spec
        self.shortcuts: list[dict[str, Any]] = []

    @torch.no_grad()
    def take_shortcuts(self, rows: list[Row], scratch: Path) -> None:
        """Tries each saving on a few rows, beside the plain way, and keeps it only where both agree.
        `scratch`: a file for the values of lower layers."""
        if not self._spec.is_low_rank:
            reason = f"{self._spec.method} tuning lays its own vectors before each row"
            self._note("shared_beginnings", False, reason)
            return
        sample = max(by_length(rows, self._spec.batch_tokens), key=len)[:_SAMPLE_ROWS]
        self._model.eval()
        plain = answer_logits(self._model, padded(sample))
        reason = "rows of a batch lie on one line; what their prompts share is computed once"
        self._packs = self._agrees("shared_beginnings", packed(sample), plain, reason)
        first = min(self._spec.layers_to_transform or (0,))
        if first == 0 or self._spec.cache_bytes == 0:
            return
        self._lower = LowerLayers(self._model, first, scratch, self._spec.cache_bytes)
        reason = f"training starts at layer {first}; the layers below are computed once for a row"
        if not self._agrees("lower_layers", self._layout(sample), plain, reason):
            self._lower = None

    def keep_lower_layers(self, rows: list[Row], on_batch: Callable[[], None]) -> tuple[int, int] | None:
        """Rows and bytes kept on disk; None where no adapter leaves lower layers alone."""
        return self._lower.keep(by_length(rows, self._spec.batch_tokens), on_batch) if self._lower else None

    def losses(self, rows: list[Row]) -> Tensor:
        """Of each answer token, row after row, in nats."""
        layout = self._layout(rows)
        return answer_losses(self._logits(layout), layout)

    def close(self) -> None:
        if self._lower:
            self._lower.close()

    def _layout(self, rows: list[Row]) -> Layout:
        return cheaper(rows, self._costs) if self._packs else padded(rows)

    def _logits(self, layout: Layout) -> Tensor:
        if self._lower is None:
            return answer_logits(self._model, layout)
        below = self._lower.below(layout)
        with self._lower.skipped():
            return answer_logits(self._model, layout, below)

    def _agrees(self, name: str, layout: Layout, plain: Tensor, reason: str) -> bool:
        try:
            apart = (self._logits(layout) - plain).abs().max() / plain.abs().max()
        except (RuntimeError, TypeError, ValueError, AttributeError) as error:
            return self._note(name, False, f"this model does not take it: {error}")
        if not apart <= _TOLERANCE[next(self._model.parameters()).dtype]:
            return self._note(name, False, f"its logits are {apart:.1e} apart from those computed plainly")
        return self._note(name, True, reason)

    def _note(self, name: str, used: bool, reason: str) -> bool:
        self.shortcuts.append({"name": name, "used": used, "reason": reason})
        return used


def _costs(model: nn.Module) -> Costs:
    config: Any = model.config
    heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    return Costs(
        per_token=sum(p.numel() for p in decoder_layers(model)[0].parameters()), per_pair=2 * heads * width
    )
