"""Work on the next pieces of a file while the last is gathered: in threads, in order, a few pieces ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# 400,000 x 50 numbers of text take 2.2 s instead of 3.0 on two cores. Much of the rest holds the interpreter,
# which more threads would only take from the window.
MOST_THREADS = 2


def ahead(
    work: Callable[[Piece], Result], pieces: Iterable[Piece]
) -> Generator[tuple[Piece, Result], None, None]:
    """Each piece with what `work` makes of it, in order.

    `pieces` is asked in this thread, so it may read a file, report and be cancelled; only `work` is done in
    others. Close the generator where it is left early.

    Parameters
    ----------
    work : callable
        Changes nothing that others see.
    pieces : iterable
        One more than there are threads is held at a time.
    """
    n_threads = min(os.cpu_count() or 1, MOST_THREADS)
    with ThreadPoolExecutor(n_threads, thread_name_prefix="wordscope-ahead") as pool:
        waiting: deque[tuple[Piece, Future[Result]]] = deque()

        def first() -> tuple[Piece, Result]:
            piece, result = waiting.popleft()
            return piece, result.result()

        try:
            for piece in pieces:
                waiting.append((piece, pool.submit(work, piece)))
                if len(waiting) > n_threads:
                    yield first()
            while waiting:
                yield first()
        finally:
            for _, result in waiting:
                result.cancel()
