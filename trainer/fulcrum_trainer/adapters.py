"""Puts the adapter of a spec on a base model, and turns its weights into PEFT's files and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from peft import (
    LoraConfig,
    PeftConfig,
    PeftModel,
    PeftModelForCausalLM,
    PrefixTuningConfig,
    PromptTuningConfig,
    PromptTuningInit,
    TaskType,
    get_peft_model,
    get_peft_model_state_dict,
    set_peft_model_state_dict,
)
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from .base_model import decoder_layers, linear_names
from .failure import Failure
from .spec import Spec
from .whole_folder import Damaged, read_manifest

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"


def attach(model: nn.Module, spec: Spec) -> PeftModel:
    """Seeds the generator, so that the same spec starts from the same weights. Adapter weights are fp32, also
    on a bf16 base."""
    torch.manual_seed(spec.seed)
    adapted = get_peft_model(model, _config(model, spec))
    adapted.peft_config["default"].base_model_name_or_path = spec.base.name
    return adapted


def weights(model: PeftModel) -> dict[str, Tensor]:
    """A copy, by PEFT's names, that training on does not change."""
    found = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in found.items()}


def restore(model: PeftModel, saved: dict[str, Tensor]) -> None:
    set_peft_model_state_dict(model, saved)


def files(saved: dict[str, Tensor], model: PeftModel) -> dict[str, bytes]:
    """The two files that PEFT loads."""
    config = model.peft_config["default"].to_dict() | {"inference_mode": True}
    return {
        WEIGHTS: save(saved),
        CONFIG: json.dumps(config, indent=1, default=_plain, sort_keys=True).encode(),
    }


def open_adapter(folder: Path, model: nn.Module, base_sha256: str) -> PeftModel:
    """Refuses an adapter whose hash is not whole, that was made for another base, or that holds a number that
    is none."""
    advice = "Name the folder `adapter` of a finished run on this base."
    try:
        facts = read_manifest(folder)
        saved = load_file(folder / WEIGHTS)
    except (Damaged, OSError, SafetensorError) as error:
        raise Failure("adapter_unreadable", f"The adapter is not whole: {error}", advice) from error
    if facts.get("base_sha256") != base_sha256:
        raise Failure("adapter_unreadable", "The adapter was trained on another base model", advice)
    if not all(torch.isfinite(tensor).all() for tensor in saved.values()):
        raise Failure("adapter_unreadable", "The adapter holds values that are not finite", advice)
    adapted = PeftModelForCausalLM(model, PeftConfig.from_pretrained(str(folder)))
    restore(adapted, saved)
    return adapted.eval()


def _config(model: nn.Module, spec: Spec) -> PeftConfig:
    if spec.method == "prefix":
        return PrefixTuningConfig(task_type=TaskType.CAUSAL_LM, num_virtual_tokens=spec.virtual_tokens)
    if spec.method == "prompt":
        # From the vectors of real words: random ones lie where the model has never been.
        start = PromptTuningInit.SAMPLE_VOCAB
        return PromptTuningConfig(
            task_type=TaskType.CAUSAL_LM, num_virtual_tokens=spec.virtual_tokens, prompt_tuning_init=start
        )
    layers = len(decoder_layers(model))
    if spec.layers_to_transform is not None and max(spec.layers_to_transform) >= layers:
        raise Failure(
            "invalid_spec",
            f"layers_to_transform names layer {max(spec.layers_to_transform)}",
            f"The base has layers 0 to {layers - 1}.",
        )
    known = linear_names(model)
    names = known if spec.target_modules == "all-linear" else list(spec.target_modules)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Failure(
            "invalid_spec", f"The base has no linear layer {unknown[0]}", f"It has {', '.join(known)}."
        )
    return LoraConfig(
        task_type=TaskType.CAUSAL_LM,
        r=spec.rank,
        lora_alpha=spec.alpha,
        lora_dropout=spec.dropout,
        target_modules=names,
        layers_to_transform=None if spec.layers_to_transform is None else list(spec.layers_to_transform),
        use_dora=spec.method == "dora",
    )


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else str(value)
