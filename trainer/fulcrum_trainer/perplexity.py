"""Perplexity of a mean loss."""

from __future__ import annotations

import math


def perplexity(loss: float) -> float | None:
    """exp of a loss in nats for a token; None where a double cannot hold it."""
    try:
        return math.exp(loss)
    except OverflowError:
        return None
