"""Reads what a run depends on: base, rows and settings, each named by its hash, and the plan of its steps.
Loads no weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .base_model import digest, open_tokenizer
from .batches import Step, plan_steps
from .events import Events
from .rows import RowSet, read_rows
from .run_folder import RunFolder
from .spec import Spec, as_json
from .whole_folder import write_file

_IDS_SHOWN = 20


@dataclass(frozen=True)
class Inputs:
    spec: Spec
    base_sha256: str
    train: RowSet
    dev: RowSet | None
    steps: list[Step]

    @property
    def identity(self) -> dict[str, Any]:
        """Whatever the result depends on: a checkpoint of another identity cannot be gone on with."""
        return {
            **as_json(self.spec),
            "base": self.base_sha256,
            "train_sha256": self.train.sha256,
            "dev_sha256": self.dev.sha256 if self.dev else None,
        }


def read_inputs(folder: RunFolder, spec: Spec, events: Events) -> Inputs:
    """Also writes prompts.jsonl: the hash of each prompt trained on."""
    base_sha256 = digest(spec.base)
    events.emit("base", name=spec.base.name, sha256=base_sha256)
    tokenizer = open_tokenizer(spec.base)
    sets: dict[str, RowSet] = {}
    for name, path in (("train", folder.train), ("dev", folder.dev)):
        if name == "train" or path.exists():
            sets[name] = read_rows(path, tokenizer, len(tokenizer), spec.max_length)
            _tell(name, sets[name], spec.max_length, events)
    train = sets["train"]
    _warn_without_end(train, tokenizer, events)
    write_file(folder.prompts, _prompt_lines(train).encode())
    steps = plan_steps(train.rows, spec.epochs, spec.batch_tokens, spec.accumulation, spec.seed)
    return Inputs(spec, base_sha256, train, sets.get("dev"), steps)


def describe(rows: RowSet) -> dict[str, Any]:
    return {
        "rows": len(rows.rows),
        "tokens": rows.tokens,
        "answer_tokens": rows.answer_tokens,
        "too_long": len(rows.too_long),
        "sha256": rows.sha256,
    }


def _tell(name: str, rows: RowSet, max_length: int, events: Events) -> None:
    events.emit("data", name=name, **describe(rows))
    if rows.too_long:
        message = f"{len(rows.too_long)} rows of {name} are longer than {max_length} tokens and left out"
        events.emit("warning", code="too_long", message=message, ids=rows.too_long[:_IDS_SHOWN])


def _warn_without_end(train: RowSet, tokenizer: Any, events: Events) -> None:
    end = tokenizer.eos_token_id
    if end is not None and not any(row.tokens[-1] == end for row in train.rows):
        message = f"No completion ends with {tokenizer.eos_token}: the model will not learn where to stop"
        events.emit("warning", code="no_end_token", message=message)


def _prompt_lines(train: RowSet) -> str:
    facts = (
        {
            "id": row.id,
            "prompt_sha256": row.prompt_sha256,
            "prompt_tokens": row.prompt_length,
            "answer_tokens": len(row.answers),
        }
        for row in train.rows
    )
    return "".join(f"{json.dumps(fact, ensure_ascii=False)}\n" for fact in facts)
