"""Decimal numbers in bulk: eight characters lie in one 64-bit word, and one sum works on all of them.

Each step below is one NumPy call for some ten thousand numbers, as many as stay in the processor's cache;
meanwhile other threads may have the interpreter. Only the usual forms are known,
``-?[0-9]*(.[0-9]+)?(E-?[0-9])?`` with at most 16 characters before the power; whatever else stands in a field
is left to `engine.vectors.decimals`.

Source of the arithmetic within a word: Lamport 1975, "Multiple byte processing with full-word
instructions"; its use for decimals: Lemire 2021, "Number parsing at a gigabyte per second".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.types import Floats1d, Ints1d

Words = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint8]

WIDTH = 8
LONGEST = 2 * WIDTH
"""Characters of a number without its sign, and so how far before its block the text must reach."""
AT_ONCE = 1 << 14
"""Numbers at once: of the powers of two from 2^12 to 2^18 the fastest by a factor of up to three."""
_MINUS, _DOT, _POWER, _ZERO = ord("-"), ord("."), ord("e"), ord("0")
_CASE = np.uint8(ord("e") ^ ord("E"))
_EXACT = float(1 << 53)


def _eight(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_ONE, _SEVEN, _EIGHT, _SIXTEEN, _HALF, _BITS = (np.uint64(bits) for bits in (1, 7, 8, 16, 32, 64))
_LOW, _HIGH, _LOWEST = _eight(0x7F), _eight(0x80), np.uint64(0xFF)
_ZEROS, _POINT, _OVER_NINE = _eight(ord("0")), _eight(ord("0") ^ ord(".")), _eight(0x80 - 10)
# Tens to units of neighbours, then four pairs by their places: 10^6 and 10^2, 10^4 and 1.
_TEN, _PAIRS = np.uint64(10), np.uint64(0x000000FF000000FF)
_OUTER, _INNER = np.uint64(100 + (10**6 << 32)), np.uint64(1 + (10**4 << 32))
# Multiplied by 2^(8p), the uppermost four bits are 7 - p: the digits after a point at byte p.
_AFTER, _UPPERMOST = np.uint64(sum((7 - byte) << (60 - 8 * byte) for byte in range(8))), np.uint64(60)
# A power of ten is exact in float64 up to here, so one division by it rounds correctly.
_EXACT_POWER = 22
_POWERS = 10.0 ** np.arange(_EXACT_POWER + 1)


def values(codes: Codes, starts: Ints1d, ends: Ints1d) -> tuple[Floats1d, npt.NDArray[np.bool_]]:
    """The numbers that stand between given places of a text.

    Parameters
    ----------
    codes : uint8 (m,)
        The text; no number begins in its first 16 characters.
    starts, ends : int (n,)
        Where the numbers begin, and the places after their last characters.

    Returns
    -------
    float64 (n,)
        Correctly rounded.
    bool (n,)
        Which of them are of the usual form; the other values mean nothing.
    """
    numbers, sound = np.empty(len(starts)), np.empty(len(starts), dtype=np.bool_)
    for begin in range(0, len(starts), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        numbers[part], sound[part] = _some_values(codes, starts[part], ends[part])
    return numbers, sound


def _some_values(codes: Codes, starts: Ints1d, ends: Ints1d) -> tuple[Floats1d, npt.NDArray[np.bool_]]:
    negative = codes[starts] == _MINUS
    ends, power, sound = _without_power(codes, ends)
    lengths = ends - starts - negative
    sound &= (lengths > 0) & (lengths <= LONGEST)
    words = np.frombuffer(codes.data, "<u8", len(codes) // WIDTH)
    number, places, has_point, fine = _read(_before(words, ends), np.clip(lengths, 1, WIDTH))
    sound &= fine
    whole = number.astype(np.float64)
    long = np.flatnonzero(lengths > WIDTH)
    if len(long):
        upper, upper_places, too, fine = _read(
            _before(words, ends[long] - WIDTH), np.clip(lengths[long] - WIDTH, 1, WIDTH)
        )
        # A point takes the place of a digit in the lower word, or makes all of that word decimals.
        whole[long] += upper * _POWERS[WIDTH - has_point[long]]
        places[long] += np.where(too, upper_places + WIDTH, 0)
        sound[long] &= fine & ~(too & has_point[long]) & (whole[long] < _EXACT)
    # Nothing follows a point that is the last character, which is no usual form.
    sound &= codes[ends - 1] != _DOT
    places += power
    sound &= (places >= 0) & (places <= _EXACT_POWER)
    whole /= _POWERS[np.clip(places, 0, _EXACT_POWER)]
    np.negative(whole, out=whole, where=negative)
    return whole, sound


def _without_power(codes: Codes, ends: Ints1d) -> tuple[Ints1d, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Ends without "E5" or "E-5", the places these move the point to the left, and whether that is sound."""
    plus, minus = ((codes[ends - back] | _CASE) == _POWER for back in (2, 3))
    minus &= codes[ends - 2] == _MINUS
    either = plus | minus
    if not either.any():
        return ends, np.zeros(len(ends), dtype=np.int64), ~either
    digit = codes[ends - 1].astype(np.int64) - _ZERO
    sound = ~either | ((digit >= 0) & (digit <= 9))
    return ends - 2 * plus - 3 * minus, digit * minus - digit * plus, sound


def _before(words: Words, ends: Ints1d) -> Words:
    """The eight characters before some places, from two words each: a word at an odd place is slow."""
    starts = ends - WIDTH
    bits = ((starts & (WIDTH - 1)) * WIDTH).astype(np.uint64)
    starts >>= 3
    first = words[starts]
    first >>= bits
    starts += 1
    # By all 64 bits for places between words: nothing is left of the second then.
    second = words[starts]
    second <<= _BITS - bits
    first |= second
    return first


def _read(
    digits: Words, lengths: Ints1d
) -> tuple[Words, npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What the last `lengths` of eight characters say.

    Returns
    -------
    uint64 (n,)
        The number that the digits make without their point.
    int64 (n,)
        The digits after it.
    bool (n,), bool (n,)
        Whether there is a point, and whether there is nothing but digits and perhaps one point.
    """
    digits ^= _ZEROS
    skipped = ((WIDTH - lengths) * WIDTH).astype(np.uint64)
    digits >>= skipped
    digits <<= skipped
    others = (((digits & _LOW) + _OVER_NINE) | digits) & _HIGH
    rest = digits ^ _POINT
    point = ~(((rest & _LOW) + _LOW) | rest | _LOW)
    sound = (others == point) & (point & (point - _ONE) == 0)
    has_point = point != 0
    unit = point >> _SEVEN
    before = unit - _ONE
    closed = ((digits & before) << _EIGHT) | (digits & ~((before << _EIGHT) | _LOWEST))
    if not has_point.all():
        closed = np.where(has_point, closed, digits)
    closed = closed * _TEN + (closed >> _EIGHT)
    inner = ((closed >> _SIXTEEN) & _PAIRS) * _INNER
    number = ((closed & _PAIRS) * _OUTER + inner) >> _HALF
    return number, ((unit * _AFTER) >> _UPPERMOST).astype(np.int64), has_point, sound
