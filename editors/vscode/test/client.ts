// A client for the tests: a language server as a child, over its standard input and output.

import { type ChildProcess, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

import {
  type CompletionItem,
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const PATIENCE = 20_000;

/** A server that is running, for one workspace folder. */
export class Server {
  readonly connection: ProtocolConnection;
  initialized: InitializeResult | undefined;
  private readonly found = new Map<string, Diagnostic[]>();
  private readonly waiting = new Map<string, (found: Diagnostic[]) => void>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly root: string,
    settings: Record<string, unknown>,
  ) {
    if (child.stdout === null || child.stdin === null) {
      throw new Error("the server has no streams");
    }
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.found.set(uri, diagnostics);
      this.waiting.get(uri)?.(diagnostics);
      this.waiting.delete(uri);
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map((item) => settings[item.section ?? ""] ?? null),
    );
    this.connection.onRequest(RegistrationRequest.type, () => undefined);
    this.connection.listen();
  }

  /** Start a program in a folder and tell it of some settings, by section. */
  static async start(
    command: string,
    args: readonly string[],
    root: string,
    settings: Record<string, unknown> = {},
  ): Promise<Server> {
    const child = spawn(command, args, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const server = new Server(child, root, settings);
    const uri = pathToFileURL(root).href;
    server.initialized = await server.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "content" }],
      capabilities: {
        textDocument: {
          completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
          hover: { contentFormat: ["markdown"] },
          publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
          synchronization: {},
        },
        workspace: { configuration: true, workspaceFolders: true },
      },
    });
    await server.connection.sendNotification(InitializedNotification.type, {});
    await server.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    return server;
  }

  uri(name: string): string {
    return `${pathToFileURL(this.root).href}/${name}`;
  }

  /** Open a file and wait for what is found in it. */
  async open(name: string, text: string, languageId = "yaml"): Promise<Diagnostic[]> {
    const textDocument = { uri: this.uri(name), languageId, version: 1, text };
    return this.next(name, () =>
      this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument }),
    );
  }

  /** Change an open file as a whole and wait for what is found in it. */
  async change(name: string, text: string, version = 2): Promise<Diagnostic[]> {
    return this.next(name, () =>
      this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: this.uri(name), version },
        contentChanges: [{ text }],
      }),
    );
  }

  private async next(name: string, act: () => Promise<void>): Promise<Diagnostic[]> {
    const uri = this.uri(name);
    let clock: NodeJS.Timeout | undefined;
    const found = new Promise<Diagnostic[]>((resolve, reject) => {
      this.waiting.set(uri, resolve);
      clock = setTimeout(() => reject(new Error(`nothing was said of ${name}`)), PATIENCE);
    });
    try {
      await act();
      return await found;
    } finally {
      clearTimeout(clock);
    }
  }

  async hover(name: string, position: Position): Promise<string> {
    const found = await this.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: this.uri(name) },
      position,
    });
    const contents = found?.contents;
    return contents === undefined ? "" : typeof contents === "object" && "value" in contents ? contents.value : "";
  }

  async complete(name: string, position: Position): Promise<CompletionItem[]> {
    const found = await this.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: this.uri(name) },
      position,
    });
    return found === null ? [] : Array.isArray(found) ? found : found.items;
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once("exit", resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const clock = setTimeout(() => this.child.kill(), PATIENCE);
    const code = await ended;
    clearTimeout(clock);
    this.connection.dispose();
    return code;
  }
}

/** A text without its first `|`, and the position where that stood. */
export function at(marked: string): { text: string; position: Position } {
  const offset = marked.indexOf("|");
  const before = marked.slice(0, offset).split("\n");
  const position = { line: before.length - 1, character: before[before.length - 1]?.length ?? 0 };
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), position };
}
