"""What `make` runs before Wordscope itself is installed: standard library only."""
