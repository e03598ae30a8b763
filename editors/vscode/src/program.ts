// Which program the extension starts, and what it says when that fails.

/** A program with its arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** What `polltool.command` says; undefined where it names no program. */
export function program(setting: unknown): Program | undefined {
  if (!Array.isArray(setting) || !setting.every((part) => typeof part === "string")) {
    return undefined;
  }
  const [command, ...args] = setting as string[];
  return command === undefined || command.trim() === "" ? undefined : { command, args };
}

/** What a person is told when the program cannot be started. */
export function failure(started: Program, reason: unknown): string {
  const words = [started.command, ...started.args].join(" ");
  const why = reason instanceof Error ? reason.message : String(reason);
  return (
    `polltool's language server could not be started (${words}): ${why}. ` +
    "Install it with pip install 'polltool[lsp]', or name the program in the setting polltool.command."
  );
}
