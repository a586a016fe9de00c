"""The map of words: raster, labels and the graphics item."""
