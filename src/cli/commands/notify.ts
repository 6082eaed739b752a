// `notify test`: whether those who are to be told of things can be.

import { hostname } from "node:os";
import { plain } from "../../analytics/figures.js";
import { UserError } from "../../engine/errors.js";
import { systemClock } from "../../runtime/clock.js";
import { heartbeatTarget, type Notice, type NoticeTarget } from "../../telemetry/notice-target.js";
import { noticeTargets } from "../live-notify.js";
import { setUp } from "../setup.js";
import { type GeneralFlags, print, printJson } from "../terminal.js";
import { padded } from "../text-table.js";

/** What became of the message at one target. */
interface Outcome {
  readonly target: NoticeTarget["name"];
  readonly ok: boolean;
  readonly words: string;
  readonly elapsed_ms: number;
}

async function outcomeOf(target: NoticeTarget, notice: Notice): Promise<Outcome> {
  const started = systemClock.monotonicMs();
  const { ok, words } = await target.deliver(notice);
  const elapsed_ms = Math.round(systemClock.monotonicMs() - started);
  return { target: target.name, ok, words, elapsed_ms };
}

/**
 * Sends a message to each target that is configured, and prints what became of it. Throws a
 * UserError: none is configured (2), or one could not be told (1).
 */
export async function testNotify(flags: GeneralFlags): Promise<void> {
  const { notify } = (await setUp({ file: flags.config })).config;
  const { heartbeat_url: address } = notify;
  const targets = noticeTargets(notify);
  if (address !== null) targets.push(heartbeatTarget(address));
  if (targets.length === 0) {
    throw new UserError(
      "nobody is to be told of anything; set notify.command, notify.url or notify.heartbeat_url " +
        "with `transmission config set`",
    );
  }
  const notice: Notice = {
    ...{ kind: "test", symbol: null, count: 1, ts: new Date(systemClock.nowMs()).toISOString() },
    text: `transmission on ${hostname()}: this is a test of notify`,
  };
  const outcomes = await Promise.all(targets.map((target) => outcomeOf(target, notice)));
  const failed = outcomes.filter(({ ok }) => !ok).map(({ target }) => `notify.${target}`);
  if (flags.json) await printJson({ ok: failed.length === 0, targets: outcomes });
  else await print(`${textOf(outcomes)}\n`);
  if (failed.length === 0) return;
  const them = failed.length === 1 ? "it" : "them";
  throw new UserError(`${failed.join(" and ")} could not be told; mend ${them}, then try again`, 1);
}

function textOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ target, ok, words, elapsed_ms }) => {
    return [`notify.${target}`, ok ? "told" : "NOT TOLD", words, `${plain(elapsed_ms, 0)} ms`];
  });
  return padded(rows, ["left", "left", "left", "right"]);
}
