"""The averages of all sentences of a split, again and again while the vectors change.

Which words a sentence holds never changes, so it is counted once into a sparse matrix; every refit is then
one sparse product with the newest vectors, some milliseconds for a whole treebank.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.corpus.dataset import Split
from engine.types import Bools, Floats2d, Ints1d


class SplitFeatures:
    """Averages of known words for every sentence of a split.

    Parameters
    ----------
    split : Split
        The sentences.
    lexicon : sequence of str
        What the split's token ids mean.
    words : sequence of str
        The words that have vectors, row by row.
    """

    def __init__(self, split: Split, lexicon: Sequence[str], words: Sequence[str]) -> None:
        from scipy.sparse import csr_array

        index = dict(zip(words, range(len(words)), strict=True))
        rows = np.fromiter((index.get(word, -1) for word in lexicon), dtype=np.int32, count=len(lexicon))
        columns = rows[split.tokens] if len(lexicon) else np.zeros(0, dtype=np.int32)
        known = columns >= 0
        before = np.concatenate(([0], np.cumsum(known)))
        starts = before[split.offsets].astype(np.int32)
        #: Known words of each sentence, (sentences,).
        self.known: Ints1d = np.diff(starts)
        weights = np.repeat(1.0 / np.maximum(self.known, 1), self.known).astype(np.float32)
        shape = (len(split), len(words))
        self._means = csr_array((weights, columns[known], starts), shape=shape)

    def __len__(self) -> int:
        return int(self._means.shape[0])

    def transform(self, matrix: Floats2d) -> Floats2d:
        """The averages under these vectors: (n, d) from a (words, d) matrix, zero where no word is known."""
        averages: Floats2d = self._means @ matrix
        return averages


def labelled_rows(labels: Ints1d, *, n_classes: int) -> tuple[Bools, Ints1d]:
    """Which sentences take part in a task, and their classes in it.

    Five classes keep every sentence; two drop the neutral ones and ask for the side, as the treebank does.
    """
    if n_classes == 2:
        keep = labels != 2
        return keep, (labels[keep] > 2).astype(np.int64)
    return np.ones(len(labels), dtype=np.bool_), labels.astype(np.int64)
