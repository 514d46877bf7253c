"""Logits and loss at answer positions alone: the output head never sees a prompt token, so the vocabulary is
never spread over one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layouts import Layout


def answer_logits(model: nn.Module, layout: Layout, embeddings: Tensor | None = None) -> Tensor:
    """(answer tokens, vocabulary) in fp32, in the order of `layout.targets`. `embeddings`: what the first
    layer run is given, in place of tokens."""
    device = next(model.parameters()).device
    inputs: dict[str, Tensor] = {"attention_mask": layout.mask.to(device)}
    if layout.shared:
        inputs["position_ids"] = layout.positions.to(device)
    if embeddings is None:
        inputs["input_ids"] = layout.tokens.to(device)
    else:
        inputs["inputs_embeds"] = embeddings
    with _head_sees(model, layout.answers.to(device)), computing(model):
        return model(**inputs, use_cache=False).logits[0].float()


def answer_losses(logits: Tensor, layout: Layout) -> Tensor:
    """Cross-entropy in nats of each answer token, row after row."""
    return functional.cross_entropy(logits, layout.targets.to(logits.device), reduction="none")


def computing(model: nn.Module) -> torch.autocast:
    """Matrix products in bf16 where the base is held in bf16; the fp32 weights of the adapter are rounded on
    the way."""
    weight = next(model.parameters())
    return torch.autocast(weight.device.type, dtype=torch.bfloat16, enabled=weight.dtype == torch.bfloat16)


@contextmanager
def _head_sees(model: nn.Module, places: Tensor) -> Iterator[None]:
    """Narrows the input of the output head, wherever the architecture keeps it, to `places`. Whatever follows
    the head, such as a cap on logits, is left to the model. Soft prompts lengthen each line on its left."""

    def narrow(_: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        hidden = inputs[0]
        virtual = hidden.shape[1] - places.shape[1]
        chosen = functional.pad(places, (virtual, 0)).flatten().nonzero().squeeze(1)
        return (hidden.flatten(0, 1).index_select(0, chosen)[None], *inputs[1:])

    head = model.get_output_embeddings()
    handle = head.register_forward_pre_hook(narrow)
    try:
        yield
    finally:
        handle.remove()
