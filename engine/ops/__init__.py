"""Numerically stable elementary operations, each with its derivative beside it."""
