"""The phrase list: read strictly, judged as a person would; and the models that are measured by it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.sentiment.phrases import Phrase, judged_wrongly, read_phrases
from engine.sentiment.prediction import Prediction

LIST = Path(__file__).parents[2] / "sentiment_phrases.tsv"


def said(*probabilities):
    label = max(range(len(probabilities)), key=probabilities.__getitem__)
    return Prediction("", label, probabilities, (), (0.0,) * len(probabilities))


@pytest.mark.parametrize(
    ("phrase", "answer", "right"),
    [
        (Phrase("x", True, False), said(0.1, 0.1, 0.5, 0.2, 0.1), True),
        (Phrase("x", True, False), said(0.2, 0.1, 0.5, 0.1, 0.1), False),
        (Phrase("x", True, True), said(0.2, 0.1, 0.5, 0.1, 0.1), True),
        (Phrase("x", True, True), said(0.5, 0.1, 0.2, 0.1, 0.1), False),
        (Phrase("x", False, False), said(0.5, 0.1, 0.2, 0.1, 0.1), True),
        (Phrase("x", False, True), said(0.4, 0.6), False),
        (Phrase("x", True, True), said(0.4, 0.6), True),
    ],
)
def test_what_counts_as_right(phrase, answer, right):
    assert phrase.suits(answer) is right


def test_the_list_is_long_and_has_both_sides():
    phrases = read_phrases(LIST)
    assert len(phrases) >= 200
    assert len({each.text for each in phrases}) == len(phrases)
    assert min(sum(each.positive for each in phrases), sum(not each.positive for each in phrases)) > 80


def test_the_wrong_ones_come_with_their_answer():
    class Glad:
        name = "glad"

        def predict(self, text):
            return said(0.0, 0.0, 0.0, 1.0, 0.0)

    phrases = [Phrase("good", True, False), Phrase("bad", False, False)]
    ((wrong, answer),) = judged_wrongly(Glad(), phrases)
    assert wrong.text == "bad"
    assert answer.label == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("good\tpositive\nbad\tsad\n", r"line 2: expected is a phrase"),
        ("good positive\n", r"line 1: expected"),
        ("\tpositive\n", r"line 1: expected"),
        ("# only a remark\n\n", r"holds no phrase"),
    ],
)
def test_a_malformed_list_is_told(tmp_path, text, told):
    path = tmp_path / "list.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        read_phrases(path)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=60))
def test_whatever_the_bytes_it_is_phrases_or_one_sentence(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("list") / "list.tsv"
    path.write_bytes(data)
    try:
        found = read_phrases(path)
    except DataError as error:
        told = str(error)
    else:
        told = ""
        assert all(each.text.strip() for each in found)
    assert "\n" not in told
