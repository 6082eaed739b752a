// What a service manager (systemd) is told: that the engine is ready, that it is alive, that it
// ends. Node has no datagram sockets of the kind that `NOTIFY_SOCKET` names, so the system's own
// `systemd-notify` carries it there.

import { spawn } from "node:child_process";

/** The system's own program. */
const NOTIFY = "systemd-notify";

/** The part of the environment that says whom to tell, and how often. */
export interface ServiceEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  /** Longest silence before the manager takes the engine to hang, microseconds. */
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
}

/** A service manager, or none. */
export interface ServiceManager {
  /** The engine has reconciled; from now on the manager also hears that it is alive. */
  ready(): void;
  /** The engine ends. */
  stopping(): void;
}

/** The manager that the environment names. @param say told once where it cannot be told */
export function openServiceManager(
  env: ServiceEnvironment,
  say: (line: string) => void,
): ServiceManager {
  if ((env.NOTIFY_SOCKET ?? "") === "") return { ready: () => {}, stopping: () => {} };
  let isTold = false;
  const complain = (why: string): void => {
    if (!isTold) say(`the service manager could not be told (${NOTIFY}: ${why})`);
    isTold = true;
  };
  const notify = (...assignments: string[]): void => {
    const child = spawn(NOTIFY, assignments, { stdio: "ignore" });
    child.on("error", ({ message }) => complain(message));
    child.on("exit", (code) => {
      if (code !== 0 && code !== null) complain(`it ended with ${code}`);
    });
    child.unref();
  };
  let heart: NodeJS.Timeout | null = null;
  const everyMs = watchdogMs(env);
  return {
    ready() {
      notify("READY=1", `MAINPID=${process.pid}`);
      // An event loop that stands still tells nothing.
      if (everyMs !== null) heart = setInterval(() => notify("WATCHDOG=1"), everyMs);
      heart?.unref();
    },
    stopping() {
      if (heart !== null) clearInterval(heart);
      notify("STOPPING=1");
    },
  };
}

/** Half of what the manager allows; null where it does not watch this process. */
function watchdogMs({ WATCHDOG_USEC, WATCHDOG_PID }: ServiceEnvironment): number | null {
  const usec = Number(WATCHDOG_USEC ?? "");
  if (!Number.isFinite(usec) || usec <= 0) return null;
  if (WATCHDOG_PID !== undefined && Number(WATCHDOG_PID) !== process.pid) return null;
  return Math.max(1, usec / 2_000);
}
