"""``python -m engine``: the commands that need no window."""

from engine.cli import main

if __name__ == "__main__":
    main()
