"""What can go wrong on the way from a server to the user's folder, each told in one plain sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engine.corpus.catalogue import CatalogueEntry
from engine.errors import DownloadError

if TYPE_CHECKING:
    from requests import RequestException

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FetchProblem(Exception):
    """Something that ends a fetch, before it is known which set it was for.

    Parameters
    ----------
    problem, remedy : str
        What is wrong and what to do, as halves of one sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def size_text(size: int) -> str:
    """Bytes as a person compares them: 0.8 MB, 862 MB, 3.1 GB."""
    if size >= 1e9:
        return f"{size / 1e9:,.1f} GB"
    return f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:,.1f} MB"


@contextmanager
def explained(entry: CatalogueEntry, address: str) -> Iterator[None]:
    """Turn every failure of network, archive and disk inside the block into a `DownloadError`.

    Parameters
    ----------
    entry : CatalogueEntry
        What was to be fetched.
    address : str
        Where from.

    Raises
    ------
    DownloadError
        One sentence: what was not fetched, why, and what to do.
    """
    # Requests takes a moment to import, and only a fetch needs it.
    from requests import RequestException

    try:
        yield
    except FetchProblem as error:
        problem = error
        cause: Exception = error
    except RequestException as error:  # before OSError, of which it is a kind
        problem, cause = _of_network(error, urlsplit(address).hostname or address), error
    except OSError as error:
        problem, cause = _of_disk(error), error
    else:
        return
    instead = "the demo corpus" if entry.kind == "sentences" else "the vectors that come with Wordscope"
    raise DownloadError(
        f"{entry.title} could not be fetched: {problem.problem}; {problem.remedy}, or go on with {instead}."
    ) from cause


def _of_network(error: RequestException, host: str) -> FetchProblem:
    from requests import exceptions

    again = "try again later"
    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        status = f"{error.response.status_code} {error.response.reason}".strip()
        return FetchProblem(f"{host} answered {status}", again)
    if is_timeout(error):
        return FetchProblem(f"{host} stopped answering", again)
    if isinstance(error, exceptions.ProxyError):
        return FetchProblem(f"the proxy did not let {host} through", "check the proxy settings")
    if isinstance(error, exceptions.SSLError):
        return FetchProblem(
            f"the certificate of {host} is not to be trusted",
            "check the clock and whether the network asks for a login",
        )
    if isinstance(error, exceptions.ChunkedEncodingError | exceptions.ContentDecodingError):
        return FetchProblem(f"the answer of {host} broke off", again)
    if isinstance(error, exceptions.ConnectionError):
        return FetchProblem(f"{host} cannot be reached", "check the network connection and try again")
    return FetchProblem(f"{host} cannot be asked ({type(error).__name__})", "check the address")


def is_timeout(error: RequestException) -> bool:
    """Whether the server went silent; once an answer has begun, Requests calls that a lost connection."""
    from requests import exceptions
    from urllib3.exceptions import ReadTimeoutError

    return isinstance(error, exceptions.Timeout) or (
        bool(error.args) and isinstance(error.args[0], ReadTimeoutError)
    )


def _of_disk(error: OSError) -> FetchProblem:
    where = f" {error.filename}" if error.filename else ""
    if error.errno in _NO_ROOM:
        return FetchProblem("the disk is full", "make room and try again")
    told = (error.strerror or str(error)).lower()
    return FetchProblem(f"the folder{where} cannot be written ({told})", "allow writing there and try again")
