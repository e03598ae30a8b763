"""A whole new integration in memory, without the commands that are then put into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polltool.records import dataclass
from polltool.scaffold.answers import Answers, Input
from polltool.scaffold.naming import ItemName, item_name
from polltool.scaffold.picture import placeholder
from polltool.scaffold.rendering import Render

DOCKER_IMAGE = "demisto/python3:3.12.14.12844876"
"""The image that new code runs in: Python 3.12 with what the platform's library needs."""

FROM_VERSION = "6.10.0"
"""The oldest server for which new content may be made (demisto-sdk: BA106)."""

EXAMPLE = "example"
"""What a required input is in examples."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A new item: its names, and its files by their path in its folder."""

    name: ItemName
    files: Mapping[str, bytes]

    @property
    def yml(self) -> str:
        """The path of its yml in its folder."""
        return f"{self.name.name}.yml"

    @property
    def code(self) -> str:
        """The path of its code in its folder."""
        return f"{self.name.name}.py"


def new_integration(title: str, *, tests: bool, readme: bool, render: Render) -> Skeleton:
    """An integration with a client, a test of its connection and no command yet.

    :param tests: with unit tests.
    :param readme: with a README.
    :raises AnswerError: it cannot be called that.
    :raises TemplateFault: a template that cannot be used.
    """
    name = item_name("integration", title)
    wanted = {
        f"{name.name}.yml": "integration.yml",
        f"{name.name}.py": "integration.py",
        f"{name.name}_description.md": "description.md",
        **({f"{name.name}_test.py": "integration_test.py"} if tests else {}),
        **({"README.md": "readme.md"} if readme else {}),
    }
    files = rendered("new_integration", wanted, item_values(name), render)
    return Skeleton(name, {**files, f"{name.name}_image.png": placeholder(name.name)})


def command_examples(answers: Answers, render: Render) -> bytes:
    """The file ``command_examples``, by which documentation is made: each command with what it needs.

    :raises TemplateFault: a template that cannot be used.
    """
    examples = [_example(command, answers) for command in answers.names]
    return render("new_integration/command_examples.j2", {"examples": examples}).encode()


def item_values(name: ItemName) -> dict[str, Any]:
    """What the templates of every new item may use."""
    return {
        "name": name.name,
        "display": name.display,
        "docker_image": DOCKER_IMAGE,
        "from_version": FROM_VERSION,
    }


def rendered(
    group: str, wanted: Mapping[str, str], values: Mapping[str, Any], render: Render
) -> dict[str, bytes]:
    """Files by their path, each from its template of a group.

    :raises TemplateFault: a template that cannot be used.
    """
    return {path: render(f"{group}/{template}.j2", values).encode() for path, template in wanted.items()}


def _example(command: str, answers: Answers) -> str:
    """How a command is run from the command line, with the inputs that it cannot do without."""
    own = answers.find_args if command == answers.find else answers.args
    inputs = [Input(answers.state, required=True), *own] if command == answers.find else list(own)
    words = [f"{one.name}={EXAMPLE}" for one in inputs if one.required]
    if answers.polling_arg is not None:
        words.append(f"{answers.polling_arg}=true")
    return " ".join([f"!{command}", *words])
