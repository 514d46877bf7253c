"""Where the model is computed, and how to get the same result twice."""

from __future__ import annotations

import torch

from .spec import Spec


def prepare(spec: Spec) -> torch.device:
    """Same seed, same threads, same result."""
    torch.set_num_threads(spec.threads)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = (
        False  # a debugging aid that writes every new tensor twice
    )
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
