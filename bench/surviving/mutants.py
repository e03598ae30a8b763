"""The mutants of a module, made by mutmut."""

from __future__ import annotations

import difflib
import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import create_mutations

from bench.surviving.idle import idle_lines


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change; ``lines`` are the lines that it is in, counted from 1.

    ``key`` names it for as long as the change and the function around it stay as they are.
    """

    path: str
    key: str
    lines: range
    text: str
    diff: str

    @property
    def module(self) -> str:
        """The module's name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def mutants(root: Path, path: str, sample: int | None, seed: int) -> tuple[list[Mutant], int]:
    """So many mutants of a module, chosen by chance (all where None), by line; and how many there are.

    What is mutated is what is compared, called, returned and passed, numbers, texts, operators. Where
    a change makes no other program (an annotation), or is one of lines that are idle, there is none.
    """
    text = (root / path).read_text(encoding="utf-8")
    module, mutations, *_ = create_mutations(path, text)
    count = len(mutations)
    if sample is not None and sample < count:
        numbers = sorted(random.Random(f"{seed} {path}").sample(range(count), sample))
        mutations = [mutations[number] for number in numbers]
    idle = idle_lines(text)
    found = {}
    for mutation in mutations:
        made = module.deep_replace(mutation.original_node, mutation.mutated_node)
        mutant = _mutant(path, text, made.code)
        if mutant is not None and mutant.lines.start not in idle:
            found[mutant.key] = mutant
    return sorted(found.values(), key=lambda mutant: (mutant.lines.start, mutant.key)), count


def _mutant(path: str, text: str, made: str) -> Mutant | None:
    old, new = text.splitlines(keepends=True), made.splitlines(keepends=True)
    first = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    if first is None:
        return None
    last = next(at for at, (one, other) in enumerate(zip(old[::-1], new[::-1], strict=False)) if one != other)
    end = max(len(old) - last, first + 1)
    around = _function(old, first)
    changed = "".join(difflib.unified_diff(old[first:end], new[first : len(new) - last], n=0)).split("@@\n")[
        -1
    ]
    told = hashlib.sha256(f"{path}\n{around}\n{changed}".encode()).hexdigest()[:12]
    diff = "".join([f"{path}:{first + 1}  {around}\n", changed])
    return Mutant(path, told, range(first + 1, end + 1), made, diff)


def _function(lines: list[str], at: int) -> str:
    """The nearest line above that defines something, and stands further left."""
    inner = len(lines[at]) - len(lines[at].lstrip())
    for line in reversed(lines[:at]):
        indent = len(line) - len(line.lstrip())
        if indent < inner and line.lstrip().startswith(("def ", "class ", "async def ")):
            return line.strip()
    return ""
