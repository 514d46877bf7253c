"""Trains an adapter for a causal language model from rows that are already rendered. Knows no cases, stacks
or chat templates."""

__version__ = "0.1.0"

PROTOCOL = 1
