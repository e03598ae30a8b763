"""``python -m polltool``."""

from polltool.searchpath import leave_out_working_directory

if __name__ == "__main__":
    leave_out_working_directory()
    from polltool.cli.main import entry

    entry()
