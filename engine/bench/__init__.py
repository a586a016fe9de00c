"""Measurements that anyone can repeat: each returns rows of one table, peers timed in the same run."""
