"""The training loop: a generator of events, with its settings, controls and checkpoints."""
