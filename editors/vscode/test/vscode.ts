// Just enough of VS Code's API for the extension, and the client library in it, to run without VS Code.
//
// Values that the client library builds or compares are real; whatever else it touches is a
// function that takes anything and gives something that can be disposed of.

import Module from "node:module";
import { pathToFileURL } from "node:url";

import { Emitter } from "vscode-languageserver-protocol/node";

/** What the extension did that a person would notice. */
export interface Seen {
  readonly errors: string[];
  readonly commands: Map<string, (...args: unknown[]) => unknown>;
  readonly diagnostics: Map<string, readonly { message: string; code: unknown; line: number }[]>;
}

interface Editor {
  readonly seen: Seen;
  readonly documents: unknown[];
  readonly open: Emitter<unknown>;
  settings: Record<string, unknown>;
}

class Uri {
  constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  static parse(text: string): Uri {
    const url = new URL(text);
    return new Uri(url.protocol.slice(0, -1), decodeURIComponent(url.pathname));
  }
  static file(path: string): Uri {
    return Uri.parse(pathToFileURL(path).href);
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${encodeURI(this.path)}`;
  }
}

class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position | number, end: Position | number, line?: number, character?: number) {
    this.start = typeof start === "number" ? new Position(start, end as number) : start;
    this.end = typeof start === "number" ? new Position(line ?? 0, character ?? 0) : (end as Position);
  }
}

class Disposable {
  constructor(private readonly act: () => void = () => undefined) {}
  dispose(): void {
    this.act();
  }
}

class Anything {
  [key: string]: unknown;
  constructor(...given: unknown[]) {
    this["given"] = given;
  }
}

class CodeActionKind {
  static readonly Empty = new CodeActionKind("");
  static readonly QuickFix = new CodeActionKind("quickfix");
  static readonly Refactor = new CodeActionKind("refactor");
  static readonly Source = new CodeActionKind("source");
  static readonly SourceFixAll = new CodeActionKind("source.fixAll");
  constructor(readonly value: string) {}
  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}

class Diagnostic {
  code: unknown;
  source: unknown;
  relatedInformation: unknown;
  tags: unknown;
  constructor(
    readonly range: Range,
    readonly message: string,
    readonly severity: number,
  ) {}
}

/** A namespace of the API: what is given, and for all else a function or a class that does nothing. */
function namespace(known: Record<string, unknown>): unknown {
  return new Proxy(known, {
    get: (target, name) => {
      if (typeof name !== "string" || name in target) {
        return target[name as string];
      }
      return /^[A-Z]/.test(name) ? class extends Anything {} : () => new Disposable();
    },
  });
}

function event(): (listener: unknown) => Disposable {
  return () => new Disposable();
}

/** Put an API in the place of VS Code's for whatever asks for it from now on. */
export function pretend(root: string, settings: Record<string, unknown>): Editor {
  const seen: Seen = { errors: [], commands: new Map(), diagnostics: new Map() };
  const editor: Editor = { seen, documents: [], open: new Emitter(), settings };
  const noText = { append: () => undefined, appendLine: () => undefined };
  const log = { info: noText.append, warn: noText.append, error: noText.append, debug: noText.append, trace: noText.append };
  const folder = { uri: Uri.file(root), name: "content", index: 0 };
  const api = {
    version: "1.91.0",
    Uri,
    Position,
    Range,
    Disposable,
    Diagnostic,
    CodeActionKind,
    EventEmitter: Emitter,
    CancellationTokenSource: class {
      token = { isCancellationRequested: false, onCancellationRequested: event() };
      cancel(): void {}
      dispose(): void {}
    },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    env: { language: "en", appName: "test", onDidChangeTelemetryEnabled: event() },
    l10n: namespace({}),
    commands: namespace({
      registerCommand: (name: string, act: (...args: unknown[]) => unknown) => {
        seen.commands.set(name, act);
        return new Disposable(() => seen.commands.delete(name));
      },
    }),
    window: namespace({
      createOutputChannel: () => ({ ...noText, ...log, logLevel: 0, onDidChangeLogLevel: event(), show: noText.append, dispose: noText.append }),
      showErrorMessage: async (message: string) => void seen.errors.push(message),
      visibleTextEditors: [],
      activeTextEditor: undefined,
      tabGroups: { all: [], onDidChangeTabs: event(), onDidChangeTabGroups: event() },
      state: { focused: true },
    }),
    workspace: namespace({
      textDocuments: editor.documents,
      notebookDocuments: [],
      workspaceFolders: [folder],
      getWorkspaceFolder: () => folder,
      isTrusted: true,
      getConfiguration: (section?: string) => ({
        get: (name: string, fallback: unknown) => editor.settings[`${section}.${name}`] ?? fallback,
        has: () => false,
        inspect: () => undefined,
      }),
      onDidOpenTextDocument: (listener: (document: unknown) => void, that?: unknown) =>
        editor.open.event(listener, that),
    }),
    languages: namespace({
      match: (selector: { language?: string }[], document: { languageId: string }) =>
        selector.some((one) => one.language === document.languageId) ? 10 : 0,
      createDiagnosticCollection: () => ({
        set: (uri: Uri, found: readonly Diagnostic[]) =>
          seen.diagnostics.set(
            uri.toString(),
            found.map(({ message, code, range }) => ({ message, code, line: range.start.line + 1 })),
          ),
        delete: (uri: Uri) => seen.diagnostics.delete(uri.toString()),
        clear: () => seen.diagnostics.clear(),
        dispose: () => undefined,
      }),
    }),
  };
  const whole = namespace(api);
  const loader = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (name, ...rest) => (name === "vscode" ? whole : load.call(loader, name, ...rest));
  return editor;
}

/** A document as VS Code hands it to extensions. */
export function document(path: string, languageId: string, text: string): unknown {
  const uri = Uri.file(path);
  return {
    uri,
    fileName: path,
    languageId,
    version: 1,
    isDirty: false,
    isClosed: false,
    isUntitled: false,
    lineCount: text.split("\n").length,
    getText: () => text,
  };
}
