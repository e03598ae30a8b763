"""Mutation testing of polltool's own code: what the tests do not notice."""
