// The extension as it is packaged, with the client library inside it, against the real server;
// only VS Code itself is a stand-in.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { document, pretend } from "./vscode";

const EXTENSION = join(__dirname, "../../dist/extension.js");
const EXAMPLES = join(__dirname, "../../../../examples/Packs/BrokenScan/Integrations");
const manifest = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
const DEFAULT = manifest.contributes.configuration.properties["polltool.command"].default as string[];

const root = mkdtempSync(join(tmpdir(), "polltool-"));
cpSync(join(EXAMPLES, "UndeclaredNextRunArg"), join(root, "UndeclaredNextRunArg"), { recursive: true });
const editor = pretend(root, { "polltool.command": DEFAULT });

interface Extension {
  activate(context: { subscriptions: { dispose(): unknown }[] }): Promise<void>;
  deactivate(): Promise<void>;
}

after(() => rmSync(root, { recursive: true }));

async function until<T>(look: () => T | undefined): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = look();
    if (found !== undefined) {
      return found;
    }
    assert.ok(Date.now() < end, "nothing came of it");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("what polltool finds reaches the editor, and again after a restart", async () => {
  const extension = require(EXTENSION) as Extension;
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.deepEqual(editor.seen.errors, []);
  const path = join(root, "UndeclaredNextRunArg/UndeclaredNextRunArg.yml");
  const opened = document(path, "yaml", readFileSync(path, "utf8"));
  editor.documents.push(opened);
  editor.open.fire(opened);
  const find = () => [...editor.seen.diagnostics.values()].flat().find((one) => one.line === 21);
  const found = await until(find);
  assert.match(found.message, /run again with 'scan_id' but does not declare it/);

  editor.seen.diagnostics.clear();
  await editor.seen.commands.get("polltool.restart")?.();
  await until(find);
  await extension.deactivate();
  assert.deepEqual(editor.seen.errors, []);
});

test("a program that is missing is named, with what to do", async () => {
  editor.settings = { "polltool.command": ["no-such-polltool", "lsp"] };
  const extension = require(EXTENSION) as Extension;
  await extension.activate({ subscriptions: [] });
  assert.match(editor.seen.errors.at(-1) ?? "", /could not be started \(no-such-polltool lsp\).*pip install 'polltool\[lsp\]'/);
});

test("a setting that names no program is refused", async () => {
  editor.seen.errors.length = 0;
  editor.settings = { "polltool.command": [] };
  const extension = require(EXTENSION) as Extension;
  await extension.activate({ subscriptions: [] });
  assert.match(editor.seen.errors[0] ?? "", /polltool\.command names no program/);
});
