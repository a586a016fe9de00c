"""Objectives: pure functions from (parameters, batch) to loss and gradients."""
