"""Every row of the network's table has a name that tells what it is."""

from engine.sentiment.feature_names import feature_names
from engine.sentiment.network_features import FeatureIndex
from tests.engine.training.texts import dataset


def test_words_letters_and_pairs_are_named():
    text = dataset([["not", "really", "boring"], ["good"]], [1, 3])
    index = FeatureIndex.build(text)
    names = feature_names(index, range(len(index)))
    assert names[:4] == index.words == ("not", "really", "boring", "good")
    assert {"real…", "…lly", "boring…", "good…"} <= set(names)
    assert {"not really", "really boring", "not _ boring"} <= set(names)
    assert len(set(names)) == len(names)
