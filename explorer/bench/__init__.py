"""Measurements of the window: how late its event loop runs, what it costs the training, how fast it answers."""
