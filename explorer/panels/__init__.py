"""One file a panel; panels do not import each other."""
