"""What ``polltool init`` adds to a repository: configuration, a hook, what editors need.

Everything is planned in memory, then written together. Files that are there get what they
lack by exact splices; nothing in them is replaced, and nothing else in them changes.
"""
