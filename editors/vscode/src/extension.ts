// Starts polltool's language server for ymls and Python files. All that it finds and offers
// comes from there: this is only what VS Code needs to reach it.

import * as vscode from "vscode";
import {
  type Executable,
  LanguageClient,
  type LanguageClientOptions,
  TransportKind,
} from "vscode-languageclient/node";

import { failure, program } from "./program";

const SECTION = "polltool";
let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("polltool", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("polltool.restart", () => restart(output)),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(`${SECTION}.command`)) {
        await restart(output);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(output)),
  );
  await start(output);
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart(output: vscode.LogOutputChannel): Promise<void> {
  try {
    await deactivate();
  } catch (error) {
    // A server that never came up cannot be stopped either.
    output.warn(String(error));
  }
  await start(output);
}

async function start(output: vscode.LogOutputChannel): Promise<void> {
  const wanted = program(vscode.workspace.getConfiguration(SECTION).get("command"));
  if (wanted === undefined) {
    void vscode.window.showErrorMessage(
      "The setting polltool.command names no program: it is a list such as [\"polltool\", \"lsp\"].",
    );
    return;
  }
  const server: Executable = {
    command: wanted.command,
    args: [...wanted.args],
    transport: TransportKind.stdio,
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "file", language: "python" },
    ],
    outputChannel: output,
  };
  client = new LanguageClient(SECTION, "polltool", server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const message = failure(wanted, error);
    output.error(message);
    void vscode.window.showErrorMessage(message);
  }
}
