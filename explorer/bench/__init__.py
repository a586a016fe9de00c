"""Measurements of the window: lateness of its event loop, its price for the training, how fast it answers."""
