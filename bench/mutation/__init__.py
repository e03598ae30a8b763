"""Puts mistakes into ymls one at a time and measures whether polltool finds each."""
