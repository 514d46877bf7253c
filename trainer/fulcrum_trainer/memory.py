"""Memory that full tuning, LoRA and QLoRA of a model would take, counted from its real shapes without holding
them. Knows no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM

from . import adapters
from .base_model import decoder_layers
from .spec import Spec

_FP32, _BF16 = 4, 2
_NF4_BYTES = 0.5 + 1 / 64 + 4 / (64 * 256)
"""A weight of 4 bits, and its share of a scale of 8 bits for 64 weights and of one of 32 bits for 256 scales
(double quantisation)."""
_LOGIT_COPIES = 3
"""Logits, their gradient, and the probabilities in between."""


@dataclass(frozen=True)
class Memory:
    """Bytes. `runtime`: what the process holds before any model."""

    weights: int
    gradients: int
    optimiser: int
    activations: int
    logits: int
    runtime: int

    @property
    def total(self) -> int:
        return self.weights + self.gradients + self.optimiser + self.activations + self.logits + self.runtime


def plan_memory(
    config: Any, spec: Spec, dtype: torch.dtype, lines: int, width: int, answer_tokens: int, runtime: int
) -> dict[str, Memory]:
    """For "full" (all in fp32), "lora" (base in `dtype`) and "qlora" (4 bits, computed in bf16), in one
    forward and backward pass of `lines` rows of `width` tokens."""
    base = _on_meta(config, torch.float32)
    linear = _linear_parameters(base)
    parameters = sum(p.numel() for p in base.parameters())
    logits = answer_tokens * config.vocab_size * _FP32 * _LOGIT_COPIES
    full_activations = _activations(base.requires_grad_(True), lines, width)

    def adapted(dtype: torch.dtype, weights: int) -> Memory:
        with torch.device("meta"):
            model = adapters.attach(_on_meta(config, dtype), spec)
        trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
        activations = _activations(model, lines, width)
        return Memory(
            weights + trained * _FP32, trained * _FP32, trained * _FP32 * 2, activations, logits, runtime
        )

    return {
        "full": Memory(
            parameters * _FP32, parameters * _FP32, parameters * _FP32 * 2, full_activations, logits, runtime
        ),
        "lora": adapted(dtype, parameters * dtype.itemsize),
        "qlora": adapted(torch.bfloat16, int(linear * _NF4_BYTES + (parameters - linear) * _BF16)),
    }


def _on_meta(config: Any, dtype: torch.dtype) -> nn.Module:
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(config, dtype=dtype, trust_remote_code=False).requires_grad_(
            False
        )


def _linear_parameters(model: nn.Module) -> int:
    return sum(
        module.weight.numel() for module in decoder_layers(model).modules() if isinstance(module, nn.Linear)
    )


def _sizes(config: Any) -> set[int]:
    """That the last dimension of what is kept for a token can have."""
    heads = config.num_attention_heads
    head = getattr(config, "head_dim", None) or config.hidden_size // heads
    return {head, heads * head, config.hidden_size, config.intermediate_size}


def _activations(model: nn.Module, lines: int, width: int) -> int:
    """Bytes that a forward pass keeps for the backward pass. Counted as they are kept, on a device without
    storage."""
    weights = {p.untyped_storage()._cdata for p in model.parameters()}
    config: Any = model.config
    while width in _sizes(config):
        width += 1  # else tensors of this size would have the shape that is left out below
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        # Fused attention keeps no (width, width) weights; the stand-in that runs without storage does.
        if tensor.shape[-2:] != (width, width):
            kept[tensor.untyped_storage()._cdata] = tensor
        return tensor

    tokens = torch.zeros(lines, width, dtype=torch.long, device="meta")
    mask = torch.ones(lines, 1, width, width, dtype=torch.bool, device="meta")
    model.train()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        model(input_ids=tokens, attention_mask=mask, use_cache=False, logits_to_keep=1)
    return sum(
        tensor.untyped_storage().nbytes() for storage, tensor in kept.items() if storage not in weights
    )
