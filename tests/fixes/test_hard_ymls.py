"""Fixes in ymls that are hard to edit: what comes of each, or that none is offered."""

from __future__ import annotations

import re
import textwrap

import pytest
import yaml

from tests.fixes.test_generated_ymls import findings, fixed

HEAD = """\
commonfields: {id: Acme, version: -1}
name: Acme
category: Utilities
configuration: []
script:
  type: python
  script: '-'
  commands:
"""


def placed(commands: str) -> bytes:
    """The commands in an integration, in a list that stands two further right than its key."""
    return (HEAD + textwrap.indent(textwrap.dedent(commands), "  ")).encode()


def mended(commands: str, *codes: str) -> str:
    """The commands after all fixes of the named rules, one after another."""
    data = placed(commands)
    for _ in range(10):
        found = [one for one in findings(data) if one.code in codes]
        if not found:
            text = data.decode()
            assert text.startswith(HEAD)
            return re.sub("(?m)^  ", "", text[len(HEAD) :])
        fix = found[0].fix
        assert fix is not None, found[0].message
        data = fixed(data, fix.edits)
    raise AssertionError("the fixes come to no end")


def refused(commands: str, code: str) -> None:
    """The finding is there and has no fix."""
    found = [one for one in findings(placed(commands)) if one.code == code]
    assert found
    assert all(one.fix is None for one in found)


def loaded(commands: str) -> list[dict[str, object]]:
    """The data of commands."""
    found: list[dict[str, object]] = yaml.safe_load(placed(commands))["script"]["commands"]
    return found


# -- comments


def test_a_comment_of_the_last_argument_stays_with_it() -> None:
    assert mended(
        """\
        - name: acme-scan
          polling: true
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            hidden: true
            # The job is made by the first run.

            # So it is never given by people.
          # The outputs are those of acme-get.
          outputs: []
        """,
        "POL203",
    ) == textwrap.dedent(
        """\
        - name: acme-scan
          polling: true
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            hidden: true
            # The job is made by the first run.

            # So it is never given by people.
          - name: hide_polling_output
            description: Whether to leave out the waiting message. Set by the polling itself, for internal use only.
            hidden: true
          # The outputs are those of acme-get.
          outputs: []
        """
    )


def test_comments_beside_and_between_stay() -> None:
    assert mended(
        """\
        - name: acme-scan  # the scan
          # what it asks for
          arguments:  # three
          # the address
          - name: url  # required
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            hidden: true
          - name: hide_polling_output
            hidden: true
        """,
        "POL101",
    ).startswith(
        "- name: acme-scan  # the scan\n  polling: true\n  # what it asks for\n  arguments:  # three\n"
    )


def test_a_comment_above_a_removed_key_keeps_it() -> None:
    refused(
        """\
        - name: acme-scan
          polling: true
          arguments:
          - name: url
            required: true
            # so that it waits
            polling: true
          - name: polling
        """,
        "POL102",
    )


# -- ends of files and values


@pytest.mark.parametrize("indicator", ["|", "|-", "|+", ">", ">-", ">+", "|2-"])
@pytest.mark.parametrize("tail", ["\n", "\n\n\n"])
def test_an_argument_after_a_block_scalar_leaves_its_text(indicator: str, tail: str) -> None:
    commands = (
        "- name: acme-scan\n  polling: true\n  arguments:\n  - name: polling\n"
        "    predefined: ['true', 'false']\n  - name: url\n  - name: job_id\n    hidden: true\n"
        f"    description: {indicator}\n      Two\n      lines.{tail}"
    )
    [before], [after] = loaded(commands), loaded(mended(commands, "POL203"))
    arguments = after["arguments"]
    assert isinstance(arguments, list)
    assert arguments[:-1] == before["arguments"]


def test_a_clipped_block_scalar_at_the_very_end_would_change() -> None:
    commands = """\
        - name: acme-scan
          polling: true
          arguments:
          - name: polling
            predefined: ['true', 'false']
          - name: url
          - name: job_id
            hidden: true
            description: |
              A job."""
    refused(commands, "POL203")
    after = mended(commands.replace("|", "|-"), "POL203")
    assert "A job.\n  - name: hide_polling_output\n" in after
    assert not after.endswith("\n")


def test_a_list_that_is_nothing_yet_keeps_the_comment_beside_it() -> None:
    after = mended(
        """\
        - name: acme-list
          arguments: []  # none
        - name: acme-scan
          polling: true
          arguments: []  # not yet
          outputs: []
        """,
        "POL205",
    )
    assert after == textwrap.dedent(
        """\
        - name: acme-list
          arguments: []  # none
        - name: acme-scan
          polling: true
          arguments:  # not yet
          - name: polling
            description: Whether to wait for the result. If false, the command runs once.
            auto: PREDEFINED
            predefined:
            - 'true'
            - 'false'
          outputs: []
        """
    )


# -- keys and dashes


def test_a_key_on_the_line_of_the_dash_can_go() -> None:
    assert mended(
        """\
            - name: acme-scan
              polling: true
              arguments:
              - polling: true
                name: url
              - name: polling
                predefined: ['true', 'false']
            """,
        "POL102",
    ) == textwrap.dedent(
        """\
            - name: acme-scan
              polling: true
              arguments:
              - name: url
              - name: polling
                predefined: ['true', 'false']
            """
    )


def test_an_explicit_key_is_left() -> None:
    refused(
        """\
        - name: acme-scan
          ? polling
          : 'true'
          arguments:
          - name: url
          - name: polling
        """,
        "POL103",
    )


def test_a_tag_is_left() -> None:
    refused(
        """\
        - name: acme-scan
          polling: !!str true
          arguments:
          - name: url
          - name: polling
        """,
        "POL103",
    )


# -- anchors and aliases


def test_a_list_that_two_commands_share_is_left() -> None:
    refused(
        """\
        - name: acme-list
          arguments: &both
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: limit
        - name: acme-scan
          polling: true
          arguments: *both
        """,
        "POL203",
    )


def test_a_command_that_is_used_elsewhere_is_left() -> None:
    refused(
        """\
        - &scan
          name: acme-scan
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
        - <<: *scan
          name: acme-list
        """,
        "POL101",
    )


def test_arguments_that_are_merged_in_are_left() -> None:
    refused(
        """\
        - &common
          name: acme-list
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
        - <<: *common
          name: acme-scan
          polling: true
        """,
        "POL203",
    )


def test_an_alias_as_the_last_argument_is_no_hindrance() -> None:
    after = mended(
        """\
        - name: acme-list
          arguments:
          - &limit
            name: limit
            description: "How many."
        - name: acme-scan
          polling: true
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            hidden: true
          - *limit
        """,
        "POL203",
    )
    assert after.endswith(
        "  - *limit\n"
        "  - name: hide_polling_output\n"
        '    description: "Whether to leave out the waiting message. Set by the polling itself, for internal use '
        'only."\n'
        "    hidden: true\n"
    )


def test_an_own_key_overrides_a_merged_one() -> None:
    after = mended(
        """\
        - &base
          name: acme-list
          polling: false
        - <<: *base
          name: acme-scan
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
        """,
        "POL101",
    )
    assert loaded(after)[1]["polling"] is True
    assert after.startswith("- &base\n  name: acme-list\n  polling: false\n- <<: *base\n")


# -- flow style


def test_a_flow_map_over_several_lines() -> None:
    after = mended(
        """\
        - {
            name: acme-scan, # the scan
            arguments: [
              {name: url},
              {name: polling, predefined: ['true', 'false']},
              {name: job_id, hidden: true},
            ]
          }
        """,
        "POL101",
        "POL203",
    )
    assert after == textwrap.dedent(
        """\
        - {
            name: acme-scan, polling: true, # the scan
            arguments: [
              {name: url},
              {name: polling, predefined: ['true', 'false']},
              {name: job_id, hidden: true},
              {name: hide_polling_output, description: 'Whether to leave out the waiting message. Set by the polling\
 itself, for internal use only.', hidden: true},
            ]
          }
        """
    )


# -- the order of keys


def test_polling_comes_where_the_other_commands_have_it() -> None:
    after = mended(
        """\
        - name: acme-list
          arguments: []
          outputs: []
          polling: false
          deprecated: false
        - name: acme-scan
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
          outputs:
          - contextPath: Acme.ID
            description: The ID.
          deprecated: false
        """,
        "POL101",
    )
    assert after.endswith("    description: The ID.\n  polling: true\n  deprecated: false\n")


def test_several_mistakes_of_one_argument_are_mended_at_once() -> None:
    assert mended(
        """\
        - name: acme-scan
          polling: true
          arguments:
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            hidden: true
          - name: hide_polling_output
            required: true
            isArray: true
            auto: PREDEFINED
            predefined:
            - 'yes'
            - 'no'
            defaultValue: 'no'
        """,
        "POL204",
    ).endswith("  - name: hide_polling_output\n    hidden: true\n")


def test_scripts_have_their_arguments_at_the_root() -> None:
    data = (
        b"commonfields:\n  id: AcmeWait\n  version: -1\nname: AcmeWait\ntype: python\nsubtype: python3\n"
        b"comment: Waits.\nenabled: true\nscripttarget: 0\nfromversion: 6.5.0\nscript: |-\n"
        b"  @polling_function('AcmeWait', requires_polling_arg=False)\n  def wait(args):\n"
        b"      job_id = args.get('job_id') or submit()\n"
        b"      return PollResult(None, continue_to_poll=not done(job_id), args_for_next_run={'job_id': job_id})\n\n"
        b"  return_results(wait(demisto.args()))\n"
    )
    while found := [one for one in findings(data) if one.severity > 1]:
        assert found[0].fix is not None
        data = fixed(data, found[0].fix.edits)
    root = yaml.safe_load(data)
    assert root["polling"] is True
    assert sorted(one["name"] for one in root["args"]) == ["hide_polling_output", "job_id"]
