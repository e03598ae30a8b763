// Bundles the extension and its tests, and brings the schemas along.
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { build } from "esbuild";

const shared = { bundle: true, platform: "node", target: "node20", format: "cjs", external: ["vscode"] };

await rm("out", { recursive: true, force: true });
await rm("schemas", { recursive: true, force: true });
await mkdir("schemas", { recursive: true });
for (const name of ["integration", "script", "scenario"]) {
  await cp(`../../schemas/${name}.schema.json`, `schemas/${name}.schema.json`);
}
await cp("../../LICENSE", "LICENSE");
await build({ ...shared, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: true });
const tests = (await readdir("test")).filter((name) => name.endsWith(".test.ts"));
await build({
  ...shared,
  entryPoints: tests.map((name) => `test/${name}`),
  outdir: "out/test",
  sourcemap: "inline",
  external: ["vscode", "yaml-language-server", "esbuild"],
});
