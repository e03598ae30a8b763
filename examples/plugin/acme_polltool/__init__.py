"""Rules of Acme's own: a model for plugins of polltool."""

from acme_polltool.command_prefix import RULE

RULES = [RULE]
