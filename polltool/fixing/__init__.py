"""Applying the fixes that findings carry: in memory, verified by another lint, then written.

``loop`` makes fixes until none is left and keeps those that hold, ``diffs`` shows the result
as a patch, ``writing`` puts it in the place of the files.
"""
