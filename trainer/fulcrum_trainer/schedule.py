"""What changes from step to step: the learning rate, and when dev is read."""

from __future__ import annotations

import math

_DEV_READINGS = 10


def learning_rate(step: int, steps: int, peak: float, warmup_share: float) -> float:
    """Up in a line, then down along half a cosine to zero. `step` counts from 1 to `steps`. The last step of
    the warm-up has the peak; a step after `steps` would have 0."""
    warmup = math.ceil(steps * warmup_share)
    if step <= warmup:
        return peak * step / warmup
    done = (step - 1 - warmup) / (steps - warmup)
    return peak * 0.5 * (1 + math.cos(math.pi * done))


def dev_interval(given: int | None, steps: int) -> int:
    """Steps from one dev reading to the next."""
    return given or math.ceil(steps / _DEV_READINGS)
