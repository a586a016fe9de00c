"""Tests of the map drawing."""
