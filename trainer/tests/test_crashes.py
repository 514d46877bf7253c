"""Whatever stops a run, and wherever, its resumption ends with the bytes of a run that was never stopped."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from support import Heard, TrainerTest, outcome, run

from fulcrum_trainer import whole_folder
from fulcrum_trainer.control import Control
from fulcrum_trainer.failure import PAUSED, Cancelled, Failure
from fulcrum_trainer.run_folder import RunFolder

KILLS = 10


class Killed(BaseException):
    """Stands for kill -9: nothing may catch it and tidy up."""


def run_in_child(path: Path) -> None:
    with (path / "steps.txt").open("a") as said:

        def on_event(event: dict) -> None:
            if event["event"] in ("step", "resumed"):
                said.write(f"{event['event']} {event['step']}\n")
                said.flush()

        run(RunFolder(path), resume=True, on_event=on_event)


class CrashTest(TrainerTest):
    settings = {"epochs": 2, "checkpoint_interval_steps": 2, "batch_tokens": 128, "dev_interval_steps": 3}

    def uninterrupted(self, **more: object) -> tuple:
        folder = self.run_folder("uninterrupted", **self.settings, **more)
        run(folder)
        return outcome(folder)

    def test_kill_nine_at_random_moments(self) -> None:
        settings = {"epochs": 12, "layers_to_transform": [1]}
        reference = self.run_folder("reference", **{**self.settings, **settings})
        run(reference)
        expected = outcome(reference)
        folder = self.run_folder("killed", **{**self.settings, **settings})
        processes = multiprocessing.get_context("forkserver")
        processes.set_forkserver_preload(["support"])
        chance = random.Random(11)
        said = folder.path / "steps.txt"
        said.touch()
        for _ in range(KILLS):
            before = len(said.read_text().splitlines())
            child = processes.Process(target=run_in_child, args=(folder.path,))
            child.start()
            lines = before + chance.randint(1, 7)
            self.wait_until(lambda: child.exitcode is not None or len(said.read_text().splitlines()) >= lines)
            time.sleep(chance.random() * 0.01)
            child.kill()
            child.join()
            self.assertEqual(child.exitcode, -signal.SIGKILL)
        status, _ = run(folder, resume=True)
        self.assertEqual(status, 0)
        resumed = sum(line.startswith("resumed") for line in said.read_text().splitlines())
        self.assertGreater(resumed, 2, "too few of the kills fell behind a checkpoint")
        self.assertEqual(outcome(folder), expected)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)

    def test_a_crash_within_a_write(self) -> None:
        expected = self.uninterrupted()
        for at in self.some_operations():
            with self.subTest(operation=at):
                folder = self.run_folder(f"crash-{at}", **self.settings)
                with failing(at, Killed), self.assertRaises(Killed):
                    run(folder)
                self.assertFalse(folder.metrics.exists() and not (folder.adapter / "manifest.json").exists())
                run(folder, resume=True)
                self.assertEqual(outcome(folder), expected)

    def test_a_full_disk_ends_cleanly_and_keeps_the_last_good_checkpoint(self) -> None:
        expected = self.uninterrupted()
        for at in self.some_operations():
            with self.subTest(operation=at):
                folder = self.run_folder(f"full-{at}", **self.settings)
                heard = Heard()
                with (
                    failing(at, lambda: OSError(errno.ENOSPC, "No space left on device")),
                    self.assertRaises(Failure) as caught,
                ):
                    run(folder, on_event=heard.all.append)
                self.assertEqual((caught.exception.code, caught.exception.status), ("disk_full", 4))
                self.assertEqual(list(folder.path.rglob("*.unfinished")), [])
                for checkpoint in heard.of("checkpoint")[-1:]:
                    whole_folder.read_manifest(folder.checkpoints / checkpoint["checkpoint"])
                run(folder, resume=True)
                self.assertEqual(outcome(folder), expected)

    def some_operations(self) -> list[int]:
        """Every one takes minutes: FULCRUM_TEST_ALL=1 asks for them."""
        with failing(1 << 30, Killed) as counted:
            run(self.run_folder("counted", **self.settings))
        self.assertGreater(counted[0], 60)
        every = range(counted[0])
        return (
            list(every) if os.environ.get("FULCRUM_TEST_ALL") else sorted(random.Random(5).sample(every, 8))
        )

    def test_a_real_disk_that_is_full(self) -> None:
        folder = self.run_folder("on-disk", **{**self.settings, "rank": 32})
        _, heard = run(folder)
        room = int(2.5 * heard.of("checkpoint")[0]["bytes"])
        with tmpfs(self, room) as disk:
            shutil.copytree(
                folder.path, disk / "run", ignore=shutil.ignore_patterns("adapter", "metrics.json")
            )
            small = RunFolder(disk / "run")
            heard = Heard()
            with self.assertRaises(Failure) as caught:
                run(small, on_event=heard.all.append)
            self.assertEqual(caught.exception.code, "disk_full")
            shutil.copytree(small.path, self.folder / "moved")
        moved = RunFolder(self.folder / "moved")
        _, again = run(moved, resume=True)
        self.assertEqual(again.of("resumed")[0]["step"], heard.of("checkpoint")[-1]["step"])
        self.assertEqual(outcome(moved), outcome(folder))

    def test_a_damaged_checkpoint_is_told_and_the_one_before_it_taken(self) -> None:
        expected = self.uninterrupted()
        for name in (
            "adapter_model.safetensors",
            "optimiser.safetensors",
            "progress.json",
            "manifest.json",
            "best.safetensors",
        ):
            with self.subTest(name):
                folder = self.run_folder(f"damaged-{name}", **self.settings)
                self.stop_after(folder, step=8)
                newest = sorted(folder.checkpoints.iterdir())[-1]
                data = bytearray((newest / name).read_bytes())
                data[len(data) // 2] ^= 1
                (newest / name).write_bytes(data)
                _, heard = run(folder, resume=True)
                self.assertEqual([event["code"] for event in heard.of("warning")], ["checkpoint_damaged"])
                self.assertEqual(heard.of("resumed")[0]["step"], 6)
                self.assertEqual(outcome(folder), expected)

    def test_a_pause_goes_on_where_it_stopped(self) -> None:
        expected = self.uninterrupted()
        folder = self.run_folder("paused", **self.settings)
        for stop in (1, 5):
            self.stop_after(folder, step=stop, resume=stop > 1)
        _, heard = run(folder, resume=True)
        self.assertEqual(heard.of("step")[0]["step"], 6)
        self.assertEqual(outcome(folder), expected)

    def stop_after(self, folder: RunFolder, step: int, resume: bool = False) -> None:
        control = Control()

        def on_event(event: dict) -> None:
            control.pause_requested |= event["event"] == "step" and event["step"] >= step

        status, heard = run(folder, resume, on_event, control)
        self.assertEqual((status, heard.all[-1]["event"], heard.all[-1]["step"]), (PAUSED, "paused", step))

    def test_a_cancelled_run_leaves_no_adapter(self) -> None:
        folder = self.run_folder("cancelled", **self.settings)
        control = Control()
        with self.assertRaises(Cancelled):
            run(
                folder,
                on_event=lambda event: event["event"] == "step" and control.request(b'{"type":"cancel"}'),
                control=control,
            )
        self.assertFalse(folder.adapter.exists())

    def test_what_changed_since_the_checkpoint_is_named(self) -> None:
        folder = self.run_folder("changed", **self.settings)
        self.stop_after(folder, step=3)
        folder.spec.write_text(folder.spec.read_text().replace('"rank": 4', '"rank": 8'))
        folder.train.write_text(folder.train.read_text().replace("xyz"[0], "y"))
        with self.assertRaises(Failure) as caught:
            run(folder, resume=True)
        self.assertEqual(caught.exception.code, "changed_since_checkpoint")
        self.assertIn("rank, train_sha256", caught.exception.message)

    def test_one_process_at_a_time(self) -> None:
        folder = self.run_folder()
        with folder.locked(), self.assertRaises(Failure) as caught:
            run(folder)
        self.assertEqual(caught.exception.code, "in_use")


@contextmanager
def failing(at: int, error: Callable[[], BaseException]) -> Iterator[list[int]]:
    """The operation numbered `at` (half a write, a sync, a rename) fails. Yields the number of operations so
    far."""
    count = [0]
    rename, fsync, write = Path.rename, os.fsync, whole_folder.write_synced

    def next_one() -> None:
        count[0] += 1
        if count[0] > at:
            raise error()

    def on_rename(path: Path, target: Path) -> Path:
        next_one()
        return rename(path, target)

    def on_fsync(handle: int) -> None:
        next_one()
        fsync(handle)

    def on_write(path: Path, data: bytes) -> None:
        if count[0] >= at:
            path.write_bytes(data[: len(data) // 2])
        next_one()
        write(path, data)

    with (
        mock.patch.object(Path, "rename", on_rename),
        mock.patch.object(os, "fsync", on_fsync),
        mock.patch.object(whole_folder, "write_synced", on_write),
    ):
        yield count


@contextmanager
def tmpfs(test: unittest.TestCase, size_bytes: int) -> Iterator[Path]:
    disk = Path(tempfile.mkdtemp())
    mounted = (
        shutil.which("mount")
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(disk)], capture_output=True
        ).returncode
        == 0
    )
    if not mounted:
        disk.rmdir()
        test.skipTest("no small disk may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()


if __name__ == "__main__":
    unittest.main()
