// What the YAML language server, the one inside VS Code's YAML extension, makes of the schemas,
// in a folder that `polltool init --editor vscode` has set up.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";

import { at, Server } from "./client";

const HEAD = `\
commonfields:
  id: Acme
  version: -1
name: Acme
script:
  type: python
  script: '-'
  commands:
  - name: acme-scan
`;
const ARGUMENT = `${HEAD}    polling: true\n    arguments:\n    - name: url\n`;

let root: string;
let server: Server;
let opened = 0;

/** A new file of a kind, by its place in a content repository. */
function place(kind: "Integrations" | "Scripts"): string {
  opened += 1;
  return `Packs/Acme/${kind}/Acme${opened}/Acme${opened}.yml`;
}

before(async () => {
  root = mkdtempSync(join(tmpdir(), "polltool-"));
  execFileSync("polltool", ["init", "--quiet", "--editor", "vscode", root]);
  const settings = JSON.parse(readFileSync(join(root, ".vscode/settings.json"), "utf8"));
  const manifest = require.resolve("yaml-language-server/package.json");
  server = await Server.start(
    process.execPath,
    [join(dirname(manifest), "bin/yaml-language-server"), "--stdio"],
    root,
    {
      yaml: {
        schemas: settings["yaml.schemas"],
        validate: true,
        hover: true,
        completion: true,
        schemaStore: { enable: false },
      },
    },
  );
});

after(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

async function completions(kind: "Integrations" | "Scripts", marked: string): Promise<Map<string, string>> {
  const name = place(kind);
  const { text, position } = at(marked);
  await server.open(name, text);
  const items = await server.complete(name, position);
  return new Map(items.map((item) => [item.label, item.textEdit?.newText ?? item.insertText ?? ""]));
}

async function messages(name: string, text: string): Promise<string[]> {
  const found = await server.open(name, text);
  return found.map((one) => `${one.range.start.line + 1}:${one.range.start.character + 1} ${one.message}`);
}

describe("completion", () => {
  test("offers a command's keys, polling with true", async () => {
    const found = await completions("Integrations", `${HEAD}    pol|`);
    assert.equal(found.get("polling"), "polling: ${1:true}");
    assert.match(found.get("arguments") ?? "", /^arguments:\n  - $/);
    assert.equal(found.get("description"), "description: ");
  });

  test("offers true and false after polling", async () => {
    const found = await completions("Integrations", `${HEAD}    polling: |`);
    assert.deepEqual([...found.keys()].sort(), ["false", "true"]);
  });

  test("offers polling at the root of a script", async () => {
    const found = await completions("Scripts", "name: AcmeWait\npol|");
    assert.equal(found.get("polling"), "polling: ${1:true}");
    assert.ok(found.has("args"));
    assert.ok(!found.has("arguments"));
  });

  test("offers whole polling arguments", async () => {
    for (const list of [`${HEAD}    arguments:\n    - |`, `${ARGUMENT}    - |`]) {
      const found = await completions("Integrations", list);
      assert.match(found.get("polling state") ?? "", /name: \$\{1:job_id\}\n +description: .*\n +hidden: true/);
      for (const label of ["polling argument", "polling interval", "polling timeout", "hide_polling_output"]) {
        assert.ok(found.has(label), label);
      }
    }
  });

  test("offers an argument's keys, hidden without a list", async () => {
    const found = await completions("Integrations", `${ARGUMENT}      |`);
    assert.equal(found.get("hidden"), "hidden: ");
    assert.equal(found.get("required"), "required: ");
    assert.ok(!found.has("polling"), "an argument has no polling key");
  });

  test("offers the names of polling arguments", async () => {
    const found = await completions("Integrations", `${HEAD}    arguments:\n    - name: |`);
    for (const name of ["polling", "interval_in_seconds", "timeout_in_seconds", "hide_polling_output"]) {
      assert.ok(found.has(name), name);
    }
  });
});

describe("hover", () => {
  for (const [what, marked, said] of [
    ["polling", `${HEAD}    poll|ing: true\n`, /schedule that a run of this command returns/],
    ["hidden", `${ARGUMENT}      hidd|en: true\n`, /the server drops every argument of the next run/],
    ["an argument's name", `${HEAD}    arguments:\n    - na|me: url\n`, /hide\\?_polling\\?_output/],
    ["defaultValue", `${ARGUMENT}      default|Value: "30"\n`, /not when a playbook task does/],
  ] as const) {
    test(`tells of ${what}`, async () => {
      const name = place("Integrations");
      const { text, position } = at(marked);
      await server.open(name, text);
      assert.match(await server.hover(name, position), said);
    });
  }
});

describe("diagnostics", () => {
  for (const [what, text, expected] of [
    ["polling in quotes", `${HEAD}    polling: 'true'\n`, ["10:14 Incorrect type. Expected \"boolean\"."]],
    ["polling: yes", `${HEAD}    polling: yes\n`, ["10:14 Incorrect type. Expected \"boolean\"."]],
    ["hidden in quotes", `${ARGUMENT}      hidden: "true"\n`, ["13:15 Incorrect type. Expected one of boolean, array."]],
    ["a command without a name", HEAD.replace("name: acme-scan", "deprecated: true"), ["9:5 Missing property \"name\"."]],
    ["other values", `${ARGUMENT}      auto: predefined\n`, ["13:13 Value is not accepted. Valid values: \"PREDEFINED\"."]],
    ["nothing", `${ARGUMENT}      hidden: [marketplacev2]\n      defaultValue: 30\n`, []],
  ] as const) {
    test(`speak of ${what}`, async () => {
      assert.deepEqual(await messages(place("Integrations"), text), expected);
    });
  }

  test("know scripts and scenarios from integrations", async () => {
    assert.deepEqual(await messages(place("Scripts"), "name: AcmeWait\npolling: 'true'\n"), [
      '2:10 Incorrect type. Expected "boolean".',
    ]);
    const scenario = "Packs/Acme/Integrations/Acme/scan.scenario.yml";
    assert.deepEqual(await messages(scenario, "integration: Acme.yml\ncommand: acme-scan\nrepiles: []\n"), [
      "3:1 Property repiles is not allowed.",
    ]);
    assert.deepEqual(await messages("Packs/Acme/Playbooks/playbook-Acme.yml", "polling: 'true'\n"), []);
  });

  test("are silent about what is healthy", async () => {
    const examples = join(__dirname, "../../../../examples/Packs");
    cpSync(examples, join(root, "Packs"), { recursive: true });
    const files = readdirSync(join(root, "Packs/AcmeScan"), { recursive: true, encoding: "utf8" });
    const ymls = files.filter((file) => file.endsWith(".yml"));
    assert.ok(ymls.length > 2);
    for (const file of ymls) {
      const name = `Packs/AcmeScan/${file.replaceAll("\\", "/")}`;
      assert.deepEqual(await messages(name, readFileSync(join(root, name), "utf8")), [], name);
    }
  });

  test("come by a modeline wherever the file lies", async () => {
    const line = execFileSync("polltool", ["schema", "integration", "--modeline"], { encoding: "utf8" });
    assert.deepEqual(await messages("anywhere.yml", `${line}${HEAD}    polling: 'true'\n`), [
      '11:14 Incorrect type. Expected "boolean".',
    ]);
    const relative = "# yaml-language-server: $schema=.vscode/polltool/integration.schema.json\n";
    assert.deepEqual(await messages("elsewhere.yml", `${relative}${HEAD}    polling: 'true'\n`), [
      '11:14 Incorrect type. Expected "boolean".',
    ]);
  });
});
