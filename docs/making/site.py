"""Lay out the site's pages: those of docs/, with links to rules, and a page for each rule.

``python -m docs.making.site build`` writes ``build/pages`` and ``build/site.yml``, from which
the generator builds the site. The rule pages are made from the rules, so none is older than its
rule, and adding a rule touches no page.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from polltool.report import ruledocs
from polltool.rules.registry import all_rules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FOLDER = "rules"

GROUPS = {
    "POL0": ("Files", "what has to be so that anything else can be said"),
    "POL1": ("The polling key", "whether the server acts on a schedule"),
    "POL2": ("Arguments", "what travels to the next run, and what is lost on the way"),
    "POL3": ("Interval and timeout", "when the next run comes, and when the last one"),
    "POL4": ("Code", "what a run returns, and what it leaves behind"),
    "POL5": ("Callers", "scripts that run polling commands"),
}
"""The rules' groups by the beginning of their codes."""

_APART = re.compile(
    r"^```.*?^```$|^#[^\n]*$|^    [^\n]*$|`[^`\n]+`|\[[^\]]*\]\([^)]*\)|\b(?P<code>POL\d{3})\b",
    re.MULTILINE | re.DOTALL,
)
"""Code, headings and links, in which no rule is linked; and a rule's code anywhere else."""
_LEAVING = re.compile(r"\[([^\]]*)\]\((?:\.\./)+([^)]*)\)")


def pages() -> Mapping[str, str]:
    """All pages of the site by their paths in it."""
    written = {
        path.name: linked(unlinked(path.read_text(encoding="utf-8")), f"{FOLDER}/")
        for path in sorted(DOCS.glob("*.md"))
    }
    return {**written, **rule_pages()}


def rule_pages() -> Mapping[str, str]:
    """A page for each rule, and one that lists them."""
    of_rules = {
        f"{FOLDER}/{rule.code}.md": linked(ruledocs.page(rule), "", but=rule.code) for rule in all_rules()
    }
    return {f"{FOLDER}/index.md": linked(rule_list(), ""), **of_rules}


def rule_list() -> str:
    """All rules in their groups."""
    parts = [
        "# The rules",
        "Each has a page: what happens at run time, what to write, and an example of both. In a terminal, "
        "`polltool rules` lists them and `polltool explain POL201` has the page.",
        "**error**: it breaks when it runs. **warning**: it works less well than the author thinks, or breaks "
        "in some deployments. **info**: advice. The severity here is the gravest that a rule's findings have. "
        "[Safe fixes](../fixing.md) can be made unseen (`polltool fix`), unsafe ones want to be read "
        "(`--unsafe-fixes`).",
    ]
    for prefix, (title, about) in GROUPS.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(prefix)]
        parts += [f"## {title}", f"{about[0].upper()}{about[1:]}.", ruledocs.table(rules)]
    return "\n\n".join(parts)


def linked(markdown: str, folder: str, *, but: str | None = None) -> str:
    """A page's text in which rules are links, ``folder`` being where their pages lie from there."""
    known = {rule.code for rule in all_rules()} - {but}

    def link(match: re.Match[str]) -> str:
        code = match["code"]
        return f"[{code}]({folder}{code}.md)" if code in known else match[0]

    return _APART.sub(link, markdown)


def unlinked(markdown: str) -> str:
    """A page's text without links to files of the repository that are no pages: their paths instead."""
    return _LEAVING.sub(lambda match: f"{match[1]} (`{match[2]}` in the repository)", markdown)


def settings() -> str:
    """The generator's settings, with the rule pages in the navigation."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = "".join(f"\n      - {path}" for path in rule_pages())
    before, mark, after = text.partition(" RULES")
    assert mark, "mkdocs.yml says where the rules go"
    text = before + listed + after.partition("\n")[1] + after.partition("\n")[2]
    # Paths in it start from its own folder.
    return text.replace("docs_dir: build/", "docs_dir: ").replace("site_dir: build/", "site_dir: ")


def main(folder: Path) -> None:
    """Write everything anew."""
    shutil.rmtree(folder / "pages", ignore_errors=True)
    for path, text in pages().items():
        target = folder / "pages" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if (DOCS / "pictures").is_dir():
        shutil.copytree(DOCS / "pictures", folder / "pages" / "pictures")
    (folder / "site.yml").write_text(settings(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
