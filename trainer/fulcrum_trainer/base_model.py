"""Opens the base model and its tokenizer from local files: a GGUF, or a folder of safetensors. Never pickle,
remote code or the network."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig
from transformers.utils import logging

from .failure import Failure
from .spec import Base, Spec

logging.disable_progress_bar()


def digest(base: Base) -> str:
    """sha256 of the GGUF; of a folder, sha256 over a line `name sha256` for each .json, .safetensors, .model
    and .txt file in order of name. Raises base_changed where the spec asks for another."""
    path = Path(base.path)
    try:
        if path.is_dir():
            files = sorted(
                p for p in path.iterdir() if p.suffix in (".json", ".safetensors", ".model", ".txt")
            )
            lines = "".join(f"{p.name} {file_sha256(p)}\n" for p in files)
            found = hashlib.sha256(lines.encode()).hexdigest()
        else:
            found = file_sha256(path)
    except OSError as error:
        raise _unreadable(base, error) from error
    if base.sha256 is not None and base.sha256 != found:
        raise Failure(
            "base_changed",
            f"{base.name} has the digest {found}, the spec asks for {base.sha256}",
            "Name the model that the spec was made for.",
        )
    return found


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_tokenizer(base: Base) -> Any:
    return _open(base, AutoTokenizer.from_pretrained)


def open_config(base: Base) -> Any:
    return _open(base, AutoConfig.from_pretrained)


def open_model(spec: Spec, device: torch.device) -> nn.Module:
    """The frozen base on `device`."""
    extra: dict[str, Any] = {"dtype": dtype_of(spec, device), "use_safetensors": True}
    if spec.method == "qlora":
        require_cuda_for_qlora(spec.base, device)
        extra["quantization_config"] = quantisation()
        extra["device_map"] = {"": device}
    model = _open(spec.base, AutoModelForCausalLM.from_pretrained, **extra)
    if spec.method != "qlora":
        model = model.to(device)
    model.config.use_cache = False
    return model.requires_grad_(False).eval()


def dtype_of(spec: Spec, device: torch.device) -> torch.dtype:
    if spec.precision != "auto":
        return torch.bfloat16 if spec.precision == "bf16" else torch.float32
    return torch.bfloat16 if device.type == "cuda" and torch.cuda.is_bf16_supported() else torch.float32


def quantisation() -> BitsAndBytesConfig:
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def require_cuda_for_qlora(base: Base, device: torch.device) -> None:
    if device.type != "cuda":
        raise Failure(
            "needs_cuda",
            "QLoRA needs a CUDA GPU: its 4-bit kernels (bitsandbytes) are trained on nothing else here",
            'Use "method": "lora" on this machine, or run this folder where there is one.',
        )
    if not Path(base.path).is_dir():
        raise Failure(
            "invalid_spec",
            "QLoRA quantises safetensors, and this base is a GGUF",
            "Name a folder with the safetensors of the same model.",
        )
    try:
        import bitsandbytes  # noqa: F401
    except ImportError as error:
        raise Failure(
            "needs_cuda",
            "bitsandbytes is not installed",
            "FULCRUM_TORCH=cuda fulcrum adapters setup brings it.",
        ) from error


def decoder_layers(model: nn.Module) -> nn.ModuleList:
    """The stack of layers, wherever an architecture keeps it."""
    count = model.config.num_hidden_layers
    for module in model.modules():
        if isinstance(module, nn.ModuleList) and len(module) == count:
            return module
    raise Failure(
        "base_unreadable",
        f"{type(model).__name__} has no stack of {count} layers",
        "Name a decoder-only language model.",
    )


def linear_names(model: nn.Module) -> list[str]:
    """Names of all linear layers within the stack, as in q_proj: the output head is not among them."""
    names = {
        name.split(".")[-1]
        for layer in decoder_layers(model)
        for name, module in layer.named_modules()
        if isinstance(module, nn.Linear)
    }
    return sorted(names)


def _open(base: Base, from_pretrained: Any, **extra: Any) -> Any:
    path = Path(base.path)
    place: dict[str, Any] = {"pretrained_model_name_or_path": str(path)}
    if not path.is_dir():
        place = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
    if not path.exists():
        raise _unreadable(base, "there is no such file or folder")
    try:
        return from_pretrained(**place, **extra, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise _unreadable(base, error) from error


def _unreadable(base: Base, error: object) -> Failure:
    return Failure(
        "base_unreadable",
        f"{base.name}: {error}",
        "Name a GGUF of a supported architecture, or a folder with config.json, tokenizer and safetensors.",
    )
