"""The headless commands: one file each, gathered in `engine.cli`."""
