"""How the threads of the window's process share the processor with each other and with training."""

from __future__ import annotations

import sys

from threadpoolctl import threadpool_limits

SWITCH_INTERVAL = 0.0001
"""Tasks hold the interpreter between large products only; a short interval lets the window in sooner."""


def be_courteous() -> None:
    """Let the window in soon, and no thread wait for work by running in circles.

    The matrix library keeps a thread for each core, and after every product it looks for more work for some
    milliseconds before it sleeps. The window's products are small and come all the time: that thread took a
    tenth of the core that training needs.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    threadpool_limits(1, user_api="blas")
