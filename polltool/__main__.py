"""``python -m polltool``."""

from polltool.cli.main import entry

if __name__ == "__main__":
    entry()
