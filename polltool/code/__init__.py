"""The analysis of Python code: an abstract interpreter that runs an item as each of its commands."""
