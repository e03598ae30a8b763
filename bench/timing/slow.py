"""Other linters over the same ymls; they take minutes, so a part of the ymls stands for all."""

from __future__ import annotations

import os
from collections.abc import Sequence

from bench.timing.measure import FailedError, Measured, Run, Work, once
from bench.timing.subject import Subject, sample
from bench.timing.works import Programs
from polltool.resources import schema_path

YAMLLINT = "yamllint -d relaxed"
SCHEMAS = "check-jsonschema"
SDK = "demisto-sdk validate, one pack"


def others(
    subject: Subject, programs: Programs, size: int | None, rounds: int, sdk: str | None, pack: str
) -> tuple[dict[str, Measured], list[str]]:
    """How long the others take for all ymls, and remarks on what could not be measured.

    :param size: about how many bytes of ymls they are given; None: all.
    :param sdk: the program ``demisto-sdk``, and ``pack`` the pack that it validates.
    """
    part, scale = sample(subject.ymls, subject.yml_bytes if size is None else size)
    measured: dict[str, Measured] = {}
    remarks = []
    for work in _works(subject, programs, part, sdk, pack):
        runs = _runs(work, rounds)
        if isinstance(runs, FailedError):
            remarks.append(str(runs))
        else:
            measured[work.name] = Measured(runs, 1.0 if work.name == SDK else scale)
    if scale > 1:
        remarks.append(
            f"{YAMLLINT} and {SCHEMAS} read {len(part)} of {len(subject.ymls)} ymls, chosen by chance; their "
            f"times are {scale:.1f} times what was measured, by the bytes"
        )
    return measured, remarks


def _runs(work: Work, rounds: int) -> tuple[Run, ...] | FailedError:
    try:
        return tuple(once(work) for _ in range(rounds))
    except FailedError as error:
        return error


def _works(
    subject: Subject, programs: Programs, part: Sequence[str], sdk: str | None, pack: str
) -> list[Work]:
    works = []
    if programs.yamllint is not None:
        works.append(Work(YAMLLINT, (programs.yamllint, "-d", "relaxed", *part), subject.root))
    if programs.check_jsonschema is not None:
        schema = str(schema_path("integration"))
        command = (programs.check_jsonschema, "--schemafile", schema, *part)
        works.append(Work(SCHEMAS, command, subject.root))
    if sdk is not None:
        command = (sdk, "validate", "--input", os.path.join("Packs", pack))
        works.append(Work(SDK, command, subject.root, {"DEMISTO_SDK_SKIP_VERSION_CHECK": "true"}))
    return works
