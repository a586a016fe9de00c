"""Writes the demo corpus: film talk composed from our own lexicons, rules and sentences."""
