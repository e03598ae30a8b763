"""The language server: what the linter knows, in the editor while one types.

``checker`` gives the findings of open files as the command line would, ``documents`` keeps
their unsaved text, ``server`` speaks the protocol; the other modules make what editors show.
"""
