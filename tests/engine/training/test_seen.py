"""The words on the screen reach the alignment of the next frame."""

from __future__ import annotations

import numpy as np

from engine.training.control import Control


def test_weights_go_with_the_frame_that_was_asked_for() -> None:
    control, seen = Control(), np.array([0.0, 1.0])
    control.request_frame(seen=seen)
    orders = control.take_orders()
    assert orders.frame
    assert orders.axes is None
    assert orders.seen is seen
    control.request_frame()
    assert control.take_orders().seen is None
