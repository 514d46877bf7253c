"""The command line: `plan`, `train`, `evaluate` and `logits`. Turns every way to end into one event and one
exit status."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path

# Before any library is imported: nothing may be fetched, and nothing told to anyone.
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    DO_NOT_TRACK="1",
    TOKENIZERS_PARALLELISM="false",
)
os.environ.update(HF_HUB_DISABLE_PROGRESS_BARS="1", TQDM_DISABLE="1", CUBLAS_WORKSPACE_CONFIG=":4096:8")

from .control import Control
from .events import Events
from .failure import CANCELLED, INTERRUPTED, PAUSED, Cancelled, Failure, is_disk_full


def main(arguments: list[str]) -> int:
    events = Events.on_stdout()
    try:
        return _run(_parse(arguments), events)
    except Cancelled:
        events.emit("cancelled")
        return CANCELLED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        print("The reader of the events is gone; --resume goes on from the last checkpoint", file=sys.stderr)
        return PAUSED
    except Exception as error:
        return _tell(_coded(error), events)


def _run(asked: argparse.Namespace, events: Events) -> int:
    # torch is imported only now: a mistake in the arguments is told at once.
    if asked.command == "train":
        control = Control()
        control.listen()
        from .run_folder import RunFolder
        from .training import train

        return train(RunFolder(asked.folder), asked.resume, events, control)
    if asked.command == "plan":
        from .plan import plan

        return plan(asked.spec, not asked.no_probe, events)
    from .evaluation import evaluate, first_tokens
    from .run_folder import RunFolder

    if asked.command == "evaluate":
        return evaluate(RunFolder(asked.folder), asked.rows, events)
    return first_tokens(RunFolder(asked.folder), asked.rows, asked.top, events)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise Failure("usage", message, self.format_usage().strip())


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="python -m fulcrum_trainer",
        description="Trains an adapter from rendered rows. trainer/README.md says more.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    plan = commands.add_parser("plan", help="memory and time, before anything is trained")
    plan.add_argument("spec", type=Path)
    plan.add_argument("--no-probe", action="store_true", help="memory alone: no weights are read")
    train = commands.add_parser("train", help="train the adapter of a run folder")
    train.add_argument("folder", type=Path)
    train.add_argument("--resume", action="store_true", help="go on from the last good checkpoint")
    for name, help_text in (
        ("evaluate", "loss of rows under base and adapter"),
        ("logits", "log-probabilities of first answer tokens"),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("folder", type=Path)
        command.add_argument("--rows", type=Path, required=True, help="a file of rows")
        if name == "logits":
            command.add_argument(
                "--top",
                type=int,
                choices=range(1, 1001),
                default=20,
                metavar="N",
                help="how many of the likeliest tokens to show",
            )
    return parser.parse_args(arguments)


def _coded(error: Exception) -> Failure:
    if isinstance(error, Failure):
        return error
    if is_disk_full(error):
        return Failure("disk_full", f"The disk is full: {error}", "Free some space, then resume.")
    if (
        isinstance(error, MemoryError)
        or "out of memory" in str(error).lower()
        or "can't allocate memory" in str(error).lower()
    ):
        return Failure(
            "out_of_memory",
            "Memory is exhausted",
            "Take smaller batch_tokens, then resume; `plan` says what fits.",
        )
    traceback.print_exc()
    return Failure(
        "bug",
        f"{type(error).__name__}: {error}",
        "This is a fault of the trainer; standard error has the trace.",
    )


def _tell(failure: Failure, events: Events) -> int:
    try:
        events.emit(
            "error", code=failure.code, message=failure.message, advice=failure.advice, status=failure.status
        )
    except OSError as error:
        print(f"{failure.code}: {failure.message} ({error})", file=sys.stderr)
    return failure.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
