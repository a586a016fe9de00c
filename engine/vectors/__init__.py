"""Word vectors after training: neighbours, analogies, file formats and projections."""
