"""Reads spec.json: every setting with its default, its bounds and the reason for it. Knows nothing of models
or rows."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .failure import Failure

METHODS = ("lora", "dora", "qlora", "prefix", "prompt")
LOW_RANK = ("lora", "dora", "qlora")
PRECISIONS = ("auto", "fp32", "bf16")

_LEARNING_RATES = {
    "lora": (5e-4, "low-rank weights bear about ten times the rate of full tuning"),
    "dora": (5e-4, "low-rank weights bear about ten times the rate of full tuning"),
    "qlora": (2e-4, "the rate of the QLoRA paper for models up to 13B"),
    "prefix": (1e-2, "a few vectors of keys and values need large steps; the rate of PEFT's own examples"),
    "prompt": (3e-2, "a few embedding vectors need large steps; the rate of PEFT's own examples"),
}


@dataclass(frozen=True)
class Base:
    """`path`: a GGUF file or a folder of safetensors. `sha256`: the digest it must have, if given (see
    base_model.digest)."""

    path: str
    name: str
    sha256: str | None


@dataclass(frozen=True)
class Spec:
    base: Base
    method: str
    rank: int
    alpha: float
    dropout: float
    target_modules: str | tuple[str, ...]
    layers_to_transform: tuple[int, ...] | None
    virtual_tokens: int
    learning_rate: float
    warmup_share: float
    weight_decay: float
    max_gradient_norm: float
    epochs: int
    batch_tokens: int
    accumulation: int
    max_length: int
    patience: int
    dev_interval_steps: int | None
    checkpoint_interval_steps: int
    seed: int
    threads: int
    precision: str
    cache_bytes: int

    @property
    def is_low_rank(self) -> bool:
        return self.method in LOW_RANK


@dataclass(frozen=True)
class Setting:
    """One value as it will be used, for the `setting` event. `source`: "spec" or "default"."""

    name: str
    value: Any
    source: str
    reason: str


@dataclass(frozen=True)
class _Rule:
    """A default (or a function of the method), why it is that, and what a given value must satisfy."""

    default: Any
    reason: str
    check: Callable[[Any], bool]
    allowed: str


def _whole(low: int, high: int) -> tuple[Callable[[Any], bool], str]:
    return (lambda v: type(v) is int and low <= v <= high), f"a whole number from {low} to {high}"


def _number(low: float, high: float) -> tuple[Callable[[Any], bool], str]:
    return (lambda v: type(v) in (int, float) and low <= v <= high), f"a number from {low:g} to {high:g}"


def _names(value: Any) -> bool:
    return value == "all-linear" or (
        isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)
    )


def _layers(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and bool(value) and all(type(v) is int and v >= 0 for v in value)
    )


def _interval(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 1)


_RULES: dict[str, _Rule] = {
    "method": _Rule(
        "lora",
        "the usual start: small, and served by every engine",
        lambda v: v in METHODS,
        f"one of {', '.join(METHODS)}",
    ),
    "rank": _Rule(
        16, "enough for style, format and labels; more buys little before 10,000 rows", *_whole(1, 1024)
    ),
    "alpha": _Rule(32, "twice the rank", *_number(1e-3, 4096)),
    "dropout": _Rule(0.05, "a little noise against learning few rows by heart", *_number(0, 0.9)),
    "target_modules": _Rule(
        "all-linear",
        "every linear layer but the output head: attention alone learns less",
        _names,
        '"all-linear" or a list of module names',
    ),
    "layers_to_transform": _Rule(None, "all layers", _layers, "null or a list of layer numbers from 0"),
    "virtual_tokens": _Rule(20, "the usual length of a prefix or soft prompt", *_whole(1, 512)),
    "learning_rate": _Rule(None, "", *_number(1e-8, 1)),
    "warmup_share": _Rule(
        0.05, "the first steps are small, while the optimiser has seen little", *_number(0, 1)
    ),
    "weight_decay": _Rule(0.0, "adapters are small already", *_number(0, 1)),
    "max_gradient_norm": _Rule(1.0, "one odd batch cannot throw the weights off", *_number(1e-6, 1e6)),
    "epochs": _Rule(3, "early stopping ends it sooner where dev says so", *_whole(1, 1000)),
    "batch_tokens": _Rule(1024, "tokens in one forward pass: bounds the memory", *_whole(1, 1 << 20)),
    "accumulation": _Rule(1, "forward passes to one step of the optimiser", *_whole(1, 4096)),
    "max_length": _Rule(1024, "longer rows are left out and counted, never cut", *_whole(2, 1 << 20)),
    "patience": _Rule(3, "dev readings without a gain before training stops", *_whole(1, 1000)),
    "dev_interval_steps": _Rule(
        None, "ten dev readings over the run", _interval, "null or a whole number from 1"
    ),
    "checkpoint_interval_steps": _Rule(25, "what a crash can cost, in steps", *_whole(1, 1_000_000)),
    "seed": _Rule(0, "same seed, same threads, same adapter", *_whole(0, 2**31 - 1)),
    "threads": _Rule(
        None,
        "every core of this machine",
        lambda v: v is None or (type(v) is int and 1 <= v <= 1024),
        "null or a whole number from 1 to 1024",
    ),
    "precision": _Rule(
        "auto",
        "bf16 on a GPU that has it, fp32 elsewhere",
        lambda v: v in PRECISIONS,
        f"one of {', '.join(PRECISIONS)}",
    ),
    "cache_bytes": _Rule(
        2_000_000_000,
        "disk for the outputs of frozen lower layers; used only where adapters sit on upper layers",
        *_whole(0, 1 << 44),
    ),
}


def read_spec(path: Path) -> tuple[Spec, list[Setting]]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(
            "invalid_spec",
            f"{path.name} cannot be read: {error}",
            "It is a JSON object; trainer/README.md lists its fields.",
        ) from error
    if not isinstance(given, dict):
        raise Failure(
            "invalid_spec", f"{path.name} is not a JSON object", "trainer/README.md lists its fields."
        )
    _refuse_unknown(given)
    base = _read_base(given.get("base"), path.parent)
    settings = [_resolve(name, rule, given) for name, rule in _RULES.items()]
    values = {setting.name: _frozen(setting.value) for setting in settings}
    if values["layers_to_transform"] is not None and values["method"] not in LOW_RANK:
        raise Failure(
            "invalid_spec",
            f"layers_to_transform is given for {values['method']} tuning",
            f"Only {', '.join(LOW_RANK)} adapt single layers.",
        )
    rate, why = _LEARNING_RATES[values["method"]]
    if values["learning_rate"] is None:
        values["learning_rate"] = rate
    if values["threads"] is None:
        values["threads"] = os.cpu_count() or 1
    shown = [_shown(setting, values[setting.name], why) for setting in settings]
    return Spec(base=base, **values), shown


def as_json(spec: Spec) -> dict[str, Any]:
    """The settings as they are used. Where the base lies is none: its digest says which it is."""
    return {field.name: getattr(spec, field.name) for field in fields(spec) if field.name != "base"}


def _resolve(name: str, rule: _Rule, given: dict[str, Any]) -> Setting:
    if name not in given:
        return Setting(name, rule.default, "default", rule.reason)
    value = given[name]
    if not rule.check(value) and not (value is None and rule.default is None):
        raise Failure("invalid_spec", f"{name} is {json.dumps(value)}", f"It must be {rule.allowed}.")
    return Setting(name, value, "spec", "as the spec says")


def _shown(setting: Setting, value: Any, rate_reason: str) -> Setting:
    reason = (
        rate_reason if setting.name == "learning_rate" and setting.source == "default" else setting.reason
    )
    return Setting(setting.name, value, setting.source, reason)


def _refuse_unknown(given: dict[str, Any]) -> None:
    known = ["base", *_RULES]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Settings are {', '.join(known)}."
            raise Failure("invalid_spec", f"There is no setting {json.dumps(name)}", advice)


def _read_base(value: Any, folder: Path) -> Base:
    allowed = "It must be an object with `path`, and optionally `name` and `sha256`."
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("path"), str)
        or not set(value) <= {"path", "name", "sha256"}
    ):
        raise Failure("invalid_spec", f"base is {json.dumps(value)}", allowed)
    path = (folder / Path(value["path"]).expanduser()).resolve()
    name, sha256 = value.get("name", path.stem), value.get("sha256")
    if not isinstance(name, str) or not (sha256 is None or isinstance(sha256, str)):
        raise Failure("invalid_spec", f"base is {json.dumps(value)}", allowed)
    return Base(str(path), name, sha256)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
