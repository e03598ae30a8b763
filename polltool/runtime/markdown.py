"""Tables for people to read."""

import json
from datetime import datetime
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

from polltool.runtime.settings import runtime_settings

_NO_ENTRIES = "**No entries.**\n"
MARKDOWN_CHARS = r"\`*_{}[]()#+-!|"
_NULLS: Tuple[Any, ...] = ("", None, [], {})


def stringEscapeMD(st: str, minimal_escaping: bool = False, escape_multiline: bool = False) -> str:
    """Escape what has a meaning in Markdown.

    Args:
        st: The text.
        minimal_escaping: Escape only what breaks a table's cell: ``|`` and the backtick.
        escape_multiline: Turn line ends into ``<br>``.
    """
    if escape_multiline:
        for end in ("\r\n", "\r", "\n"):
            st = st.replace(end, "<br>")
    if minimal_escaping:
        return st.replace("|", "\\|").replace("`", "\\`")
    return "".join(f"\\{char}" if char in MARKDOWN_CHARS else str(char) for char in st)


def create_clickable_url(url: Any, text: Any = None) -> Any:
    """A Markdown link to an address, or a list of links to a list of them.

    Args:
        url: The address or addresses; nothing gives ``None``.
        text: What is shown instead of the address; for a list of addresses a list as long.

    Raises:
        AssertionError: If the two lists are not equally long.
    """
    if not url:
        return None
    if isinstance(url, list):
        texts = text if isinstance(text, list) else url
        assert len(url) == len(texts), "The URL list and the text list must be the same length."
        return [f"[{shown}]({item})" for shown, item in zip(texts, url)]
    return f"[{text or url}]({url})"


def url_to_clickable_markdown(data: Any, url_keys: Iterable[str]) -> Any:
    """The same data with links under those keys, at any depth."""
    if isinstance(data, list):
        return [url_to_clickable_markdown(item, url_keys) for item in data]
    if isinstance(data, dict):
        return {
            key: create_clickable_url(value)
            if key in url_keys
            else url_to_clickable_markdown(value, url_keys)
            for key, value in data.items()
        }
    return data


def flattenCell(data: Any, is_pretty: bool = True) -> Any:
    """A value as a cell's text: a list line by line, what is no string as JSON."""
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, list):
        return ",\n".join(item.decode("utf-8") if isinstance(item, bytes) else str(item) for item in data)
    default = None if runtime_settings.older else str
    return json.dumps(data, indent=4 if is_pretty else None, ensure_ascii=False, default=default)


class JsonTransformer:
    """Turns a nested value into a cell's text.

    Args:
        flatten: One line a key, nested values as JSON, as tables always were.
        keys: Keys to keep; all of them by default.
        is_nested: Whether these keys are also looked for below other keys.
        func: Does the whole work instead, if given.
    """

    def __init__(
        self,
        flatten: bool = False,
        keys: Optional[Iterable[str]] = None,
        is_nested: bool = False,
        func: Optional[Callable[[Any], Any]] = None,
    ) -> None:
        self.keys = set(() if keys is None else keys)
        self.is_nested = is_nested
        self.func = func
        self.flatten = flatten

    def json_to_str(self, json_input: Any, is_pretty: bool = True) -> Any:
        """The text: keys in bold italics below the path that leads to them."""
        if self.func:
            return self.func(json_input)
        if isinstance(json_input, (str, bytes)):
            return json_input
        if self.flatten:
            if not isinstance(json_input, dict):
                return flattenCell(json_input, is_pretty)
            return "\n".join(f"{key}: {flattenCell(value, is_pretty)}" for key, value in json_input.items())
        lines = []
        before: List[Any] = []
        for path, key, value in self.json_to_path_generator(json_input):
            lead, indent = "", "\t" * len(path)
            if path != before:
                lead = _path_lines(path, _common_length(before, path))
                if path and isinstance(path[-1], int):
                    indent = "\t"
                before = path
            lines.append(f"{lead}{indent}***{key}***: {flattenCell(value, is_pretty)}")
        return "\n".join(lines)

    def json_to_path_generator(
        self, json_input: Any, path: Optional[List[Any]] = None
    ) -> Iterator[Tuple[List[Any], Any, Any]]:
        """The values that are kept, each with the path to it and its key.

        A list of plain values counts as one value, under the key ``values``.
        """
        path = [] if path is None else path
        kept = not self.keys or any(part for part in path if part in self.keys)
        if isinstance(json_input, dict):
            for key, value in json_input.items():
                if kept or key in self.keys:
                    if isinstance(value, (dict, list)):
                        yield from self.json_to_path_generator(value, [*path, key])
                    else:
                        yield path, key, value
                elif self.is_nested:
                    yield from self.json_to_path_generator(value, [*path, key])
        elif isinstance(json_input, list):
            if json_input and isinstance(json_input[0], (dict, list)):
                for index, item in enumerate(json_input):
                    yield from self.json_to_path_generator(item, [*path, index])
            else:
                yield path, "values", ", ".join(json_input)


def _common_length(one: List[Any], other: List[Any]) -> int:
    length = 0
    for left, right in zip(one, other):
        if left != right:
            break
        length += 1
    return length


def _path_lines(path: List[Any], known: int) -> str:
    """The part of a path that the lines before do not show yet; an index is a dash."""
    lines = []
    for depth, part in enumerate(path[known:], known):
        tabs = "\t" * depth
        lines.append(f"{tabs}**-**" if isinstance(part, int) else f"{tabs}**{part}**:\n")
    return "".join(lines)


def formatCell(data: Any, is_pretty: bool = True, json_transform: Optional[JsonTransformer] = None) -> Any:
    """A value as a cell's text, by a transformer or flattened."""
    transformer = JsonTransformer(flatten=True) if json_transform is None else json_transform
    return transformer.json_to_str(data, is_pretty)


def tableToMarkdown(
    name: Optional[str],
    t: Any,
    headers: Any = None,
    headerTransform: Optional[Callable[[Any], str]] = None,
    removeNull: bool = False,
    metadata: Optional[str] = None,
    url_keys: Optional[List[str]] = None,
    date_fields: Optional[List[str]] = None,
    json_transform_mapping: Optional[Dict[str, JsonTransformer]] = None,
    is_auto_json_transform: bool = False,
    sort_headers: bool = True,
) -> str:
    """A Markdown table.

    Args:
        name: The title, or nothing.
        t: The rows: dictionaries, or plain values under one header. A single dictionary is one
            row; one with a single key and without `headers` is a column of that key's values.
        headers: The columns in order, or the only one's name; by default the first row's keys.
        headerTransform: Makes a column's title of its key; escaping by default.
        removeNull: Leave out columns that are empty in each row.
        metadata: A line below the title.
        url_keys: Keys whose values become links.
        date_fields: Keys whose values, in milliseconds since 1970, become local dates.
        json_transform_mapping: How the values of these keys become text.
        is_auto_json_transform: Show nested values as nested lists instead of as JSON.
        sort_headers: Sort the columns where `headers` does not give them (always, with the older
            library).

    Raises:
        Exception: If the rows are plain values and there is no header.
    """
    if url_keys:
        t = url_to_clickable_markdown(t, url_keys)
    lead = ("### " + name + "\n" if name else "") + (metadata + "\n" if metadata else "")
    if not t or len(t) == 0:
        return lead + _NO_ENTRIES
    rows, headers = _rows(t, headers, sort_headers)
    if removeNull:
        headers = _filled_columns(rows, headers)
    transforms = json_transform_mapping or {
        header: JsonTransformer(flatten=not is_auto_json_transform) for header in headers
    }
    if not rows or not len(headers):
        return lead + _NO_ENTRIES
    title = headerTransform or (lambda header: stringEscapeMD(header, True, True))
    lines = [
        "|" + "|".join([title(header) for header in headers]) + "|",
        "|" + "|".join(["---"] * len(headers)) + "|",
    ]
    for row in rows:
        shown = row.copy()
        for field in date_fields or ():
            _show_date(shown, field)
        cells = [_cell(shown.get(header), transforms.get(header)) for header in headers]
        lines.append("| " + " | ".join(cells) + " |")
    return lead + "\n".join(lines) + "\n"


tblToMd = tableToMarkdown


def _rows(t: Any, headers: Any, sort_headers: bool) -> Tuple[List[Any], Any]:
    """The rows as dictionaries, and the columns."""
    if not headers and isinstance(t, dict) and len(t) == 1:
        ((header, t),) = t.items()
        headers = [header]
    rows = t if isinstance(t, list) else [t]
    if headers and isinstance(headers, (str, bytes)):
        headers = [headers]
    if not isinstance(rows[0], dict):
        if not headers:
            raise Exception("Missing headers: plain values need a column's name, such as headers=['Name']")
        only = headers[0]
        rows = [{only: value} for value in rows]
    if not headers:
        headers = list(rows[0])
        if sort_headers or runtime_settings.older:
            headers.sort()
    return rows, headers


def _filled_columns(rows: List[Any], headers: Any) -> Any:
    filled = headers[:]
    for header in headers:
        if all(row.get(header) in _NULLS for row in rows):
            filled.remove(header)
    return filled


def _show_date(row: Dict[str, Any], field: str) -> None:
    try:
        row[field] = datetime.fromtimestamp(int(row[field]) / 1000).strftime("%Y-%m-%d %H:%M:%S")
    except Exception:
        return  # what is no date is shown as it is


def _cell(value: Any, transform: Optional[JsonTransformer]) -> str:
    return stringEscapeMD("" if value is None else formatCell(value, False, transform), True, True)


def aws_table_to_markdown(response: Any, table_header: str) -> str:
    """A reply of Amazon's services as a table: of what is inside, where it has one key only."""
    shown = response
    if isinstance(response, dict) and len(response) == 1:
        inside = next(iter(response.values()))
        words = isinstance(inside, list) and bool(inside) and isinstance(inside[0], str)
        if isinstance(inside, (dict, list)) and not words:
            shown = inside
    return tableToMarkdown(table_header, shown)
