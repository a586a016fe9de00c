"""Every format there and back, and what each reader says of files that are not right."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import Cancelled, SettingError, VectorError
from engine.vectors import WordVectors
from engine.vectors.formats import FORMATS, detect, load, save
from engine.vectors.streams import open_source

REAL_GLOVE = Path(__file__).parents[4] / "shared/data/glove/glove.6B.50d.subset.txt"
SUFFIX = {name: entry.suffixes[0] for name, entry in FORMATS.items()}
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)
# Characters that some format gives a meaning to turn up often.
TRICKY = st.sampled_from("ab1.-e \t\n\r\0é\u2028\u00a0\ufeff")
TEXT = st.text(TRICKY | st.characters(codec="utf-8"), max_size=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("vectors")


@st.composite
def word_vectors(draw, forbidden):
    words = st.lists(
        TEXT.map(lambda word: "".join(c for c in word if c not in forbidden)).filter(bool),
        min_size=1,
        max_size=5,
        unique=True,
    )
    chosen = draw(words)
    shape = (len(chosen), draw(st.integers(1, 4)))
    return WordVectors(tuple(chosen), draw(hnp.arrays(np.float32, shape, elements=FINITE)))


def same(a, b):
    return a.words == b.words and np.array_equal(a.matrix, b.matrix)


def complaint_of(read):
    """What `read` says of a file, or None if it finds vectors in it."""
    try:
        assert len(read()) > 0
    except VectorError as error:
        return str(error)
    return None


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def sample(n=7, d=3):
    matrix = np.random.default_rng(n).standard_normal((n, d)).astype(np.float32)
    return WordVectors(tuple(f"word{row}" for row in range(n)), matrix)


@pytest.mark.parametrize("name", ["glove", "word2vec", "word2vec-binary", "npz", "tsv"])
@pytest.mark.parametrize("packed", ["", ".gz"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_there_and_back_without_loss(folder, name, packed, data):
    forbidden = {"npz": "", "tsv": "\t\r\n"}.get(name, " \t\r\n\v\f")
    vectors = data.draw(word_vectors(forbidden))
    path = folder / f"{name}{SUFFIX[name]}{packed}"
    save(vectors, path)
    assert same(load(path), vectors)


@pytest.mark.parametrize("name", FORMATS)
@given(content=st.binary(max_size=60) | st.text("12 .ae-\n\tb", max_size=40).map(str.encode))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_vectors_or_a_clear_error(folder, name, content):
    path = write(folder / "any.tsv", content)
    write(folder / "any_metadata.tsv", "a\nb\n")

    def read():
        with open_source(path) as source:
            return FORMATS[name].read(source, None)

    assert "any" in (complaint_of(read) or "any")


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_vectors_or_a_clear_error(folder, name, data):
    path = folder / f"damaged{SUFFIX[name]}"
    save(sample(), path)
    content = bytearray(path.read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    content[position : position + data.draw(st.integers(1, 3))] = data.draw(st.binary(max_size=3))
    write(path, bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert path.stem in (complaint_of(lambda: load(path)) or path.stem)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_the_content_tells_the_format(tmp_path, name, packed):
    path = tmp_path / f"plain.tsv{packed}"
    save(sample(), path, format=name)
    assert (path.read_bytes()[:2] == b"\x1f\x8b") == bool(packed)
    assert same(load(path), sample())


@pytest.mark.parametrize("name", FORMATS)
def test_the_limit_takes_the_first_rows(tmp_path, name):
    path = tmp_path / f"some{SUFFIX[name]}"
    save(sample(), path)
    assert same(load(path, limit=3), sample().head(3))
    assert same(load(path, limit=7), sample())
    assert same(load(path, limit=99), sample())
    with pytest.raises(SettingError, match="at least 1"):
        load(path, limit=0)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_blocks_make_no_difference(tmp_path, monkeypatch, name, packed):
    path = tmp_path / f"blocks{SUFFIX[name]}{packed}"
    vectors = sample(200, 5)
    save(vectors, path)
    for module in ("streams", "binary_formats"):
        monkeypatch.setattr(f"engine.vectors.{module}.BLOCK_BYTES", 97)
    seen = []
    assert same(load(path, progress=seen.append), vectors)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 3 or name == "npz"
    assert same(load(path, limit=150), vectors.head(150))


@pytest.mark.parametrize("name", FORMATS)
def test_cancelling_stops_the_reading(tmp_path, name):
    path = tmp_path / f"long{SUFFIX[name]}"
    save(sample(), path)
    with pytest.raises(Cancelled):
        load(path, cancelled=lambda: True)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_saving_tells_how_far_it_is_and_stops_when_told(tmp_path, monkeypatch, name, packed):
    monkeypatch.setattr("engine.vectors.text_formats.NUMBERS_AT_ONCE", 6)
    monkeypatch.setattr("engine.vectors.binary_formats.BLOCK_BYTES", 32)
    path, told = tmp_path / f"some{SUFFIX[name]}{packed}", []
    save(sample(), path, progress=told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 1.0

    def stop(share):
        if share > 0:
            raise Cancelled

    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(Cancelled):
        save(sample(9), path, progress=stop)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["npz", "tsv"])
def test_counts_are_kept_where_the_format_has_room(tmp_path, name):
    path = tmp_path / f"counted{SUFFIX[name]}"
    save(WordVectors(("a", "b", "c"), np.eye(3, dtype=np.float32), counts=np.array([9, 5, 1])), path)
    assert load(path).counts.tolist() == [9, 5, 1]
    assert load(path, limit=2).counts.tolist() == [9, 5]
    assert load(path).words == ("a", "b", "c")


def test_numbers_are_written_short(tmp_path):
    path = tmp_path / "short.txt"
    save(WordVectors(("the",), np.array([[0.418, 0.24968, -2.0]], dtype=np.float32)), path)
    assert path.read_text() == "the 4.18E-1 2.4968E-1 -2\n"


@pytest.mark.parametrize(
    ("content", "words", "matrix"),
    [
        ("a 1 2\nb 3 4\n", ("a", "b"), [[1, 2], [3, 4]]),
        ("a 1 2\r\nb 3 4", ("a", "b"), [[1, 2], [3, 4]]),
        ("a  1 2 \n\nb\t3\t4\n\n", ("a", "b"), [[1, 2], [3, 4]]),
        ("a 1 2\n. . . 3 4\nat name@x.org 5 6\n", ("a", ". . .", "at name@x.org"), [[1, 2], [3, 4], [5, 6]]),
        ("a +1 .5\nb 2. -.5e-1\n", ("a", "b"), [[1, 0.5], [2, -0.05]]),
        ("2 2\na 1 2\nb 3 4\n", ("a", "b"), [[1, 2], [3, 4]]),
        ("1 1\n7 2\n", ("7",), [[2]]),
        ("5 0.1 0.2\n6 0.3 0.4\n", ("5", "6"), [[0.1, 0.2], [0.3, 0.4]]),
        ("5\t0.1\t0.2\n6\t0.3\t0.4\n", ("5", "6"), [[0.1, 0.2], [0.3, 0.4]]),
        ("a\u00a0b 1 2\n\u2028 3 4\n", ("a\u00a0b", "\u2028"), [[1, 2], [3, 4]]),
        ("a 1e-50 1\n", ("a",), [[0, 1]]),
    ],
)
def test_unusual_text_that_is_right(tmp_path, content, words, matrix):
    vectors = load(write(tmp_path / "v.txt", content))
    assert vectors.words == words
    np.testing.assert_array_equal(vectors.matrix, np.array(matrix, dtype=np.float32))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "no file of word vectors"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no file of word vectors"),
        (b"just some words\nof text\n", "no file of word vectors"),
        (b"a 1 2\nb 3\n", "line 2: the row has 1 numbers instead of 2"),
        (b"a 1 2\n\nb 3 4 5\n", "line 3: the row has 3 numbers instead of 2"),
        (b"a 1 2\nb 3 x\n", "line 2: the row holds 'x', which is no finite number"),
        (b"a 1 2\nb 3 4.4.4\n", "line 2: the row holds '4.4.4'"),
        (b"a 1 2\nb 3 1e5e5\n", "line 2: the row holds '1e5e5'"),
        (b"a 1 2\nb 3 1e5.5\n", "line 2: the row holds '1e5.5'"),
        (b"a 1 2\nb 3 0.5abc\n", "line 2: the row holds '0.5abc'"),
        (b"a 1 2\nb 3 1-2\n", "line 2: the row holds '1-2'"),
        (b"a 1 2\nb 3 1_0\n", "line 2: the row holds '1_0'"),
        (b"a 1 2\nb 3 \xff4\n", "line 2: the row holds"),
        (b"a 1 2\nb nan 4\n", "line 2: the row holds 'nan'"),
        (b"a 1 2\nb 3 4\nc -inf 4\n", "line 3: the row holds '-inf'"),
        (b"a 1 2\nb 1e39 4\n", "line 2: the row holds '1e39'"),
        (b"a 1 2\n\xff\xfe 3 4\n", "line 2: the word is not UTF-8"),
        (b"a 1 2\n 3 4\n", "line 2: the row has no word"),
        (b"a 1 2\n 3 4 5\n", "line 2: the row has no word"),
        (b"3 2\na 1 2\nb 3 4\n", "line 1: the header promises 3 rows, but 2 follow"),
        (b"1 2\na 1 2\nb 3 4\n", "line 1: the header promises 1 rows, but 2 follow"),
        (b"2 3\na 1 2\nb 3 4\n", "line 2: the row has 2 numbers instead of 3"),
        (b"2 1\na 1 2\nb 3 4\n", "line 2: the row has 2 numbers instead of 1"),
        (b"5 3\n", "the header promises 5 rows, but 0 follow"),
        (b"2 0\na\nb\n", "no numbers follow the word"),
        (b"2 2\na \0\0\0\0\0\0\0\0b \0\0\0\0", "cut off"),
        (b"900 2\na \0\0\0\0\0\0\0\0", "900 rows of 2 numbers do not fit"),
        (b"1 1\na \0\0\0\0b \0\0\0\0", "goes on after the 1 rows"),
        (b"1 1\na \0\0\xc0\x7f", r"row 1 \('a'\) holds NaN or infinity"),
        (b"1 1\n\xff \0\0\0\0", "row 1 is not UTF-8"),
        (b"\x1f\x8b\x08garbage", "damaged or cut-off gzip"),
        (gzip.compress(b"a 1 2\n" * 9, mtime=0)[:-9], "damaged or cut-off gzip"),
        (b"PK\x03\x04nonsense", "damaged npz"),
    ],
)
def test_wrong_files_are_told_apart(tmp_path, content, message):
    with pytest.raises(VectorError, match=message) as caught:
        load(write(tmp_path / "v.txt", content))
    assert str(caught.value).startswith(str(tmp_path / "v.txt"))


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(VectorError, match="no such file"):
        load(tmp_path / "nothing.txt")
    with pytest.raises(VectorError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(VectorError, match="cannot be opened"):
        load(tmp_path / ("x" * 300))


def test_an_endless_line_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.vectors.streams.LONGEST_LINE", 100)
    monkeypatch.setattr("engine.vectors.streams.BLOCK_BYTES", 64)
    with pytest.raises(VectorError, match="line 2: the line is over 16 MB"):
        load(write(tmp_path / "v.txt", "a 1 2\nb " + "1 " * 500))


@pytest.mark.parametrize("content", ["a 1\nb 2\na 3\nc 4\nb 5\na 6\n", "6 1\na 1\nb 2\na 3\nc 4\nb 5\na 6\n"])
def test_of_repeated_words_the_first_row_is_kept(tmp_path, content):
    vectors = load(write(tmp_path / "v.txt", content))
    assert vectors.words == ("a", "b", "c")
    assert vectors.matrix.ravel().tolist() == [1, 2, 4]
    assert len(vectors.notes) == 3
    assert "row 3: the word 'a' occurs again" in vectors.notes[0]


def test_many_repeated_words_make_few_notes(tmp_path):
    vectors = load(write(tmp_path / "v.txt", "a 1\n" * 50))
    assert len(vectors.notes) == 6
    assert "44 more rows" in vectors.notes[-1]


class TestProjector:
    def pair(self, tmp_path, vectors, metadata):
        write(tmp_path / "my_metadata.tsv", metadata)
        return write(tmp_path / "my_vectors.tsv", vectors)

    @pytest.mark.parametrize(
        "metadata",
        [
            "a\nb\n", "a\r\nb", "word\na\nb\n", "a\tx\nb\ty\n",
            "word\tcount\na\t3\nb\t1\n", "id\tLabel\n1\ta\n2\tb\n",
        ],
    )  # fmt: skip
    def test_with_and_without_header(self, tmp_path, metadata):
        path = self.pair(tmp_path, "1\t2\n3\t4\n", metadata)
        assert load(path).words == ("a", "b")
        assert load(path, limit=1).words == ("a",)

    def test_odd_counts_are_left_out(self, tmp_path):
        assert load(self.pair(tmp_path, "1\n2\n", "word\tcount\na\tmany\nb\t1\n")).counts is None
        assert load(self.pair(tmp_path, "1\n2\n", "word\tcount\na\t7\nb\n")).counts is None

    def test_gzipped_words(self, tmp_path):
        write(tmp_path / "metadata.tsv.gz", gzip.compress(b"a\nb\n"))
        assert load(write(tmp_path / "vectors.tsv", "1\t2\n3\t4\n")).words == ("a", "b")

    @pytest.mark.parametrize(
        ("vectors", "metadata", "message"),
        [
            ("1\t2\n3\t4\n", "a\n", "has 1 lines for 2 vectors"),
            ("1\t2\n3\t4\n", "a\n\n", "line 2: the line has no word"),
            ("1\t2\n3\t4\n", "id\tword\n1\ta\n2\n", "line 3: the line has no word"),
            ("1\t2\n3\n", "a\nb\n", "line 2: the row has 1 numbers instead of 2"),
            ("1\t2\n3\tx\n", "a\nb\n", "line 2: the row holds 'x'"),
            ("1\t2\n3\t4\n", b"a\n\xff\n", "line 2: the word is not UTF-8"),
            ("1\t2\n3\t4\n", "", "is empty"),
        ],
    )
    def test_pairs_that_do_not_fit(self, tmp_path, vectors, metadata, message):
        with pytest.raises(VectorError, match=message):
            load(self.pair(tmp_path, vectors, metadata))

    def test_the_words_are_missing(self, tmp_path):
        with pytest.raises(VectorError, match=r"its words, my_metadata\.tsv, is missing"):
            load(write(tmp_path / "my.tsv", "1\t2\n"))


class TestNpz:
    def archive(self, tmp_path, **arrays):
        np.savez(tmp_path / "v.npz", **arrays)
        return tmp_path / "v.npz"

    @pytest.mark.parametrize("words", [np.array(["a", "bé"]), np.array([b"a", "bé".encode()])])
    def test_plain_arrays_of_text(self, tmp_path, words):
        matrix = np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])
        vectors = load(self.archive(tmp_path, vocab=words, vectors=matrix))
        assert vectors.words == ("a", "bé")
        assert vectors.matrix.tolist() == [[1, 2], [3, 4]]
        assert load(tmp_path / "v.npz", limit=1).matrix.tolist() == [[1, 2]]

    @pytest.mark.parametrize(
        ("arrays", "message"),
        [
            ({"words": np.array(["a"])}, "no array named matrix or vectors"),
            ({"matrix": np.ones((1, 2))}, "no array named words or vocab"),
            ({"matrix": np.ones(2), "words": np.array(["a"])}, "its matrix has shape"),
            ({"matrix": np.array([["x"]]), "words": np.array(["a"])}, "its matrix has shape"),
            ({"matrix": np.ones((1, 2)), "words": np.array(["a", "b"])}, "has 2 words for 1 rows"),
            ({"matrix": np.ones((1, 2)), "words": np.array([[1]])}, "no plain list of text"),
            ({"matrix": np.ones((1, 2)), "words": np.array(["a"], dtype=object)}, "holds Python objects"),
            ({"matrix": np.full((1, 2), np.nan), "words": np.array(["a"])}, "NaN or infinity"),
            ({"matrix": np.full((1, 2), 1e300), "words": np.array(["a"])}, "NaN or infinity"),
            ({"matrix": np.ones((1, 2)), "words": np.array([b"\xff"])}, "damaged npz"),
            ({"matrix": np.ones((1, 2)), "words": np.array(["a"]), "counts": np.ones(3)}, "its counts"),
            (
                {"matrix": np.ones((1, 2)), "words_utf8": np.zeros(2, np.uint8), "word_ends": np.array([9])},
                "do not fit",
            ),
        ],
    )
    def test_archives_that_hold_something_else(self, tmp_path, arrays, message):
        with pytest.raises(VectorError, match=message):
            load(self.archive(tmp_path, **arrays))

    def forged(self, tmp_path, member, *, version=(1, 0)):
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            header, {"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**5)}
        )
        content = bytearray(header.getvalue() + member)
        content[6:8] = bytes(version)
        with zipfile.ZipFile(tmp_path / "v.npz", "w") as archive:
            archive.writestr("matrix.npy", bytes(content))
        return tmp_path / "v.npz"

    def test_a_claim_beyond_the_file_is_not_believed(self, tmp_path):
        with pytest.raises(VectorError, match="claims 400000000000 bytes"):
            load(self.forged(tmp_path, b"\0" * 40))
        with pytest.raises(VectorError, match="unknown npy version"):
            load(self.forged(tmp_path, b"", version=(3, 0)))

    def test_a_gzip_bomb_is_stopped(self, tmp_path, monkeypatch):
        monkeypatch.setattr("engine.vectors.binary_formats.MOST_BYTES", 1 << 20)
        bomb = gzip.compress(b"PK\x03\x04" + b"\0" * (8 << 20))
        with pytest.raises(VectorError, match="unpacks to over"):
            load(write(tmp_path / "v.npz.gz", bomb))


class TestSaving:
    def test_the_suffix_must_be_known(self, tmp_path):
        with pytest.raises(VectorError, match=r"names no vector format; use one of \.txt"):
            save(sample(), tmp_path / "v.doc")
        with pytest.raises(SettingError, match="'doc' is unknown; choose one of glove"):
            save(sample(), tmp_path / "v.txt", format="doc")

    @pytest.mark.parametrize("name", FORMATS)
    def test_nothing_and_numbers_that_are_not_finite(self, tmp_path, name):
        path = tmp_path / f"v{SUFFIX[name]}"
        with pytest.raises(VectorError, match="no vectors to save"):
            save(WordVectors((), np.empty((0, 3), dtype=np.float32)), path)
        with pytest.raises(VectorError, match=r"row 2 \('b'\) holds NaN or infinity"):
            save(WordVectors(("a", "b"), np.array([[1.0], [np.inf]], dtype=np.float32)), path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "word"),
        [
            ("glove", "New York"), ("glove", ""), ("word2vec", "a\tb"), ("word2vec-binary", "a\nb"),
            ("tsv", "a\tb"), ("tsv", "a\rb"), ("npz", "\ud800"), ("glove", "a\udfff"),
        ],
    )  # fmt: skip
    def test_words_that_do_not_fit(self, tmp_path, name, word):
        path = write(tmp_path / f"v{SUFFIX[name]}", "old")
        with pytest.raises(VectorError, match="does not fit into this format"):
            save(WordVectors(("a", word), np.ones((2, 1), dtype=np.float32)), path)
        assert [(child.name, child.read_text()) for child in tmp_path.iterdir()] == [(path.name, "old")]

    @pytest.mark.parametrize("name", FORMATS)
    def test_a_place_that_cannot_be_written(self, tmp_path, name):
        blocked = tmp_path / f"v{SUFFIX[name]}"
        (blocked / "inside").mkdir(parents=True)
        with pytest.raises(VectorError, match=r"cannot be written: .*; make room or choose another place"):
            save(sample(), blocked)
        with pytest.raises(VectorError, match="cannot be written: No such file or directory"):
            save(sample(), tmp_path / "no such folder" / blocked.name)
        assert [child.name for child in tmp_path.iterdir()] == [blocked.name]

    def test_a_full_disk_leaves_the_old_file(self, tmp_path, limited_file_size):
        path = write(tmp_path / "v.txt", "old 1\n")
        with limited_file_size(10_000), pytest.raises(VectorError, match="cannot be written: File too large"):
            save(sample(2000, 50), path)
        assert [(child.name, child.read_text()) for child in tmp_path.iterdir()] == [("v.txt", "old 1\n")]

    def test_the_same_vectors_give_the_same_bytes(self, tmp_path):
        for name in ("a.txt.gz", "b.txt.gz"):
            save(sample(), tmp_path / name)
        assert (tmp_path / "a.txt.gz").read_bytes() == (tmp_path / "b.txt.gz").read_bytes()

    def test_a_view_with_gaps_is_saved_right(self, tmp_path):
        wide = np.random.default_rng(0).standard_normal((4, 6)).astype(np.float32)
        vectors = WordVectors(("a", "b", "c", "d"), wide[:, ::2])
        for name, suffix in SUFFIX.items():
            path = tmp_path / f"{name}{suffix}"
            save(vectors, path)
            np.testing.assert_array_equal(load(path).matrix, wide[:, ::2])


def test_printable_raw_numbers_are_still_raw(tmp_path):
    matrix = np.frombuffer(b"ABCDEFGH", dtype="<f4").reshape(2, 1)
    save(WordVectors(("a", "b"), matrix), tmp_path / "v.bin")
    assert (tmp_path / "v.bin").read_bytes() == b"2 1\na ABCDb EFGH"
    np.testing.assert_array_equal(load(tmp_path / "v.bin").matrix, matrix)


def test_the_name_decides_only_between_tables(tmp_path):
    assert detect(b"1\t2\n", tmp_path / "v.tsv.gz") == "tsv"
    assert detect(b"1\t2\n", tmp_path / "v.txt") == "glove"
    write(tmp_path / "v_metadata.txt", "a")
    assert detect(b"1\t2\n", tmp_path / "v.txt") == "tsv"
    assert detect(b"0.5\n", tmp_path / "w.txt") == "tsv"


@pytest.mark.real_data
@pytest.mark.skipif(not REAL_GLOVE.exists(), reason="../shared/data/glove is not here")
def test_published_vectors(tmp_path):
    vectors = load(REAL_GLOVE)
    assert (len(vectors), vectors.dims, vectors.notes) == (12_733, 50, ())
    np.testing.assert_array_equal(vectors.vector("the")[:3], np.float32([0.418, 0.24968, -0.41242]))
    assert vectors.analogy("man", "woman", "king", 1)[0].word == "queen"
    save(vectors, tmp_path / "again.txt")
    assert same(load(tmp_path / "again.txt"), vectors)
