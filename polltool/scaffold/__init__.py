"""The scaffolder: answers to a few questions become polling commands in an integration or a script.

Everything is rendered, planned and checked in memory; the files are written all or none.
"""
