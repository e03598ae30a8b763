"""What can go wrong outside the checked content, in words that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from polltool.records import dataclass


class PolltoolError(Exception):
    """A mistake of the user's or of the machine's; its text is all that is shown."""


class ReadError(PolltoolError):
    """A file that cannot be read; the text says why and what to do, without the path."""


class UsageError(PolltoolError):
    """Wrong options or arguments."""


class ConfigError(PolltoolError):
    """A configuration file, or what it names, that cannot be used."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that was to be checked and was not; a run with failures exits 2.

    ``path`` is the path as reports show it, ``detail`` a traceback where the fault is ours.
    """

    path: str
    message: str
    detail: str | None = None

    @property
    def sort_key(self) -> tuple[str, str]:
        """Path, then message."""
        return (self.path, self.message)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be."""
    import difflib  # it is slow to import, and most runs have nothing to guess

    candidates = {candidate.casefold(): candidate for candidate in known}
    matches = difflib.get_close_matches(word.casefold(), candidates, n=1, cutoff=0.6)
    return candidates[matches[0]] if matches else None


def did_you_mean(
    word: str,
    known: Collection[str],
    otherwise: str | None = None,
    *,
    shown: Callable[[str], str] = str,
) -> str:
    """What to say after a word that is not known: the one that was probably meant, as ``shown`` writes it.

    Where none is near, ``otherwise``; without it, all there are.
    """
    match = nearest(word, known)
    if match is not None:
        return f"did you mean {shown(match)}?"
    return f"there are: {', '.join(known)}" if otherwise is None else otherwise
