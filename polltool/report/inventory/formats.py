"""All formats of the inventory by name; each is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from polltool.report.formats import Rendered

if TYPE_CHECKING:
    from polltool.report.inventory.view import Inventory

FormatName = Literal["text", "json", "csv", "mermaid", "html"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)


def render(name: FormatName, inventory: Inventory) -> Rendered:
    """The inventory in any format, as text without styles that ends in a newline."""
    if name == "text":
        from polltool.report.inventory.text import text_lines
        from polltool.report.lines import plain

        return Rendered("".join(f"{plain(line).rstrip()}\n" for line in text_lines(inventory)))
    if name == "json":
        from polltool.report.inventory.json import as_json

        return Rendered(as_json(inventory) + "\n")
    if name == "csv":
        from polltool.report.inventory.csv import as_csv

        return Rendered(as_csv(inventory))
    if name == "html":
        from polltool.report.inventory.html import as_html

        return Rendered(as_html(inventory))
    from polltool.report.inventory.mermaid import as_mermaid, too_large

    text = as_mermaid(inventory)
    refused = too_large(inventory, text)
    return Rendered(text, () if refused is None else (f"the diagram has {refused}; give fewer PATHs",))
