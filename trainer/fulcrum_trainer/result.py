"""What a finished run leaves behind: the adapter, whole, and metrics.json, which is written after it."""

from __future__ import annotations

import json
from typing import Any

from peft import PeftModel
from torch import Tensor

from . import PROTOCOL, adapters
from .base_model import file_sha256
from .checkpoints import Progress
from .failure import Failure
from .inputs import Inputs, describe
from .peak_memory import peak_memory_bytes
from .run_folder import RunFolder
from .spec import Spec, as_json
from .versions import versions
from .whole_folder import Damaged, read_manifest, write_file, write_folder


def write_result(
    folder: RunFolder,
    inputs: Inputs,
    progress: Progress,
    model: PeftModel,
    weights: dict[str, Tensor],
    stopped: str,
    shortcuts: list[dict[str, Any]],
) -> dict[str, Any]:
    """Returns what the `done` event says. `stopped`: "epochs" or "early_stopping"."""
    facts = {
        "method": inputs.spec.method,
        "base_sha256": inputs.base_sha256,
        "train_sha256": inputs.train.sha256,
    }
    write_folder(folder.adapter, adapters.files(weights, model), facts)
    metrics = {
        "protocol": PROTOCOL,
        "versions": versions(),
        "settings": as_json(inputs.spec),
        "base": {"name": inputs.spec.base.name, "sha256": inputs.base_sha256},
        "train_data": describe(inputs.train),
        "dev_data": describe(inputs.dev) if inputs.dev else None,
        "shortcuts": shortcuts,
        "adapter": {
            **read_manifest(folder.adapter)["files"][adapters.WEIGHTS],
            "parameters": sum(tensor.numel() for tensor in weights.values()),
        },
        "stopped": stopped,
        "steps": progress.step,
        "planned_steps": len(inputs.steps),
        "best_step": progress.best_step if inputs.dev else progress.step,
        "train_loss": progress.train,
        "dev_loss": progress.dev,
        "examples": progress.examples,
        "tokens": progress.tokens,
        "elapsed_s": round(progress.elapsed_s, 3),
        "peak_memory_bytes": peak_memory_bytes(),
    }
    write_file(folder.metrics, json.dumps(metrics, indent=1, allow_nan=False).encode())
    return _summary(metrics)


def read_result(folder: RunFolder, spec: Spec) -> dict[str, Any] | None:
    """What `done` said, where the run is finished and its adapter whole. Raises `changed_since_checkpoint` where
    it was trained by another spec or other rows than lie there now."""
    try:
        metrics = json.loads(folder.metrics.read_bytes())
        adapter = read_manifest(folder.adapter)["files"][adapters.WEIGHTS]
        done = _summary(metrics) if adapter["sha256"] == metrics["adapter"]["sha256"] else None
        settings: dict[str, Any] = metrics["settings"]
        base, *rows = (_sha256(metrics[name]) for name in ("base", "train_data", "dev_data"))
    except (Damaged, OSError, ValueError, KeyError):
        return None
    asked = json.loads(json.dumps(as_json(spec)))
    # How many threads there are is the machine's matter: a run may be brought home from another.
    is_same = all(settings.get(name, value) == value for name, value in asked.items() if name != "threads")
    is_same &= spec.base.sha256 in (None, base)
    is_same &= rows == [file_sha256(path) if path.exists() else None for path in (folder.train, folder.dev)]
    if done and not is_same:
        raise Failure(
            "changed_since_checkpoint",
            "The finished run in this folder has another spec or other rows",
            "Train in a new folder.",
        )
    return done


def _sha256(facts: dict[str, Any] | None) -> str | None:
    return facts["sha256"] if facts else None


def _summary(metrics: dict[str, Any]) -> dict[str, Any]:
    return {
        "sha256": metrics["adapter"]["sha256"],
        "stopped": metrics["stopped"],
        "steps": metrics["steps"],
        "best_step": metrics["best_step"],
        "dev_loss": dict(metrics["dev_loss"]).get(metrics["best_step"]),
        "elapsed_s": metrics["elapsed_s"],
    }
