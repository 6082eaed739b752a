// The control surface of a live engine: on its socket file always, on TCP where that was asked
// for.

import { type Stats, statSync } from "node:fs";
import { SeenIds } from "../control/seen-ids.js";
import { listenOnSocket } from "../control/server.js";
import { listenOnTcp } from "../control/tcp.js";
import { Webhook } from "../control/webhook.js";
import { nodeDisk } from "../disk/node-disk.js";
import { UserError } from "../engine/errors.js";
import { systemClock } from "../runtime/clock.js";
import type { LiveSession } from "../runtime/session.js";
import { limitsOf } from "./commands/config.js";
import type { RunFlags } from "./live-run.js";
import type { Setup } from "./setup.js";
import { say } from "./terminal.js";

/** A secret that is shorter is guessed sooner, in characters. */
const LEAST_SECRET = 16;

/** Hosts that nobody elsewhere can reach. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i;

/** What is controlled, and how. */
export interface LiveControlOptions {
  readonly session: LiveSession;
  /** The data folder. */
  readonly folder: string;
  readonly flags: RunFlags;
  readonly setup: Setup;
  readonly extend?: Parameters<typeof listenOnSocket>[0]["extend"];
  readonly metricsText?: Parameters<typeof listenOnSocket>[0]["metricsText"];
}

/** The control surface while it listens. */
export interface LiveControl {
  close(): Promise<void>;
}

/**
 * Throws a UserError (exit 2) where others than its owner may look into a data folder: what lies
 * in it moves money.
 */
export function checkOwnFolder(folder: string): void {
  const { mode, uid }: Stats = statSync(folder);
  const own = process.getuid?.();
  if (own !== undefined && uid !== own) {
    throw new UserError(
      `${folder}: is another user's; run as that one, or name another folder in TRANSMISSION_HOME`,
    );
  }
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const bits = (mode & 0o777).toString(8);
  throw new UserError(
    `${folder}: others may look into it (mode ${bits}); run: chmod 700 ${folder}`,
  );
}

/** Listens. Throws UserErrors. */
export async function openLiveControl(options: LiveControlOptions): Promise<LiveControl> {
  const { session, folder, flags, setup } = options;
  const onError = (error: unknown): void => {
    say(error instanceof Error ? error.message : String(error));
  };
  const shared = { ...withoutUndefined(options), session, onError, constraints: limitsOf(setup) };
  const webhook = webhookOf(options);
  const offered = webhook === null ? shared : { ...shared, webhook };
  const socket = await listenOnSocket({ ...offered, folder });
  if (flags.api === undefined) return socket;
  try {
    const { cors_origins: origins, key_hash: keyHash } = setup.config.api;
    const monotonicMs = () => systemClock.monotonicMs();
    const tcp = await listenOnTcp({
      ...offered,
      address: flags.api,
      origins,
      keyHash,
      monotonicMs,
    });
    const closed = keyHash === null ? "; writes are closed: `transmission config api-key`" : "";
    const clear = LOOPBACK.test(flags.api.host) ? "" : ", in the clear: put TLS in front of it";
    say(`the API is on ${tcp.url}${clear}${closed}`);
    return {
      close: async () => {
        await Promise.all([socket.close(), tcp.close()]);
      },
    };
  } catch (error) {
    await socket.close();
    throw error;
  }
}

function withoutUndefined({ extend, metricsText }: LiveControlOptions) {
  return {
    ...(extend === undefined ? {} : { extend }),
    ...(metricsText === undefined ? {} : { metricsText }),
  };
}

/** Null without a secret. */
function webhookOf({ session, folder, setup }: LiveControlOptions): Webhook | null {
  const secret = process.env.TRANSMISSION_WEBHOOK_SECRET ?? "";
  if (secret === "") return null;
  if (secret.length < LEAST_SECRET) {
    say(
      `TRANSMISSION_WEBHOOK_SECRET is short; ${LEAST_SECRET} characters or more are hard to guess`,
    );
  }
  const nowMs = () => systemClock.nowMs();
  const seen = new SeenIds({ disk: nodeDisk, folder, nowMs });
  const maxAgeMs = setup.config.webhook.max_age_s * 1_000;
  return new Webhook({ session, secret, maxAgeMs, nowMs, seen });
}
