"""Reads rendered rows into token ids and names each prompt by its hash. Applies no chat template and cuts
nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .failure import Failure


@dataclass(frozen=True, eq=False)
class Row:
    """Prompt and completion as one sequence of token ids; the completion starts at `prompt_length`. Equal
    only to itself."""

    id: str
    tokens: list[int]
    prompt_length: int
    prompt_sha256: str

    @property
    def answers(self) -> range:
        """Positions whose *next* token is an answer token. Nothing predicts the first token of a row."""
        return range(max(self.prompt_length, 1) - 1, len(self.tokens) - 1)


@dataclass(frozen=True)
class RowSet:
    rows: list[Row]
    too_long: list[str]
    sha256: str

    @property
    def tokens(self) -> int:
        return sum(len(row.tokens) for row in self.rows)

    @property
    def answer_tokens(self) -> int:
        return sum(len(row.answers) for row in self.rows)


def read_rows(
    path: Path, tokenizer: Any, vocabulary: int, max_length: int, needs_completion: bool = True
) -> RowSet:
    """Rows of more than `max_length` tokens are named in `too_long` and left out."""
    rows: list[Row] = []
    too_long: list[str] = []
    seen: set[str] = set()
    digest = hashlib.sha256()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                digest.update(line)
                if not line.strip():
                    continue
                row = _read_row(line, f"{path.name}:{number}", tokenizer, vocabulary, needs_completion)
                if row.id in seen:
                    raise _invalid(f"{path.name}:{number}", f"the id {json.dumps(row.id)} came before")
                seen.add(row.id)
                if len(row.tokens) > max_length:
                    too_long.append(row.id)
                else:
                    rows.append(row)
    except OSError as error:
        raise Failure(
            "invalid_rows", f"{path.name} cannot be read: {error.strerror}", "It belongs into the run folder."
        ) from error
    if not rows:
        what = f"{path.name} holds no row of {max_length} tokens or fewer"
        raise Failure("invalid_rows", what, "Raise max_length, or shorten the rows.")
    return RowSet(rows, too_long, digest.hexdigest())


def prompt_sha256(prompt: str | list[int]) -> str:
    """Of the UTF-8 text, or of token ids as compact JSON, such as [1,2,3]."""
    text = prompt if isinstance(prompt, str) else json.dumps(prompt, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read_row(line: bytes, place: str, tokenizer: Any, vocabulary: int, needs_completion: bool) -> Row:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise _invalid(place, f"not JSON ({error})") from error
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise _invalid(place, "no text `id`")
    prompt = _tokens(value.get("prompt"), "prompt", place, tokenizer, vocabulary)
    given = value.get("completion", "" if not needs_completion else None)
    completion = _tokens(given, "completion", place, tokenizer, vocabulary)
    if needs_completion and not completion:
        raise _invalid(place, "an empty completion")
    if len(prompt) + len(completion) < 2 if needs_completion else not prompt:
        raise _invalid(place, "nothing to predict an answer from: the prompt is empty")
    return Row(value["id"], prompt + completion, len(prompt), prompt_sha256(value["prompt"]))


def _tokens(value: Any, name: str, place: str, tokenizer: Any, vocabulary: int) -> list[int]:
    """Prompt and completion are tokenised apart, as in serving, where the answer begins after the last prompt
    token."""
    if isinstance(value, str):
        try:
            return tokenizer(value, add_special_tokens=False, verbose=False)["input_ids"]
        except UnicodeEncodeError as error:
            raise _invalid(place, f"{name} holds half a surrogate pair") from error
    if isinstance(value, list) and all(type(token) is int and 0 <= token < vocabulary for token in value):
        return value
    raise _invalid(place, f"{name} is neither text nor a list of token ids below {vocabulary}")


def _invalid(place: str, what: str) -> Failure:
    return Failure(
        "invalid_rows",
        f"{place}: {what}",
        'A row is {"id": text, "prompt": text or token ids, "completion": text or token ids}.',
    )
