// Commands that are taken up after whoever asked has stopped waiting, as an engine does that hung.

import { describe, expect, it } from "vitest";
import { SESSION_PATHS } from "../../src/control/session-routes.js";
import { systemClock } from "../../src/runtime/clock.js";
import type { LiveCommand } from "../../src/runtime/session.js";
import { FakeSession } from "./fake-session.js";
import { asked, type Listening } from "./listening.js";
import { askedTcp, KEY, serveTcp } from "./over-tcp.js";
import { ACTING } from "./route-table.js";
import { serveScreens } from "./screens.js";

const PAST = (): string => String(systemClock.nowMs() - 1);
const FUTURE = (): string => String(systemClock.nowMs() + 60_000);
/** To get out and to hold. */
const ALWAYS = ["/system/pause", "/system/flatten_all"];
const late = ACTING.filter(([path]) => !ALWAYS.includes(path));
const never = ACTING.filter(([path]) => ALWAYS.includes(path));

const headers = (until: string) => {
  return { "content-type": "application/json", "x-transmission-until": until };
};

describe("a command that nobody waits for any more", () => {
  it.each(late)("%s with %j is refused and not done", async (path, body) => {
    const session = new FakeSession();
    const { server } = await serveScreens(session);
    const answer = await asked(server.path, "POST", path, body, headers(PAST()));
    expect(answer).toMatchObject({ status: 409, body: { reason: "too_late" } });
    expect(session.commands).toEqual([]);
  });

  it.each(never)("%s with %j is done all the same", async (path, body, command) => {
    const session = new FakeSession();
    const { server } = await serveScreens(session);
    expect((await asked(server.path, "POST", path, body, headers(PAST()))).status).toBe(200);
    expect(session.commands).toMatchObject([command]);
  });

  it.each(ACTING)("%s with %j is done while somebody does", async (path, body, command) => {
    const session = new FakeSession();
    const { server } = await serveScreens(session);
    expect((await asked(server.path, "POST", path, body, headers(FUTURE()))).status).toBe(200);
    expect(session.commands).toMatchObject([command]);
  });

  it("is refused over TCP as well", async () => {
    const session = new FakeSession();
    const { url } = await serveTcp(session);
    const given = { "x-api-key": KEY, "x-transmission-until": PAST() };
    const { status, body } = await askedTcp(url, "POST", "/system/resume", given, {});
    expect([status, body]).toMatchObject([409, { reason: "too_late" }]);
    expect(session.commands).toEqual([]);
  });
});

describe("a key that was pressed in a cockpit elsewhere", () => {
  const press = async ({ server }: Listening, command: LiveCommand, until: string) => {
    const body = { screen: "a", command };
    return (await asked(server.path, "POST", SESSION_PATHS.submit, body, headers(until))).body;
  };
  const resume = { command_id: "k1", by: "attach", command: "resume" } as const;
  const flatten = { command_id: "k2", by: "attach", command: "flatten" } as const;

  it("does nothing once the screen has stopped waiting, except to get out", async () => {
    const session = new FakeSession();
    const listening = await serveScreens(session);
    expect(await press(listening, resume, PAST())).toMatchObject({
      ...{ accepted: false, command_id: "k1", code: "too_late" },
    });
    expect(session.commands).toEqual([]);
    expect(await press(listening, flatten, PAST())).toMatchObject({ accepted: true });
    expect(await press(listening, resume, FUTURE())).toMatchObject({ accepted: true });
    expect(session.commands).toEqual([flatten, resume]);
  });
});
