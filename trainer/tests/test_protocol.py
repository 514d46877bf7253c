"""The program as its parent sees it: a process with an argv array, JSON lines out, lines in, and an exit
status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

from support import ROOT, TrainerTest, run, write_rows


def start(*arguments: object) -> subprocess.Popen:
    command = [sys.executable, "-m", "fulcrum_trainer", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )


def until(process: subprocess.Popen, name: str) -> dict[str, Any]:
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == name:
            return event
    raise AssertionError(f"no {name}: {process.stderr.read().decode()}")


def end(process: subprocess.Popen) -> tuple[int, list[dict[str, Any]]]:
    out, _ = process.communicate(timeout=120)
    return process.returncode, [json.loads(line) for line in out.splitlines()]


class ProtocolTest(TrainerTest):
    def test_paused_by_a_line_then_by_a_signal_then_cancelled_then_finished(self) -> None:
        folder = self.run_folder(epochs=200, patience=1000, checkpoint_interval_steps=100_000)
        process = start("train", folder.path)
        hello = until(process, "hello")
        self.assertEqual((hello["protocol"], hello["versions"]["peft"]), (1, "0.21.2"))
        self.assertEqual(until(process, "setting")["name"], "method")
        until(process, "step")
        process.stdin.write(b'{"type":"pause"}\n')
        process.stdin.flush()
        status, events = end(process)
        self.assertEqual((status, events[-1]["event"]), (6, "paused"))
        first = events[-1]["step"]

        process = start("train", folder.path, "--resume")
        self.assertEqual(until(process, "resumed")["step"], first)
        until(process, "step")
        process.send_signal(signal.SIGTERM)
        status, events = end(process)
        self.assertEqual((status, events[-1]["event"]), (6, "paused"))
        second = events[-1]["step"]
        self.assertGreater(second, first)

        process = start("train", folder.path, "--resume")
        until(process, "step")
        process.stdin.write(b'{"type":"cancel"}\n')
        process.stdin.flush()
        status, events = end(process)
        self.assertEqual((status, events[-1]["event"]), (7, "cancelled"))
        self.assertFalse(folder.adapter.exists())

        process = start("train", folder.path, "--resume")
        process.stdin.close()
        self.assertEqual(until(process, "resumed")["step"], second)
        step = until(process, "step")
        for name in ("of", "loss", "learning_rate", "tokens_per_s", "eta_s", "elapsed_s"):
            self.assertGreater(step[name], 0)
        process.stdout.close()
        self.assertEqual(process.wait(timeout=120), 6, "a parent that is gone pauses it")
        process.stderr.close()

    def test_what_the_user_can_mend_is_told_with_a_code(self) -> None:
        for arguments, code in (
            (["train"], "usage"),
            (["trian", "x"], "usage"),
            (["train", self.folder / "none"], "usage"),
            (["train", self.folder], "invalid_spec"),
        ):
            with self.subTest(code):
                status, events = end(start(*arguments))
                self.assertEqual(
                    (status, [event["event"] for event in events], events[0]["code"]), (2, ["error"], code)
                )
                self.assertTrue(events[0]["advice"])

    def test_a_finished_run_is_read_by_rows(self) -> None:
        folder = self.run_folder(epochs=1)
        run(folder)
        write_rows(folder.path / "asked.jsonl", [{"id": "a", "prompt": "Name it: abc ="}])
        status, events = end(start("logits", folder.path, "--rows", folder.path / "asked.jsonl", "--top", 3))
        self.assertEqual(
            (status, events[-1]["event"], len(events[-1]["adapter"]["top"])), (0, "first_token", 3)
        )
        status, events = end(start("evaluate", folder.path, "--rows", folder.dev))
        self.assertEqual((status, events[-1]["event"], events[-1]["rows"]), (0, "evaluated", 6))
        status, events = end(start("plan", folder.spec, "--no-probe"))
        self.assertEqual((status, events[-1]["event"]), (0, "memory"))

    def test_a_base_with_pickled_weights_alone_is_refused(self) -> None:
        folder = self.run_folder(base={"path": str(self.folder / "pickled")})
        pickled = self.folder / "pickled"
        pickled.mkdir()
        for path in Path(self.base).iterdir():
            name = "pytorch_model.bin" if path.suffix == ".safetensors" else path.name
            (pickled / name).write_bytes(path.read_bytes())
        status, events = end(start("train", folder.path))
        self.assertEqual((status, events[-1]["code"]), (2, "base_unreadable"))


if __name__ == "__main__":
    unittest.main()
