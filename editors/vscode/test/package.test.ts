// The vsix: made by the official packager, with what VS Code needs and nothing else.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const HERE = join(__dirname, "../..");
const manifest = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));

function python(code: string, ...words: string[]): string {
  return execFileSync("python", ["-c", code, ...words], { encoding: "utf8", cwd: HERE }).trim();
}

test("the vsix holds the extension, its schemas and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "polltool-"));
  try {
    const vsix = join(folder, "polltool.vsix");
    execFileSync("npx", ["--no-install", "vsce", "package", "--no-dependencies", "--allow-missing-repository", "--out", vsix], {
      cwd: HERE,
      stdio: "pipe",
    });
    const names = python("import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist())", vsix).split(" ");
    assert.deepEqual(names.sort(), [
      "[Content_Types].xml",
      "extension.vsixmanifest",
      "extension/LICENSE.txt",
      "extension/dist/extension.js",
      "extension/package.json",
      "extension/readme.md",
      "extension/schemas/integration.schema.json",
      "extension/schemas/scenario.schema.json",
      "extension/schemas/script.schema.json",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("it is for the same files as the settings that polltool init writes", () => {
  const settings = python("import json; from polltool.setup.vscode import FILES; print(json.dumps(FILES))");
  const shipped = Object.fromEntries(
    manifest.contributes.yamlValidation.map(({ fileMatch, url }: { fileMatch: string[]; url: string }) => [
      url.replace(/^\.\/schemas\/(.*)\.schema\.json$/, "$1"),
      fileMatch,
    ]),
  );
  assert.deepEqual(shipped, JSON.parse(settings));
});

test("polltool init recommends it by its name, and it has polltool's version", () => {
  const [recommended, version] = python(
    "import polltool; from polltool.setup.vscode import RECOMMENDED; print(*RECOMMENDED, polltool.__version__)",
  ).split(" ").slice(1);
  assert.equal(`${manifest.publisher}.${manifest.name}`, recommended);
  assert.equal(manifest.version, version);
});

test("the lock file holds hashes and no addresses of packages", () => {
  const lock = readFileSync(join(HERE, "package-lock.json"), "utf8");
  assert.ok(lock.includes('"integrity"'));
  assert.ok(!lock.includes('"resolved"'));
});
