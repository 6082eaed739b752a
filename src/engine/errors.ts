/** Exit codes of the command line (SPEC 15). */
export type ExitCode = 1 | 2 | 3 | 4;

/**
 * An operating error the user can mend. The message is one line that says what is wrong, where,
 * and what to do; the command line prints it and exits with `exitCode`.
 */
export class UserError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 2) {
    super(message);
    this.name = "UserError";
    this.exitCode = exitCode;
  }
}
