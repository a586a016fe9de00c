"""The border of a run: whatever goes wrong inside becomes words, and there is always a last one."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterator

from engine.errors import WordscopeError
from engine.training.events import Event, Failed, Finished


def told(events: Callable[[], Iterator[Event]], run_id: int) -> Iterator[Event]:
    """The events of a run; an error becomes `Failed`, and `Finished` always comes last.

    Parameters
    ----------
    events : callable
        Makes the generator; called here, because setting up a run may fail as well.
    run_id : int
        The run they belong to.
    """
    finished = False
    try:
        for event in events():
            finished = isinstance(event, Finished)
            yield event
    except WordscopeError as error:
        yield Failed(run_id=run_id, step=0, message=str(error))
    except Exception as error:  # noqa: BLE001  the border: nothing may vanish behind it
        message = f"Training stopped by an unexpected error: {error}"
        yield Failed(run_id=run_id, step=0, message=message, details=traceback.format_exc())
    else:
        if finished:
            return
    yield Finished(
        run_id=run_id,
        step=0,
        reason="failed",
        steps=0,
        epochs=0,
        seconds=0,
        words_per_second=0,
        loss=math.nan,
        cost=math.nan,
    )
