"""Sentence sentiment: features, classifiers, regularisation sweep and report."""
