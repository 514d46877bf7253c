"""A tiny random Llama with a byte tokenizer, run folders on it, and a training run inside this process. No
network is let through."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.update(
    HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TQDM_DISABLE="1", TOKENIZERS_PARALLELISM="false"
)

import torch  # noqa: E402
from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast  # noqa: E402

from fulcrum_trainer.control import Control  # noqa: E402
from fulcrum_trainer.events import Events  # noqa: E402
from fulcrum_trainer.run_folder import RunFolder  # noqa: E402
from fulcrum_trainer.training import train  # noqa: E402

torch.set_num_threads(1)

END = "<end>"
_SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where syncing costs nothing: what a power cut would leave is not tested here."""


_connect = socket.socket.connect


def _refuse(self: socket.socket, address: object) -> None:
    """Processes of this machine may talk to each other; nobody else."""
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"the trainer reached for the network: {address}")
    _connect(self, address)


socket.socket.connect = _refuse  # type: ignore[method-assign]


def write_tiny_model(folder: Path, layers: int = 2, **config: Any) -> Path:
    """One token for each byte, and an end. Seeded."""
    folder.mkdir(parents=True, exist_ok=True)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({symbol: number for number, symbol in enumerate([*alphabet, END])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END).save_pretrained(folder)
    shape = LlamaConfig(
        **{
            "vocab_size": len(alphabet) + 1,
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": layers,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 256,
            "tie_word_embeddings": True,
            "initializer_range": 0.2,
            **config,
        }
    )
    torch.manual_seed(7)
    LlamaForCausalLM(shape).save_pretrained(folder)
    return folder


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Short questions of unequal length that begin alike, with answers of unequal length."""
    lines = []
    for number in range(start, start + count):
        text = "abcdefghij"[: 1 + number % 7] * (1 + number % 3)
        lines.append(
            {
                "id": f"row-{number}",
                "prompt": f"Name it: {text} =",
                "completion": f" {'xyz'[number % 3] * (1 + number % 4)}{END}",
            }
        )
    return lines


class TrainerTest(unittest.TestCase):
    """`self.folder` is an empty folder of its own; `self.base` the tiny model, one for each class."""

    layers = 2

    @classmethod
    def setUpClass(cls) -> None:
        cls._shared = Path(tempfile.mkdtemp(dir=_SCRATCH))
        cls.base = write_tiny_model(cls._shared / "base", cls.layers)

    @classmethod
    def tearDownClass(cls) -> None:
        shutil.rmtree(cls._shared)

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=_SCRATCH))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_folder(
        self, name: str = "run", train_rows: int = 24, dev_rows: int = 6, **settings: Any
    ) -> RunFolder:
        path = self.folder / name
        path.mkdir()
        spec = {
            "base": {"path": str(self.base), "name": "tiny"},
            "rank": 4,
            "alpha": 8,
            "learning_rate": 0.01,
            "epochs": 2,
            "batch_tokens": 128,
            "threads": 1,
            "checkpoint_interval_steps": 3,
            **settings,
        }
        (path / "spec.json").write_text(json.dumps(spec))
        write_rows(path / "train.jsonl", rows(train_rows))
        if dev_rows:
            write_rows(path / "dev.jsonl", rows(dev_rows, start=1000))
        return RunFolder(path)


def write_rows(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


class Heard:
    """Events as they were emitted, each also handed to `on_event`."""

    def __init__(self, on_event: Any = None) -> None:
        self.all: list[dict[str, Any]] = []
        self.events = Events(self)  # type: ignore[arg-type]
        self._on_event = on_event

    def write(self, line: str) -> None:
        event = json.loads(line)
        self.all.append(event)
        if self._on_event:
            self._on_event(event)

    def flush(self) -> None:
        pass

    def of(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.all if event["event"] == name]


def run(
    folder: RunFolder, resume: bool = False, on_event: Any = None, control: Control | None = None
) -> tuple[int, Heard]:
    heard = Heard(on_event)
    return train(folder, resume, heard.events, control or Control()), heard


def outcome(folder: RunFolder) -> tuple[bytes, dict[str, Any]]:
    """What two equal runs have in common: the bytes of the adapter, and the metrics but for time and
    memory."""
    metrics = json.loads(folder.metrics.read_text())
    for name in ("elapsed_s", "peak_memory_bytes"):
        del metrics[name]
    return (folder.adapter / "adapter_model.safetensors").read_bytes(), metrics


__all__ = ["END", "Heard", "TrainerTest", "io", "outcome", "rows", "run", "write_rows", "write_tiny_model"]
