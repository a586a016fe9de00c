"""A disk that is full, as the operating system tells it."""

import contextlib
import signal

import pytest


@pytest.fixture
def limited_file_size():
    """A context in which no file of this process can grow beyond so many bytes."""
    resource = pytest.importorskip("resource", reason="file size limits are a POSIX feature")

    @contextlib.contextmanager
    def limit(n_bytes):
        old = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, old[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
            signal.signal(signal.SIGXFSZ, handler)

    return limit
