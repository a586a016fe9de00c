"""Decimal numbers to float32 and back in bulk, strictly and fast.

SciPy's Matrix Market reader and writer convert numbers several times faster than NumPy's text functions, and
its writer gives the shortest digits that read back to the same float32, but minus zero comes back as zero.
The reader, though, passes over whatever follows a number ("0.5abc"). So text goes to it only if each of its
bytes fits a simple grammar; other text goes to `numpy.loadtxt`, which is slow and strict.

Grammar: ``-?[0-9]+(.[0-9]+)?([eE][-+]?[0-9]+)?`` and a line feed.
"""

from __future__ import annotations

import io

import numpy as np

from engine.types import Floats2d

_BYTES = (b"0123456789", b".", b"-", b"+", b"eE", b"\n")
_DIGIT, _POINT, _MINUS, _PLUS, _POWER, _END = range(6)
_OTHER = 6
_FOLLOWERS = {
    _DIGIT: (_DIGIT, _POINT, _POWER, _END),
    _POINT: (_DIGIT,),
    _MINUS: (_DIGIT,),
    _PLUS: (_DIGIT,),
    _POWER: (_DIGIT, _MINUS, _PLUS),
    _END: (_DIGIT, _MINUS),
}
_KINDS = bytes(next((kind for kind, of in enumerate(_BYTES) if byte in of), _OTHER) for byte in range(256))
_GOOD_PAIRS = bytes(first << 3 | second for first, seconds in _FOLLOWERS.items() for second in seconds)
_WRONG_SIGNS = (bytes([_POINT, _POINT]), bytes([_POWER, _POINT]), bytes([_POWER, _POWER]))
_LINE_FEED = bytes([_END])


class BadNumberError(ValueError):
    """A row holds something that is not a finite number; `row` counts from 0 within the block."""

    def __init__(self, row: int, field: str) -> None:
        super().__init__(f"holds {field[:40]!r}, which is no finite number")
        self.row = row


def parse(rows: list[bytes], dims: int) -> Floats2d:
    """Rows of numbers as a matrix.

    Parameters
    ----------
    rows : list of bytes
        Each has `dims` fields with one space between them.
    dims : int
        Fields a row.

    Returns
    -------
    float32 (rows, dims)

    Raises
    ------
    BadNumberError
        A field is not a number, or too large for float32, or NaN.
    """
    body = b"\n".join(rows).replace(b" ", b"\n") + b"\n"
    with np.errstate(over="ignore"):
        matrix = _swift(body, len(rows), dims) if _plain(body) else _strict(rows, dims)
    finite = np.isfinite(matrix).all(axis=1)
    if not finite.all():
        row = int(np.argmin(finite))
        column = int(np.argmin(np.isfinite(matrix[row])))
        raise BadNumberError(row, rows[row].split(b" ")[column].decode("ascii", "replace"))
    return matrix


def _swift(body: bytes, n_rows: int, dims: int) -> Floats2d:
    from scipy.io import mmread

    header = f"%%MatrixMarket matrix array real general\n{dims} {n_rows}\n".encode()
    columns = mmread(io.BytesIO(header + body))
    return np.ascontiguousarray(columns.T, dtype=np.float32)


def _strict(rows: list[bytes], dims: int) -> Floats2d:
    texts = [row.decode("ascii", "replace") for row in rows]
    if not _readable(texts):
        row = _first_unreadable(texts)
        fields = texts[row].split(" ")
        raise BadNumberError(row, next((field for field in fields if not _readable([field])), texts[row]))
    return np.loadtxt(texts, dtype=np.float32, delimiter=" ", comments=None, ndmin=2).reshape(-1, dims)


def _readable(texts: list[str]) -> bool:
    try:
        # A number in front: an empty field is then wrong rather than an empty line.
        np.loadtxt(["0 " + text for text in texts], dtype=np.float32, delimiter=" ", comments=None)
    except ValueError:
        return False
    return True


def _first_unreadable(texts: list[str]) -> int:
    low, high = 0, len(texts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _readable(texts[low:middle]) else (low, middle)
    return low


def _plain(body: bytes) -> bool:
    """Whether every number of `body` fits the grammar and ends in a line feed."""
    kinds = np.frombuffer(_LINE_FEED + body.translate(_KINDS), dtype=np.uint8)
    pairs = (kinds[:-1] << 3) | kinds[1:]
    if pairs.tobytes().translate(None, _GOOD_PAIRS):
        return False
    # Neighbouring bytes are right; what is left is a number with two points or two powers.
    signs = body.translate(_KINDS, b"0123456789+-")
    return not any(wrong in signs for wrong in _WRONG_SIGNS)


def digits(matrix: Floats2d, separator: bytes = b" ") -> list[bytes]:
    """Every row as text: the shortest decimals that read back to the same float32.

    Parameters
    ----------
    matrix : float32 (n, d)
        Finite numbers.
    separator : bytes
        One character between the numbers of a row.
    """
    from scipy.io import mmwrite

    target = io.BytesIO()
    # Column by column of the transpose is row by row of the matrix.
    mmwrite(target, matrix.T, symmetry="general")
    # Three header lines come first.
    body = np.array(np.frombuffer(target.getvalue().split(b"\n", 3)[3], dtype=np.uint8))
    feeds = np.flatnonzero(body == ord("\n"))
    body[feeds] = ord(separator)
    body[feeds[matrix.shape[1] - 1 :: matrix.shape[1]]] = ord("\n")
    return body.tobytes().split(b"\n")[:-1]
