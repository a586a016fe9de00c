"""The NumPy engine of Wordscope: CS 224n Assignment 1, without a window and without Qt."""

from engine.ops.activations import log_sigmoid, log_softmax, sigmoid, softmax

__all__ = ["log_sigmoid", "log_softmax", "sigmoid", "softmax"]
