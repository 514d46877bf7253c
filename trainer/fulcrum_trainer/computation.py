"""Computes the loss of a batch in the cheapest way that this model is shown to allow: shared beginnings once, lower layers from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .answers import answer_logits, answer_losses
from .base_model import decoder_layers
from .batches import by_length
from .layouts import Costs, Layout, cheaper, padded
from .lower_layers import LowerLayers
from .rows import Row
from .spec import Spec

_TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 5e-2}
"""How far logits may lie from those computed plainly, as a share of the largest: the rounding of each precision, with room."""


class Computation:
    """`shortcuts` says which savings are in use, and why one is not."""

    def __init__(self, model: nn.Module, spec: Spec) -> None:
        self._model = model
        self._costs = _costs(model)
        self._packs = False
        self._lower: LowerLayers | None = None
        self._spec = spec
        self.shortcuts: list[dict[str, Any]] = []

    def take_shortcuts(self, rows: list[Row], scratch: Path) -> None:
        """Tries each saving on a few rows, beside the plain way, and keeps it only where both agree. `scratch`: a file for the values of lower
        layers. Draws no random numbers."""
        if not self._spec.is_low_rank:
            self._note("shared_beginnings", False, f"{self._spec.method} tuning lays its own vectors before each row")
            return
        sample = max(by_length(rows, self._spec.batch_tokens), key=len)
        self._packs = True
        self._packs = self._keep("shared_beginnings", sample, "rows of a batch lie on one line; what their prompts share is computed once")
        first = min(self._spec.layers_to_transform or (0,))
        if first == 0 or self._spec.cache_bytes == 0:
            return
        self._lower = LowerLayers(self._model, first, scratch, self._spec.cache_bytes)
        if not self._keep("lower_layers", sample, f"training starts at layer {first}; the layers below are computed once for a row"):
            self._lower = None

    def keep_lower_layers(self, rows: list[Row]) -> tuple[int, int] | None:
        """Rows and bytes kept on disk; None where no adapter leaves lower layers alone."""
        return self._lower.keep(by_length(rows, self._spec.batch_tokens)) if self._lower else None

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

    @torch.no_grad()
    def _keep(self, name: str, sample: list[Row], reason: str) -> bool:
        self._model.eval()
        plain = answer_logits(self._model, padded(sample))
        try:
            apart = (self._logits(self._layout(sample)) - plain).abs().max() / plain.abs().max()
        except (RuntimeError, TypeError, ValueError, AttributeError) as error:
            return self._note(name, False, f"this model does not take it: {error}")
        allowed = _TOLERANCE.get(next(self._model.parameters()).dtype, 5e-2)
        if not apart <= allowed:
            return self._note(name, False, f"its logits are {apart:.1e} apart from those computed plainly")
        return self._note(name, True, reason)

    def _note(self, name: str, used: bool, reason: str) -> bool:
        self.shortcuts.append({"name": name, "used": used, "reason": reason})
        return used


def _costs(model: nn.Module) -> Costs:
    config = model.config
    heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    return Costs(per_token=sum(p.numel() for p in decoder_layers(model)[0].parameters()), per_pair=2 * heads * width)
