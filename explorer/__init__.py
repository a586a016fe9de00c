"""The window: PySide6 and pyqtgraph around the engine."""
