"""Reads rows under the base and under its adapter: loss and perplexity, or the log-probabilities of the first
answer token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from torch import nn

from .adapters import open_adapter
from .answers import answer_logits, answer_losses
from .base_model import digest, open_model, open_tokenizer
from .batches import by_length
from .device import prepare
from .events import Events
from .layouts import padded
from .perplexity import perplexity
from .rows import Row, read_rows
from .run_folder import RunFolder
from .spec import Spec, read_spec


def evaluate(folder: RunFolder, rows_path: Path, events: Events) -> int:
    """A `row` event for each row, and one `evaluated` for all."""
    spec, model, tokenizer = _open(folder, events)
    rows = read_rows(rows_path, tokenizer, len(tokenizer), spec.max_length)
    totals: dict[str, float] = {}
    for batch in by_length(rows.rows, spec.batch_tokens):
        found = {side: _losses(model, batch) for side in _sides(model)}
        for place, row in enumerate(batch):
            events.emit(
                "row",
                id=row.id,
                answer_tokens=len(row.answers),
                loss={side: losses[place] / len(row.answers) for side, losses in found.items()},
            )
        for side, losses in found.items():
            totals[side] = totals.get(side, 0.0) + sum(losses)
    means = {side: total / rows.answer_tokens for side, total in totals.items()}
    events.emit(
        "evaluated",
        rows=len(rows.rows),
        too_long=len(rows.too_long),
        answer_tokens=rows.answer_tokens,
        loss=means,
        perplexity={side: perplexity(loss) for side, loss in means.items()},
    )
    return 0


def first_tokens(folder: RunFolder, rows_path: Path, top: int, events: Events) -> int:
    """A `first_token` event for each row: the `top` likeliest first tokens of the answer, and the one the
    row's completion begins with."""
    spec, model, tokenizer = _open(folder, events)
    rows = read_rows(rows_path, tokenizer, len(tokenizer), spec.max_length, needs_completion=False)
    asked = {_up_to_first(row): row for row in rows.rows}
    for batch in by_length(list(asked), spec.batch_tokens):
        found = {side: _log_probabilities(model, batch) for side in _sides(model)}
        for place, row in enumerate(batch):
            given = row.tokens[-1] if len(asked[row].tokens) > row.prompt_length else None
            sides = {side: _likeliest(values[place], top, given, tokenizer) for side, values in found.items()}
            events.emit("first_token", id=row.id, prompt_sha256=row.prompt_sha256, **sides)
    return 0


def _open(folder: RunFolder, events: Events) -> tuple[Spec, nn.Module, Any]:
    """The base, with its adapter where the run is finished."""
    spec, _ = read_spec(folder.spec)
    device = prepare(spec)
    events.emit("phase", name="loading")
    base_sha256 = digest(spec.base)
    model = open_model(spec, device)
    if folder.adapter.exists():
        model = open_adapter(folder.adapter, model, base_sha256)
    return spec, model, open_tokenizer(spec.base)


def _sides(model: nn.Module) -> Iterator[str]:
    """Within a turn of the loop the model is what the name says."""
    with model.disable_adapter() if isinstance(model, PeftModel) else nullcontext():
        yield "base"
    if isinstance(model, PeftModel):
        yield "adapter"


@torch.no_grad()
def _losses(model: nn.Module, batch: list[Row]) -> list[float]:
    """Summed over the answer tokens of each row, in nats."""
    layout = padded(batch)
    parts = answer_losses(answer_logits(model, layout), layout).split([len(row.answers) for row in batch])
    return [part.sum().item() for part in parts]


def _up_to_first(row: Row) -> Row:
    """With one token after the prompt: that of the completion, else any, since only the place before it is
    read."""
    return Row(
        row.id,
        [*row.tokens[: row.prompt_length], *(row.tokens[row.prompt_length :] or [0])[:1]],
        row.prompt_length,
        row.prompt_sha256,
    )


@torch.no_grad()
def _log_probabilities(model: nn.Module, batch: list[Row]) -> torch.Tensor:
    """(rows, vocabulary)"""
    return torch.log_softmax(answer_logits(model, padded(batch)), dim=-1)


def _likeliest(values: torch.Tensor, top: int, given: int | None, tokenizer: Any) -> dict[str, Any]:
    best = values.topk(min(top, len(values)))
    shown = [
        _token(token, value, tokenizer) for value, token in zip(best.values.tolist(), best.indices.tolist())
    ]
    return {
        "top": shown,
        "completion": None if given is None else _token(given, values[given].item(), tokenizer),
    }


def _token(token: int, log_probability: float, tokenizer: Any) -> dict[str, Any]:
    return {"token": token, "text": tokenizer.decode([token]), "log_probability": log_probability}
