"""The user's own labels: kept, kept apart from crashes, and readable as data."""

import pytest

from engine.corpus import labelled_text
from engine.errors import FileError
from explorer.own_labels import add_own_label, own_labels_file


def test_what_is_noted_can_be_trained_on():
    path = add_own_label('not "bad", at all', 3)
    assert path == own_labels_file()
    add_own_label("two\nlines", 0)
    found = labelled_text.read(path).splits["train"]
    assert found.labels.tolist() == [3, 0]
    assert path.read_text(encoding="utf-8").startswith("text,label,split\n")
    assert list(path.parent.glob(".*.part")) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be kept"):
        add_own_label("good", 3, tmp_path / "file" / "labels.csv")
