"""Opening a saved sentence model, whichever it is."""

from __future__ import annotations

from pathlib import Path

from engine.errors import CheckpointError
from engine.sentiment import model, network_model
from engine.sentiment.archive import Archive
from engine.sentiment.prediction import SentenceModel


def load_model(path: Path) -> SentenceModel:
    """The model in a file.

    Raises
    ------
    CheckpointError
        If the file is missing, damaged, no model, or of a kind this version does not know.
    """
    archive = Archive.read(path)
    if archive.kind == model.KIND:
        return model.SentimentModel.from_archive(archive, path)
    if archive.kind == network_model.KIND:
        return network_model.NetworkModel.from_archive(archive, path)
    raise CheckpointError(f"this version knows no model of kind {archive.kind!r}; take a newer one", path)
