"""How the rows of one forward pass lie in its tensor: a line for each, or all on one line with what they
share computed once. Knows no model."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .rows import Row


@dataclass(frozen=True)
class Segment:
    """Tokens `first` to `last` (exclusive) of a row, laid from column `at` of line `line`."""

    row: Row
    line: int
    at: int
    first: int
    last: int


@dataclass(frozen=True)
class Layout:
    """`shared`: whether the first segment belongs to every row, so that each of them attends to it."""

    segments: list[Segment]
    lines: int
    width: int
    shared: bool

    @property
    def tokens(self) -> Tensor:
        """(lines, width), 0 where nothing lies."""
        return self._fill([torch.tensor(s.row.tokens[s.first : s.last]) for s in self.segments])

    @property
    def positions(self) -> Tensor:
        """(lines, width): the place of each token in its own row."""
        return self._fill([torch.arange(s.first, s.last) for s in self.segments])

    @property
    def answers(self) -> Tensor:
        """(lines, width): true where the next token of the row is an answer token."""
        return self._fill(
            [torch.tensor([at in s.row.answers for at in range(s.first, s.last)]) for s in self.segments]
        ).bool()

    @property
    def targets(self) -> Tensor:
        """(answer tokens): the token that should follow each true place of `answers`, in reading order."""
        return torch.tensor(
            [
                s.row.tokens[at + 1]
                for s in self.segments
                for at in range(s.first, s.last)
                if at in s.row.answers
            ]
        )

    @property
    def mask(self) -> Tensor:
        """What may be attended to: (lines, width) of filled places, from which models make it causal; on a
        shared line each row sees only itself and the shared part: (1, 1, width, width)."""
        owner = self._fill(
            [torch.full((s.last - s.first,), number) for number, s in enumerate(self.segments, start=1)]
        )
        if not self.shared:
            return (owner > 0).long()
        owner, position = owner[0], self.positions[0]
        visible = (owner[None, :] == owner[:, None]) | (owner[None, :] == 1)
        return (visible & (position[None, :] <= position[:, None]))[None, None]

    def _fill(self, values: list[Tensor]) -> Tensor:
        filled = torch.zeros(self.lines, self.width, dtype=torch.long)
        for segment, value in zip(self.segments, values):
            filled[segment.line, segment.at : segment.at + len(value)] = value
        return filled


def padded(rows: list[Row]) -> Layout:
    """A line for each row, filled up on the right."""
    width = max(len(row.tokens) for row in rows)
    return Layout(
        [Segment(row, line, 0, 0, len(row.tokens)) for line, row in enumerate(rows)],
        len(rows),
        width,
        shared=False,
    )


def packed(rows: list[Row]) -> Layout:
    """One line: the beginning that all prompts share, then the rest of each row. No padding, and no shared
    token twice."""
    shared = shared_length(rows)
    segments = [Segment(rows[0], 0, 0, 0, shared)]
    at = shared
    for row in rows:
        segments.append(Segment(row, 0, at, shared, len(row.tokens)))
        at += len(row.tokens) - shared
    return Layout(segments, 1, at, shared=True)


def shared_length(rows: list[Row]) -> int:
    """Tokens with which all prompts begin; every position that predicts an answer token stays out of it."""
    longest = min(row.answers.start for row in rows)
    first = rows[0].tokens
    for at in range(longest):
        if any(row.tokens[at] != first[at] for row in rows):
            return at
    return longest


@dataclass(frozen=True)
class Costs:
    """Multiply-adds of one layer: `per_token`, and `per_pair` for each token attended to."""

    per_token: int
    per_pair: int

    def of(self, layout: Layout) -> int:
        return layout.lines * layout.width * (self.per_token + self.per_pair * layout.width)


def cheaper(rows: list[Row], costs: Costs) -> Layout:
    return min(packed(rows), padded(rows), key=costs.of)
