"""Trains the adapter of one run folder: steps, dev readings, checkpoints, early stopping. Renders nothing;
tells all by events."""

from __future__ import annotations

import math
import platform
import time
from collections import deque

import torch
from peft import PeftModel
from torch import Tensor

from . import PROTOCOL, adapters
from .base_model import open_model, require_cuda_for_qlora
from .batches import Step, by_length
from .checkpoints import Checkpoints, Progress, trainable
from .computation import Computation
from .control import Control
from .device import prepare
from .events import Events
from .failure import PAUSED, Failure
from .inputs import Inputs, read_inputs
from .perplexity import perplexity
from .result import read_result, write_result
from .rows import RowSet
from .run_folder import RunFolder
from .schedule import dev_interval, learning_rate
from .spec import Setting, Spec, read_spec
from .versions import versions

_RATE_STEPS = 20
"""Speed and time left are told from this many last steps."""


def train(folder: RunFolder, resume: bool, events: Events, control: Control) -> int:
    """Returns the exit status: 0 or PAUSED. Raises Failure or Cancelled."""
    with folder.locked():
        spec, settings = read_spec(folder.spec)
        done = read_result(folder, spec)
        if not resume and (done or Checkpoints(folder.checkpoints, {}).exist()):
            advice = "Add --resume to go on with it, or train in a new folder."
            raise Failure("already_started", "This folder holds a run that was started before", advice)
        if done:
            events.emit("done", **done)
            return 0
        device = prepare(spec)
        _announce(spec, settings, device, events)
        events.emit("phase", name="reading")
        inputs = read_inputs(folder, spec, events)
        return Training(folder, inputs, device, events, control).run()


def _announce(spec: Spec, settings: list[Setting], device: torch.device, events: Events) -> None:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    events.emit("hello", protocol=PROTOCOL, device=f"{device.type}: {name}", versions=versions())
    for setting in settings:
        events.emit("setting", **vars(setting))
    if spec.method == "qlora":
        require_cuda_for_qlora(spec.base, device)


class Training:
    def __init__(
        self, folder: RunFolder, inputs: Inputs, device: torch.device, events: Events, control: Control
    ) -> None:
        self._folder, self._inputs, self._events, self._control = folder, inputs, events, control
        spec = inputs.spec
        events.emit("phase", name="loading")
        self._model: PeftModel = adapters.attach(open_model(spec, device), spec)
        self._parameters = list(trainable(self._model).values())
        self._optimiser = torch.optim.AdamW(
            self._parameters, lr=spec.learning_rate, weight_decay=spec.weight_decay
        )
        self._checkpoints = Checkpoints(folder.checkpoints, inputs.identity)
        self._progress = Progress()
        self._best: dict[str, Tensor] | None = None
        self._speeds: deque[tuple[int, float]] = deque(maxlen=_RATE_STEPS)
        self._dev_s = 0.0
        self._dev_interval = dev_interval(spec.dev_interval_steps, len(inputs.steps))
        self._planned_tokens = inputs.train.tokens * spec.epochs
        self._computation = Computation(self._model, spec)
        trained = sum(p.numel() for p in self._parameters)
        frozen = sum(p.numel() for p in self._model.parameters()) - trained
        events.emit("model", parameters=frozen, trainable_parameters=trained)

    def run(self) -> int:
        try:
            # Before a checkpoint is read: the fresh adapter decides alike in a run and in its resumption.
            self._take_shortcuts()
            self._resume()
            self._events.emit("phase", name="training")
            return self._train()
        finally:
            self._computation.close()

    def _take_shortcuts(self) -> None:
        train, dev = self._inputs.train, self._inputs.dev
        self._computation.take_shortcuts(train.rows, self._folder.lower_layers)
        for shortcut in self._computation.shortcuts:
            self._events.emit("shortcut", **shortcut)
        started = time.monotonic()
        rows = train.rows + (dev.rows if dev else [])
        kept = self._computation.keep_lower_layers(rows, self._control.check)
        if kept is not None:
            elapsed_s = round(time.monotonic() - started, 3)
            self._events.emit("lower_layers", rows=kept[0], bytes=kept[1], elapsed_s=elapsed_s)

    def _resume(self) -> None:
        path, damages = self._checkpoints.last_good()
        for damage in damages:
            self._events.emit("warning", code="checkpoint_damaged", message=damage)
        if path is None:
            return
        self._progress, self._best = self._checkpoints.read(path, self._model, self._optimiser)
        self._events.emit(
            "resumed", step=self._progress.step, of=len(self._inputs.steps), checkpoint=path.name
        )

    def _train(self) -> int:
        spec, steps, progress = self._inputs.spec, self._inputs.steps, self._progress
        stopped = "epochs"
        while progress.step < len(steps):
            if self._has_stopped_gaining():
                stopped = "early_stopping"
                break
            self._control.check()
            if self._control.pause_requested:
                return self._pause()
            self._step(steps[progress.step])
            if self._inputs.dev and (progress.step % self._dev_interval == 0 or progress.step == len(steps)):
                self._read_dev(self._inputs.dev)
            if progress.step % spec.checkpoint_interval_steps == 0 and progress.step < len(steps):
                self._save()
        return self._finish(stopped)

    def _step(self, batches: Step) -> None:
        """One step of the optimiser: the gradient of the mean over all answer tokens of its batches."""
        spec, progress, started = self._inputs.spec, self._progress, time.monotonic()
        rows = [row for batch in batches for row in batch]
        answer_tokens = sum(len(row.answers) for row in rows)
        rate = learning_rate(
            progress.step + 1, len(self._inputs.steps), spec.learning_rate, spec.warmup_share
        )
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._model.train()
        # Dropout of a step follows from its number: a resumed run draws as one that never stopped.
        torch.manual_seed(spec.seed << 32 | progress.step)
        loss = 0.0
        for batch in batches:
            self._control.check()
            part = self._computation.losses(batch).sum() / answer_tokens
            part.backward()
            loss += part.item()
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, spec.max_gradient_norm).item()
        self._require_finite(loss + norm)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        tokens = sum(len(row.tokens) for row in rows)
        self._count(loss, tokens, len(rows), time.monotonic() - started)
        self._tell_step(loss, rate, norm)

    def _count(self, loss: float, tokens: int, examples: int, seconds: float) -> None:
        progress = self._progress
        progress.step += 1
        progress.train.append((progress.step, loss))
        progress.tokens += tokens
        progress.examples += examples
        progress.elapsed_s += seconds
        self._speeds.append((tokens, seconds))

    def _tell_step(self, loss: float, rate: float, norm: float) -> None:
        progress, steps = self._progress, self._inputs.steps
        speed = sum(t for t, _ in self._speeds) / sum(s for _, s in self._speeds)
        left = self._planned_tokens - progress.tokens
        readings = math.ceil((len(steps) - progress.step) / self._dev_interval)
        self._events.emit(
            "step",
            step=progress.step,
            of=len(steps),
            loss=loss,
            learning_rate=rate,
            gradient_norm=norm,
            examples=progress.examples,
            tokens=progress.tokens,
            tokens_per_s=round(speed, 1),
            elapsed_s=round(progress.elapsed_s, 3),
            eta_s=round(left / speed + readings * self._dev_s, 1),
        )

    @torch.no_grad()
    def _read_dev(self, dev: RowSet) -> None:
        progress, started = self._progress, time.monotonic()
        self._model.eval()
        total = 0.0
        for batch in by_length(dev.rows, self._inputs.spec.batch_tokens):
            self._control.check()
            total += self._computation.losses(batch).sum().item()
        loss = total / dev.answer_tokens
        self._require_finite(loss)
        progress.dev.append((progress.step, loss))
        if progress.best_loss is None or loss < progress.best_loss:
            progress.best_step, progress.best_loss, progress.readings_without_gain = progress.step, loss, 0
            self._best = adapters.weights(self._model)
        else:
            progress.readings_without_gain += 1
        self._dev_s = time.monotonic() - started
        progress.elapsed_s += self._dev_s
        self._events.emit(
            "dev",
            step=progress.step,
            loss=loss,
            perplexity=perplexity(loss),
            best_step=progress.best_step,
            readings_without_gain=progress.readings_without_gain,
        )

    def _has_stopped_gaining(self) -> bool:
        return self._progress.readings_without_gain >= self._inputs.spec.patience

    def _save(self) -> str:
        best = self._best if self._progress.best_step != self._progress.step else None
        path, size = self._checkpoints.write(self._progress, self._model, self._optimiser, best)
        self._events.emit("checkpoint", step=self._progress.step, checkpoint=path.name, bytes=size)
        return path.name

    def _pause(self) -> int:
        self._events.emit(
            "paused", step=self._progress.step, of=len(self._inputs.steps), checkpoint=self._save()
        )
        return PAUSED

    def _finish(self, stopped: str) -> int:
        self._events.emit("phase", name="saving")
        weights = self._best or adapters.weights(self._model)
        shortcuts = self._computation.shortcuts
        done = write_result(
            self._folder, self._inputs, self._progress, self._model, weights, stopped, shortcuts
        )
        self._checkpoints.remove()
        self._events.emit("done", **done)
        return 0

    def _require_finite(self, value: float) -> None:
        if not math.isfinite(value):
            message = f"The loss or gradient of step {self._progress.step + 1} is not a finite number"
            raise Failure("diverged", message, "Take a smaller learning_rate, or fp32.")
