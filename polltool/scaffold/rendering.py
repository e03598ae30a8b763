"""Templates: found, filled in, and what goes wrong with them.

Answers are values, never templates: nothing in them is interpreted. Templates run in a sandbox,
a user's own as well.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from polltool.errors import PolltoolError
from polltool.resources import folder

# What is markup in a table's cell, or on pages that take Markdown for a program.
_MARKDOWN = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "\\|", "{": "&#123;", "}": "&#125;", "\n": " "}
)


class TemplateFault(PolltoolError):
    """A template that cannot be used; the text names it and its line."""


def python_text(text: str, quote: str = "'") -> str:
    """A string as a Python literal, in the given quotes unless the others save escapes."""
    if not text.isprintable():
        return repr(text)
    other = "'" if quote == '"' else '"'
    if quote in text and other not in text:
        quote = other
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def python_value(value: object, quote: str = "'") -> str:
    """Strings, and collections of them, as Python."""
    if isinstance(value, str):
        return python_text(value, quote)
    if isinstance(value, Mapping):
        pairs = (f"{python_value(key, quote)}: {python_value(one, quote)}" for key, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple | list | set | frozenset):
        words = [
            python_value(one, quote)
            for one in (sorted(value) if isinstance(value, set | frozenset) else value)
        ]
        if isinstance(value, list):
            return f"[{', '.join(words)}]"
        if isinstance(value, tuple):
            return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"
        return f"{{{', '.join(words)}}}" if words else "set()"
    return repr(value)


def yaml_text(text: str) -> str:
    """A string as a YAML scalar in double quotes, which JSON's strings are as well."""
    return json.dumps(text, ensure_ascii=False)


def yaml_block(value: Mapping[str, Any]) -> str:
    """A mapping as YAML, one key a line."""
    import yaml

    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10**6)
    return text.rstrip("\n")


def braced(text: str) -> str:
    """A string as a part of an f-string: braces stand for themselves."""
    return text.replace("{", "{{").replace("}", "}}")


def markdown_text(text: str) -> str:
    """A string as a cell of a Markdown table, in which nothing is markup."""
    return text.translate(_MARKDOWN)


Render = Callable[[str, Mapping[str, Any]], str]
"""Fills a template in: its name and the values that it may use."""


def renderer(own: str | None) -> Render:
    """What fills templates in: those in the folder ``own``, else polltool's.

    :raises TemplateFault: there is no such folder.
    """
    if own is not None and not os.path.isdir(own):
        raise TemplateFault(f"--templates: there is no folder {own}")
    environment = _environment(own)

    def render(name: str, values: Mapping[str, Any]) -> str:
        try:
            return environment.get_template(name).render(values)
        except TemplateNotFound as error:
            raise TemplateFault(f"there is no template {error.name}") from None
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            line = getattr(error, "lineno", None)
            where = getattr(error, "filename", None) or name
            place = f"{where}:{line}" if line else where
            raise TemplateFault(f"the template {place} cannot be filled in: {error}") from None

    return render


@functools.cache
def _environment(own: str | None) -> ImmutableSandboxedEnvironment:
    """Where templates are found and what they may use; each is compiled once."""
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(place) for place in (own, str(folder("templates"))) if place]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters["py"] = python_value
    environment.filters["yaml_block"] = yaml_block
    environment.filters["yaml"] = yaml_text
    environment.filters["markdown"] = markdown_text
    environment.filters["braced"] = braced
    return environment
