"""Says before training what it will take: memory from the model's shapes, time from a short probe. Leaves
nothing behind."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import torch

from . import adapters
from .base_model import dtype_of, open_config, open_model, open_tokenizer
from .batches import Batch, by_length, plan_steps
from .computation import Computation
from .device import prepare
from .events import Events
from .memory import plan_memory
from .peak_memory import peak_memory_bytes
from .rows import RowSet, read_rows
from .run_folder import RunFolder
from .schedule import dev_interval
from .spec import Spec, read_spec

_PROBE_BATCHES = 8
_PROBE_S = 20
"""No further batch is begun after this long."""


def plan(spec_path: Path, probes: bool, events: Events) -> int:
    """A `memory` event for each way of tuning, then `time` where rows lie beside the spec and `probes` is
    set."""
    spec, settings = read_spec(spec_path)
    device = prepare(spec)
    for setting in settings:
        events.emit("setting", **vars(setting))
    folder = RunFolder(spec_path.parent)
    train, dev = _rows(folder.train, spec), _rows(folder.dev, spec)
    _plan_memory(spec, device, train, events)
    if probes and train:
        events.emit("phase", name="probing")
        _plan_time(spec, device, train, dev, events)
    return 0


def _rows(path: Path, spec: Spec) -> RowSet | None:
    if not path.exists():
        return None
    tokenizer = open_tokenizer(spec.base)
    return read_rows(path, tokenizer, len(tokenizer), spec.max_length)


def _plan_memory(spec: Spec, device: torch.device, train: RowSet | None, events: Events) -> None:
    """Of the largest batch of the rows; without rows, of a batch of `max_length` in which each token is an
    answer: an upper bound."""
    lines, width = max(1, spec.batch_tokens // spec.max_length), spec.max_length
    answer_tokens = lines * width
    if train:
        batches = by_length(train.rows, spec.batch_tokens)
        largest = max(batches, key=lambda batch: len(batch) * len(batch[-1].tokens))
        lines, width = len(largest), len(largest[-1].tokens)
        answer_tokens = max(sum(len(row.answers) for row in batch) for batch in batches)
    low_rank = spec if spec.is_low_rank else replace(spec, method="lora")
    runtime = psutil.Process().memory_info().rss
    is_cuda = device.type == "cuda"
    available = torch.cuda.mem_get_info(device)[0] if is_cuda else psutil.virtual_memory().available
    ways = plan_memory(
        open_config(spec.base), low_rank, dtype_of(spec, device), lines, width, answer_tokens, runtime
    )
    for way, memory in ways.items():
        parts = {f"{name}_bytes": value for name, value in asdict(memory).items()}
        fits = memory.total <= available
        events.emit(
            "memory",
            way=way,
            rows=lines,
            tokens_per_row=width,
            **parts,
            total_bytes=memory.total,
            available_bytes=available,
            fits=fits,
        )


def _plan_time(spec: Spec, device: torch.device, train: RowSet, dev: RowSet | None, events: Events) -> None:
    started = time.monotonic()
    model = adapters.attach(open_model(spec, device), spec)
    loading_s = time.monotonic() - started
    computation = Computation(model, spec)
    batches = by_length(train.rows, spec.batch_tokens)
    sample = batches[:: max(1, len(batches) // _PROBE_BATCHES)]
    with tempfile.TemporaryDirectory() as scratch:
        computation.take_shortcuts(train.rows, Path(scratch) / "lower-layers.f32")
        started = time.monotonic()
        kept = computation.keep_lower_layers([row for batch in sample for row in batch], lambda: None)
        lower_s = (time.monotonic() - started) * train.tokens / _tokens(sample) if kept else 0.0
        train_speed = _speed(sample, lambda batch: computation.losses(batch).mean().backward())
        with torch.no_grad():
            dev_speed = _speed(sample[:2], computation.losses)
        computation.close()
    steps = len(plan_steps(train.rows, spec.epochs, spec.batch_tokens, spec.accumulation, spec.seed))
    readings = -(-steps // dev_interval(spec.dev_interval_steps, steps))
    train_s = lower_s + train.tokens * spec.epochs / train_speed
    dev_s = readings * dev.tokens / dev_speed if dev else 0.0
    events.emit(
        "time",
        steps=steps,
        tokens_per_s=round(train_speed, 1),
        loading_s=round(loading_s, 1),
        training_s=round(train_s, 1),
        dev_s=round(dev_s, 1),
        total_s=round(loading_s + train_s + dev_s, 1),
        peak_memory_bytes=peak_memory_bytes(),
    )


def _speed(batches: list[Batch], run: Callable[[Batch], object]) -> float:
    """Tokens a second. The first batch warms up and is not counted, unless it is the only one."""
    run(batches[0])
    counted: list[Batch] = []
    started = time.monotonic()
    for batch in batches[1:] or batches:
        run(batch)
        counted.append(batch)
        if time.monotonic() - started > _PROBE_S:
            break
    return _tokens(counted) / (time.monotonic() - started)


def _tokens(batches: list[Batch]) -> int:
    return sum(len(row.tokens) for batch in batches for row in batch)
