"""Plans every optimiser step of a run beforehand, from lengths and a seed alone: the place in the data is
then the number of the step."""

from __future__ import annotations

import random

from .rows import Row

Batch = list[Row]
Step = list[Batch]
"""A step of the optimiser: the batches whose gradients it adds up."""

_POOL_BATCHES = 32
"""Rows are sorted by length within this many batches' worth, so that batches pad little and still differ in
every epoch."""


def plan_steps(rows: list[Row], epochs: int, batch_tokens: int, accumulation: int, seed: int) -> list[Step]:
    steps: list[Step] = []
    for epoch in range(epochs):
        shuffle = random.Random(f"{seed}/{epoch}")
        order = list(rows)
        shuffle.shuffle(order)
        batches = [
            batch
            for pool in _pools(order, batch_tokens * _POOL_BATCHES)
            for batch in by_length(pool, batch_tokens)
        ]
        shuffle.shuffle(batches)
        steps += [batches[at : at + accumulation] for at in range(0, len(batches), accumulation)]
    return steps


def by_length(rows: list[Row], batch_tokens: int) -> list[Batch]:
    """Rows of like length together, each batch within `batch_tokens` once padded. A row longer than that is
    alone."""
    batches: list[Batch] = []
    for row in sorted(rows, key=lambda r: len(r.tokens)):
        if not batches or (len(batches[-1]) + 1) * len(row.tokens) > batch_tokens:
            batches.append([])
        batches[-1].append(row)
    return batches


def _pools(rows: list[Row], tokens: int) -> list[list[Row]]:
    pools: list[list[Row]] = [[]]
    held = 0
    for row in rows:
        if held >= tokens:
            pools.append([])
            held = 0
        pools[-1].append(row)
        held += len(row.tokens)
    return pools
