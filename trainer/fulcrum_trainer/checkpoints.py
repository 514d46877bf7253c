"""Everything training needs to go on as if it had never stopped: adapter, optimiser, progress. The place in
the data and the random numbers of a step follow from its number. No pickle."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file, save
from torch import Tensor

from . import adapters
from .failure import Failure
from .whole_folder import Damaged, read_manifest, write_folder

_KEPT = 2


@dataclass
class Progress:
    """What has happened so far. Losses are means in nats for an answer token: [step, loss]."""

    step: int = 0
    best_step: int = 0
    best_loss: float | None = None
    readings_without_gain: int = 0
    train: list[tuple[int, float]] = field(default_factory=list)
    dev: list[tuple[int, float]] = field(default_factory=list)
    tokens: int = 0
    examples: int = 0
    elapsed_s: float = 0.0


class Checkpoints:
    """`identity`: what training depends on (settings, base, data). A checkpoint of another identity is
    refused, not skipped."""

    def __init__(self, folder: Path, identity: dict[str, object]) -> None:
        self._folder = folder
        self._identity = json.loads(json.dumps(identity))

    def write(
        self,
        progress: Progress,
        model: PeftModel,
        optimiser: torch.optim.Optimizer,
        best: dict[str, Tensor] | None,
    ) -> tuple[Path, int]:
        """Returns its place and its bytes."""
        path = self._folder / f"step-{progress.step:08d}"
        files = adapters.files(adapters.weights(model), model)
        files["optimiser.safetensors"] = save(_optimiser_tensors(model, optimiser))
        files["progress.json"] = json.dumps(asdict(progress), allow_nan=False).encode()
        if best is not None:
            files["best.safetensors"] = save(best)
        size = write_folder(path, files, {"identity": self._identity})
        for old in self._found()[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        return path, size

    def last_good(self) -> tuple[Path | None, list[str]]:
        """The newest checkpoint that is whole, and why each newer one is not."""
        damages: list[str] = []
        for path in self._found():
            try:
                facts = read_manifest(path)
            except Damaged as damage:
                damages.append(str(damage))
                continue
            self._require_identity(path, facts.get("identity") or {})
            return path, damages
        return None, damages

    def read(
        self, path: Path, model: PeftModel, optimiser: torch.optim.Optimizer
    ) -> tuple[Progress, dict[str, Tensor] | None]:
        """Puts the state of a whole checkpoint back. The second value is the best adapter so far."""
        newest = load_file(path / adapters.WEIGHTS)
        adapters.restore(model, newest)
        _restore_optimiser(model, optimiser, load_file(path / "optimiser.safetensors"))
        progress = Progress(**json.loads((path / "progress.json").read_bytes()))
        best = path / "best.safetensors"
        if best.exists():
            return progress, load_file(best)
        return progress, newest if progress.best_step == progress.step > 0 else None

    def exist(self) -> bool:
        return bool(self._found())

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _require_identity(self, path: Path, found: dict[str, object]) -> None:
        changed = [name for name, value in self._identity.items() if found.get(name) != value]
        if changed:
            raise Failure(
                "changed_since_checkpoint",
                f"Changed since {path.name} was written: {', '.join(changed)}",
                "Undo the change, or train in a new folder.",
            )

    def _found(self) -> list[Path]:
        return sorted((p for p in self._folder.glob("step-*") if p.suffix == ""), reverse=True)


def trainable(model: PeftModel) -> dict[str, torch.nn.Parameter]:
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


def _optimiser_tensors(model: PeftModel, optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    return {
        f"{key}/{name}": value.detach().cpu().contiguous()
        for name, parameter in trainable(model).items()
        for key, value in optimiser.state[parameter].items()
    }


def _restore_optimiser(model: PeftModel, optimiser: torch.optim.Optimizer, saved: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    numbers = {name: number for number, name in enumerate(trainable(model))}
    for place, value in saved.items():
        key, name = place.split("/", 1)
        state.setdefault(numbers[name], {})[key] = value
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
