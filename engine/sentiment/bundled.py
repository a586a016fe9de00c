"""The models that ship: averages, whose word vectors fill the map, and the network, which judges texts."""

from __future__ import annotations

from pathlib import Path

from engine.resources import resource

#: Softmax regression on averages of vectors.
VECTORS = "sentiment.npz"
#: The sentence network.
SENTENCES = "network.npz"


def bundled(name: str) -> Path:
    """Where one of the two lies."""
    return resource("models", name)
