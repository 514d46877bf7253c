"""Examples a second to equal dev loss: this trainer against the plain recipe of PEFT and the transformers Trainer
with dynamic padding, on the same model, rows, settings and threads. Rows are a carve-out of Banking77's training
file; its test file is not read.

    .venv-train/bin/python bench/training_throughput.py [--rows 1200] [--dev 200] [--epochs 2] [--readings 10]
        [--threads 2] [--seed 1] [--precision fp32]

Needs ../shared/data/banking77 and the local base model (fulcrum models pull local/smollm2-135m), and says so where
one is missing. Time counts the steps alone: loading and dev readings are left out on both sides.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = HERE / "../../shared/data/banking77/train.csv"
BASE = Path.home() / ".local/share/fulcrum/models/smollm2-135m-instruct-q8_0.gguf"
ROWS_PER_BATCH = 8

os.environ.update(HF_HUB_OFFLINE="1", TQDM_DISABLE="1", TOKENIZERS_PARALLELISM="false")


def rendered(text: str, label: str, number: int) -> dict[str, str]:
    system = "<|im_start|>system\nYou sort messages of bank customers by intent.<|im_end|>\n"
    turns = f"{system}<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n"
    return {"id": str(number), "prompt": turns, "completion": f"{label.replace('_', ' ')}<|im_end|>"}


def write_base(folder: Path) -> None:
    """As safetensors: transformers neither trains nor saves a model that was opened from a GGUF."""
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    place = {"pretrained_model_name_or_path": str(BASE.parent), "gguf_file": BASE.name}
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(**place))
    model.load_state_dict(AutoModelForCausalLM.from_pretrained(**place).state_dict())
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(**place).save_pretrained(folder)


def write_run_folder(folder: Path, asked: argparse.Namespace) -> None:
    with DATA.open(encoding="utf-8") as file:
        lines = [
            rendered(row["text"].strip(), row["category"], number)
            for number, row in enumerate(csv.DictReader(file))
        ]
    random.Random(asked.seed).shuffle(lines)
    for name, part in (("train", lines[: asked.rows]), ("dev", lines[asked.rows : asked.rows + asked.dev])):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in part))
    spec = {
        "base": {"path": str(folder / "base")},
        "epochs": asked.epochs,
        "learning_rate": 5e-4,
        # Rows lie sorted by length, so that this many tokens are about as many rows as the plain recipe
        # takes.
        "batch_tokens": ROWS_PER_BATCH * asked.mean_tokens,
        "seed": asked.seed,
        "threads": asked.threads,
        "patience": 1000,
        "dev_interval_steps": max(1, asked.rows * asked.epochs // ROWS_PER_BATCH // asked.readings),
        "checkpoint_interval_steps": 1_000_000,
        "precision": asked.precision,
    }
    (folder / "spec.json").write_text(json.dumps(spec))


def ours(folder: Path) -> list[dict[str, Any]]:
    """Dev readings: examples and seconds of training so far, and the loss."""
    command = [sys.executable, "-m", "fulcrum_trainer", "train", str(folder)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent / "trainer")},
    )
    readings, seconds, before, last = [], 0.0, 0.0, {}
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "step":
            seconds += event["elapsed_s"] - before
            last = event
        if event["event"] == "dev":
            readings.append(
                {
                    "examples": last["examples"],
                    "tokens": last["tokens"],
                    "seconds": seconds,
                    "loss": event["loss"],
                }
            )
        before = event.get("elapsed_s", before)
    if process.wait() != 0:
        raise SystemExit(f"the trainer ended with status {process.returncode}")
    return readings


def plain(folder: Path) -> list[dict[str, Any]]:
    """The recipe of the libraries' own examples, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--plain", str(folder)]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return json.loads(out.splitlines()[-1])


def run_plain(folder: Path) -> None:
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import (
        AutoModelForCausalLM,
        AutoTokenizer,
        DataCollatorForSeq2Seq,
        Trainer,
        TrainerCallback,
        TrainingArguments,
        set_seed,
    )

    spec = json.loads((folder / "spec.json").read_text())
    torch.set_num_threads(spec["threads"])
    set_seed(spec["seed"])
    tokenizer = AutoTokenizer.from_pretrained(folder / "base")
    dtype = torch.bfloat16 if spec["precision"] == "bf16" else torch.float32
    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(folder / "base", dtype=dtype),
        LoraConfig(
            r=16, lora_alpha=32, lora_dropout=0.05, target_modules="all-linear", task_type="CAUSAL_LM"
        ),
    )

    def examples(name: str) -> list[dict[str, list[int]]]:
        found = []
        for line in (folder / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            prompt, answer = (
                tokenizer(row[part], add_special_tokens=False)["input_ids"]
                for part in ("prompt", "completion")
            )
            found.append(
                {
                    "input_ids": prompt + answer,
                    "attention_mask": [1] * len(prompt + answer),
                    "labels": [-100] * len(prompt) + answer,
                }
            )
        return found

    train, dev = examples("train"), examples("dev")
    collate = DataCollatorForSeq2Seq(tokenizer, label_pad_token_id=-100)
    readings: list[dict[str, Any]] = []

    @torch.no_grad()
    def dev_loss() -> float:
        model.eval()
        total, tokens = 0.0, 0
        for at in range(0, len(dev), ROWS_PER_BATCH):
            batch = collate(dev[at : at + ROWS_PER_BATCH])
            count = int((batch["labels"][:, 1:] != -100).sum())
            total += model(**batch).loss.item() * count
            tokens += count
        model.train()
        return total / tokens

    class Clock(TrainerCallback):
        seconds = started = 0.0

        def on_step_begin(self, *_: Any, **__: Any) -> None:
            self.started = time.monotonic()

        def on_step_end(self, _: Any, state: Any, __: Any, **___: Any) -> None:
            self.seconds += time.monotonic() - self.started
            if state.global_step % spec["dev_interval_steps"] == 0 or state.global_step == state.max_steps:
                seen = min(state.global_step * ROWS_PER_BATCH, len(train) * spec["epochs"])
                tokens = round(seen * sum(len(row["input_ids"]) for row in train) / len(train))
                readings.append(
                    {"examples": seen, "tokens": tokens, "seconds": self.seconds, "loss": dev_loss()}
                )

    with tempfile.TemporaryDirectory() as scratch:
        arguments = TrainingArguments(
            scratch,
            per_device_train_batch_size=ROWS_PER_BATCH,
            num_train_epochs=spec["epochs"],
            learning_rate=spec["learning_rate"],
            lr_scheduler_type="cosine",
            warmup_steps=0.05,
            max_grad_norm=1.0,
            seed=spec["seed"],
            logging_strategy="no",
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
        )
        Trainer(model, arguments, train_dataset=train, data_collator=collate, callbacks=[Clock()]).train()
    print(json.dumps(readings))


def seconds_to(readings: list[dict[str, Any]], loss: float) -> tuple[float, float]:
    """Seconds and examples until the loss is reached, in a line between the two readings around it."""
    before = None
    for after in readings:
        if after["loss"] <= loss:
            if before is None:
                return after["seconds"], after["examples"]
            share = (before["loss"] - loss) / (before["loss"] - after["loss"])
            return tuple(
                before[name] + share * (after[name] - before[name]) for name in ("seconds", "examples")
            )
        before = after
    raise ValueError(f"a loss of {loss} was not reached")


def report(sides: dict[str, list[dict[str, Any]]], load: tuple[float, float]) -> None:
    target = max(min(reading["loss"] for reading in readings) for readings in sides.values())
    print(f"load average {load[0]:.1f} before, {load[1]:.1f} after; equal dev loss {target:.4f}\n")
    print("| | examples/s | tokens/s | last dev loss | s to equal loss | examples to it | examples/s to it |")
    print("|---|---|---|---|---|---|---|")
    reached = {}
    for name, readings in sides.items():
        last = readings[-1]
        reached[name], examples = seconds_to(readings, target)
        speeds = [last["examples"] / last["seconds"], last["tokens"] / last["seconds"], last["loss"]]
        cells = [
            name,
            *(f"{value:.4g}" for value in (*speeds, reached[name], examples, examples / reached[name])),
        ]
        print(f"| {' | '.join(cells)} |")
    print(f"\n{reached['plain'] / reached['fulcrum']:.2f} times as fast to equal dev loss")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, default in (
        ("rows", 1200),
        ("dev", 200),
        ("epochs", 2),
        ("readings", 10),
        ("threads", os.cpu_count()),
        ("seed", 1),
        ("mean-tokens", 42),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plain:
        run_plain(asked.plain)
        return
    if not DATA.exists() or not BASE.exists():
        print(f"skipped: there is no {DATA.name if not DATA.exists() else BASE.name}")
        return
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        write_base(Path(folder) / "base")
        write_run_folder(Path(folder), asked)
        sides = {"plain": plain(Path(folder)), "fulcrum": ours(Path(folder))}
    report(sides, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    main()
