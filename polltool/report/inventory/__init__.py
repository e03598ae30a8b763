"""The inventory of polling commands: what is told of each, one module a format."""
