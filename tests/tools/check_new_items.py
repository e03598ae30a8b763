"""New integrations and scripts under the real ``demisto-sdk``: every check that needs neither the network
nor the content graph, and ``prepare-content``. Run by ``make test-tools``; bench/README.md says how it is done."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from tests.tools.programs import IDENTITY

REMOTE = "https://github.invalid/demisto/content.git"
NOWHERE = "http://127.0.0.1:9"
PACK = "Packs/AcmeScan"

# What the validations of a content repository look up in it.
CONFIG = {
    "approved_categories": {"approved_list": ["Analytics & SIEM", "Utilities"]},
    "approved_usecases": {"approved_list": []},
    "approved_tags": {"approved_list": {"common": [], "xsoar": [], "marketplacev2": [], "platform": []}},
    "compliant_policies": {"policies": []},
}
METADATA = {
    "name": "Acme Scan",
    "description": "Scans files and URLs with Acme.",
    "support": "xsoar",
    "currentVersion": "1.0.0",
    "author": "Cortex XSOAR",
    "url": "https://www.paloaltonetworks.com/cortex",
    "email": "",
    "created": "2024-01-01T00:00:00Z",
    "categories": ["Utilities"],
    "tags": [],
    "useCases": [],
    "keywords": [],
    "marketplaces": ["xsoar", "marketplacev2", "platform"],
}

# All validations there are, but for three kinds: those that ask the content graph (a database that is
# built of the whole of the platform's content), those that ask the registry of container images, and
# those that are no more than warnings in the SDK's own configuration.
VALIDATIONS = """\
import inspect, json, sys, toml
from pathlib import Path
from demisto_sdk.commands import validate
from demisto_sdk.commands.validate.validators.base_validator import get_all_validators

def asks_the_graph(validator):
    sources = (inspect.getsource(one) for one in type(validator).__mro__ if "_validators" in one.__module__)
    return any("self.graph" in source for source in sources)

own = toml.load(Path(validate.__path__[0]) / "sdk_validation_config.toml")
out = {"DO103", "DO105", "DO106", *own["use_git"]["warning"]}
out |= {one.error_code for one in get_all_validators() if asks_the_graph(one)}
codes = sorted({one.error_code for one in get_all_validators()} - out)
print(json.dumps(codes))
"""

NEW = [
    ("Integrations", ["--new", "Acme Scan", "--submit", "acme-scan-submit", "--find", "acme-scan-find"]),
    (
        "Integrations",
        ["--new", "AcmeExport", "--command", "acme-export", "--always-poll", "--state", "export_id"],
    ),
    ("Scripts", ["--script", "AcmeWait", "--submit", "acme-scan-submit", "--find", "acme-scan-find"]),
    ("Scripts", ["--script", "AcmeScanAndWait", "--wraps", "acme-scan-submit"]),
]
INPUT = ["--arg", "url:required:The URL to scan."]


class Sdk:
    """The environment in which polltool is installed beside the SDK, and a content repository for it."""

    def __init__(self, root: Path) -> None:
        place = os.environ.get("POLLTOOL_SDK")
        assert place is not None, (
            "POLLTOOL_SDK names no environment with demisto-sdk: run this by make test-tools"
        )
        self.bin = Path(place) / "bin"
        self.root = root

    def run(self, program: str, *words: str) -> tuple[int, str]:
        """Run a program of the environment at the repository's root, without a network."""
        done = subprocess.run(
            [self.bin / program, *words],
            cwd=self.root,
            env={
                **os.environ,
                "DEMISTO_SDK_CONTENT_PATH": str(self.root),
                "DEMISTO_SDK_SKIP_VERSION_CHECK": "true",
                "http_proxy": NOWHERE,
                "https_proxy": NOWHERE,
                "NO_COLOR": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        return done.returncode, done.stdout

    def git(self, *words: str) -> None:
        """Run git at the repository's root."""
        subprocess.run(["git", *words], cwd=self.root, check=True, stdout=subprocess.DEVNULL)

    def commit(self) -> None:
        """Commit whatever there is."""
        self.git("add", "-A")
        self.git(*IDENTITY, "commit", "-q", "-m", "x")

    def make(self, kind: str, words: Sequence[str]) -> None:
        """Have polltool make an item in the pack."""
        folder = self.root / PACK / kind
        folder.mkdir(exist_ok=True)
        code, out = self.run(
            "polltool", "new-polling-command", f"{PACK}/{kind}", *words, *INPUT, "--defaults"
        )
        assert code == 0, out

    def validate(self) -> tuple[int, str]:
        """Validate what the branch adds to the main one."""
        self.commit()
        return self.run("demisto-sdk", "validate", "-g", "--config-path", "validations.toml")


@pytest.fixture
def sdk(tmp_path: Path) -> Sdk:
    """A content repository, and in it a branch with a new pack, in which there is nothing yet."""
    root = tmp_path / "content"
    (root / "Config").mkdir(parents=True)
    (root / "Packs").mkdir()
    sdk = Sdk(root)
    sdk.git("init", "-q", "-b", "master")
    for name, data in CONFIG.items():
        (root / f"Config/{name}.json").write_text(json.dumps(data), encoding="utf-8")
    code, out = sdk.run("python", "-c", VALIDATIONS)
    assert code == 0, out
    codes = json.loads(out.splitlines()[-1])
    assert len(codes) > 200
    (root / "validations.toml").write_text(
        f"ignorable_errors = []\n[use_git]\nselect = {codes}\nwarning = []\n"
    )
    sdk.commit()
    for remote in ("origin", "upstream"):
        sdk.git("remote", "add", remote, REMOTE)
        sdk.git("update-ref", f"refs/remotes/{remote}/master", "HEAD")
    sdk.git("checkout", "-q", "-b", "new-items")
    pack = root / PACK
    pack.mkdir()
    (pack / "pack_metadata.json").write_text(json.dumps(METADATA, indent=4), encoding="utf-8")
    (pack / "README.md").write_text("Scans files and URLs with Acme, and waits until that is done.\n")
    (pack / ".pack-ignore").touch()
    (pack / ".secrets-ignore").touch()
    return sdk


def test_new_items_are_valid(sdk: Sdk) -> None:
    for kind, words in NEW:
        sdk.make(kind, words)
    code, out = sdk.validate()
    assert code == 0, out
    items = [path.relative_to(sdk.root / PACK).parent for path in (sdk.root / PACK).glob("*/*/*.yml")]
    assert sorted(path.parent.name for path in items) == ["Integrations"] * 2 + ["Scripts"] * 2
    for item in items:
        code, out = sdk.run(
            "demisto-sdk", "prepare-content", "-i", f"{PACK}/{item}", "-o", "unified.yml", "--force"
        )
        assert code == 0, out
        unified = yaml.safe_load((sdk.root / "unified.yml").read_text(encoding="utf-8"))
        script = unified["script"]
        code_of = script["script"] if item.parts[0] == "Integrations" else script
        assert "def main()" in code_of
        if item.parts[0] == "Integrations":
            assert unified["image"].startswith("data:image/png;base64,")
            assert "help" in unified["detaileddescription"]


def test_the_validations_do_find_mistakes(sdk: Sdk) -> None:
    sdk.make(*NEW[0])
    folder = sdk.root / PACK / "Integrations/AcmeScan"
    (folder / "AcmeScan_image.png").write_bytes(b"no picture")
    for name, old, new in (
        ("AcmeScan.yml", "provider:", "# provider:"),
        ("AcmeScan.yml", "The URL to scan.", "The URL to scan"),
        ("README.md", "acme-scan-find", "acme-scan"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    code, out = sdk.validate()
    assert code == 1, out
    found = set(re.findall(r"\[([A-Z]{2}\d{3})\]", out))
    assert found == {"IM111", "IN169", "DS108", "RM110"}, out
