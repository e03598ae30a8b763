"""What the YAML parser complains of, in words of the file and with the remedy."""

from __future__ import annotations

import yaml

from polltool.findings import Problem, Related
from polltool.source import Source

# Parts of the messages of libyaml and of PyYAML's own parser, most telling first.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (
        "mapping values are not allowed",
        "a 'key: value' cannot stand here: put the text before it in quotes if it holds ': ', or mend "
        "the indentation of this line or the one above",
    ),
    (
        "could not find expected ':'",
        "the text above this place is neither a 'key: value' nor part of the value before it: indent it "
        "if it continues that value, or add the colon",
    ),
    (
        "did not find expected key",
        "a key is expected here, at the indentation of the keys before it: mend this line's indentation, "
        "or put the value before it in quotes",
    ),
    (
        "did not find expected '-' indicator",
        "an item of the list ('- ...') is expected here: mend this line's indentation",
    ),
    (
        "expected <block end>",
        "this does not fit the lines before it: mend this line's indentation, or put the value before it "
        "in quotes",
    ),
    (
        "sequence entries are not allowed",
        "a list item ('- ') cannot stand here: begin it on a new line",
    ),
    ("mapping keys are not allowed", "a key cannot stand here: begin it on a new line"),
    ("unexpected end of stream", "the quoted text is never closed: add the missing quote"),
    ("document separator", "the quoted text is never closed: add the missing quote"),
    ("unexpected document indicator", "the quoted text is never closed: add the missing quote"),
    (
        "unknown escape character",
        "double quotes do not know this backslash escape: double the backslash, or use single quotes",
    ),
    (
        "hexadecimal numbers",
        "the backslash escape needs hexadecimal digits here: write them, or double the backslash",
    ),
    (
        "hexdecimal number",
        "the backslash escape needs hexadecimal digits here: write them, or double the backslash",
    ),
    (
        "invalid Unicode character escape",
        "the backslash escape names no character: mend it, or double the backslash",
    ),
    ("',' or ']'", "the list in brackets is not continued or closed here: add the missing ',' or ']'"),
    ("',' or '}'", "the mapping in braces is not continued or closed here: add the missing ',' or '}'"),
    (
        "<document start>",
        "the document has ended before this line: mend its indentation, or remove the line '...' before it",
    ),
    (
        "chomping or indentation indicators",
        "after | or >, the text begins on the next line: move it there",
    ),
    ("indentation indicator", "after | or >, only an indentation digit from 1 to 9 and + or - may stand"),
    (
        "did not find expected comment or line break",
        "after | or >, the text begins on the next line: move it there",
    ),
    (
        "expected a comment or a line break",
        "after | or >, the text begins on the next line: move it there",
    ),
    ("incompatible YAML document", "the %YAML line asks for a version that is not read here: remove it"),
    ("undefined tag handle", "a value that begins with ! needs quotes, or its tag a %TAG line"),
    (
        "alphabetic or numeric character",
        "after & or * the name of an anchor belongs: put a value that begins so in quotes",
    ),
)


def explain(source: Source, error: yaml.YAMLError) -> Problem:
    """The problem that the parser's error is, where the parser stopped."""
    mark = getattr(error, "problem_mark", None)
    offset = len(source.text) if mark is None else min(mark.index, len(source.text))
    place = source.place(offset, _one_character(source.text, offset))
    return Problem(
        place, "the YAML cannot be read: " + _sentence(source.text, offset, error), _began(source, error)
    )


def _sentence(text: str, offset: int, error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or error)
    if "tab" in problem or ("cannot start any token" in problem and text[offset : offset + 1] == "\t"):
        return "a tab cannot indent a line: use spaces"
    if "cannot start any token" in problem:
        return f"no value may begin with {text[offset : offset + 1]}: put it in quotes"
    for part, sentence in _SENTENCES:
        if part in problem:
            return sentence
    return problem


def _one_character(text: str, offset: int) -> int:
    return offset if text[offset : offset + 1] in ("", "\n", "\r") else offset + 1


def _began(source: Source, error: yaml.YAMLError) -> tuple[Related, ...]:
    """Where what the parser was in began, if that is another line."""
    mark = getattr(error, "context_mark", None)
    problem_mark = getattr(error, "problem_mark", None)
    if mark is None or problem_mark is None:
        return ()
    start = min(mark.index, len(source.text))
    if source.position(start)[0] == source.position(problem_mark.index)[0]:
        return ()
    what = str(error.context or "") if isinstance(error, yaml.MarkedYAMLError) else ""
    if "quoted" in what:
        message = "the quoted text begins here"
    elif "simple key" in what:
        message = "the text that has no colon"
    elif "sequence" in what or "collection" in what:
        message = "the list begins here"
    elif "mapping" in what:
        message = "the mapping begins here"
    else:
        message = "begun here"
    return (Related(source.place(start, _one_character(source.text, start)), message),)
