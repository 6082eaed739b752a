// The client over a real socket, against engines that answer, refuse, hang, have died or are not
// there.

import { createServer, type Server } from "node:net";
import { describe, expect, it } from "vitest";
import { CommandRefused, ControlClient } from "../../src/control/client.js";
import { socketPath } from "../../src/control/socket.js";
import { statusOf } from "../../src/control/status.js";
import { EngineUnreachable, unreachable } from "../../src/control/transport.js";
import { FakeSession, snapshotOf, TRADE } from "./fake-session.js";
import { atEnd, deadSocket, serve, shortFolder, stoppedListener } from "./listening.js";

const clientOf = (folder: string, answerMs = 20_000): ControlClient =>
  new ControlClient({ folder, by: "cli", answerMs });

async function served(session: FakeSession): Promise<ControlClient> {
  const { folder } = await serve(session);
  return clientOf(folder);
}

describe("a client", () => {
  it("reads what every route answers", async () => {
    const client = await served(new FakeSession());
    const status = statusOf(snapshotOf());
    expect(await client.status()).toEqual(status);
    expect(await client.snapshot()).toEqual(snapshotOf());
    expect(await client.positions()).toEqual(status.positions);
    expect(await client.orders()).toEqual(status.orders);
    expect((await client.trades(5)).map(({ trade_id }) => trade_id)).toEqual([TRADE.trade_id]);
    expect(await client.trades(5, 1)).toEqual([]);
    expect(await client.trade(TRADE.trade_id)).toMatchObject({ net_pnl: TRADE.net_pnl });
    expect(await client.metrics()).toMatchObject({ trades: 0 });
    expect(await client.guards()).toEqual([]);
  });

  it("asks for each command, and says that the command line does", async () => {
    const session = new FakeSession();
    const client = await served(session);
    const entry = { symbol: "MNQ", side: "long", stop: 24_990 } as const;
    await client.pause();
    await client.resume();
    await client.stop();
    await client.mood(2);
    await client.close({ symbol: "MNQ", pct: 25 });
    await client.moveStop({ symbol: "MNQ", price: 24_995 });
    await client.cancel("tx-1");
    await client.rearm("orb_retest");
    await client.signal(entry);
    await client.flatten("MNQ");
    expect(session.commands.map(({ command }) => command)).toEqual([
      ...["pause", "resume", "stop", "mood", "close", "move_stop", "cancel", "rearm", "signal"],
      "flatten",
    ]);
    expect(new Set(session.commands.map(({ by }) => by))).toEqual(new Set(["cli"]));
    expect(session.commands[4]).toMatchObject({ symbol: "MNQ", pct: 25 });
    expect(session.commands[9]).toMatchObject({ symbol: "MNQ" });
  });

  it("understands a dry run and a residual", async () => {
    const session = new FakeSession();
    const dry_run = {
      qty: 0,
      R: 0,
      verdicts: [{ guard: "regime", ok: false, inputs: { a: [1] } }],
    };
    const residual = { positions: [{ symbol: "MNQ", qty: -2 }], orders: [] };
    session.answer = ({ command, command_id }) =>
      command === "signal"
        ? { accepted: true, command_id, dry_run }
        : { accepted: true, command_id, residual };
    const client = await served(session);
    expect(await client.dryRun({ symbol: "MNQ", side: "long", stop: 1 })).toEqual(dry_run);
    expect((await client.flatten()).residual).toEqual(residual);
  });

  it("tells a refusal with its reason, exit 3", async () => {
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: "position_open", message: "MNQ is open" };
    };
    const client = await served(session);
    const refused = await client.pause().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CommandRefused);
    expect(refused).toMatchObject({ message: "MNQ is open", reason: "position_open", exitCode: 3 });
  });

  it("tells wrong input with exit 2, and a fault of the engine with exit 1", async () => {
    const session = new FakeSession();
    const client = await served(session);
    await expect(client.mood(9)).rejects.toMatchObject({ exitCode: 2 });
    await expect(client.trade("none")).rejects.toMatchObject({ exitCode: 2 });
    session.broken = new Error("inside");
    await expect(client.status()).rejects.toMatchObject({ exitCode: 1 });
  });

  it("understands nothing that is not ours", async () => {
    const folder = shortFolder();
    await answering(folder, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    await expect(clientOf(folder).status()).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("not understood"),
    });
    const other = shortFolder();
    await answering(other, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
    await expect(clientOf(other).status()).rejects.toMatchObject({ exitCode: 1 });
  });
});

describe("an engine that cannot be reached", () => {
  const kindOf = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EngineUnreachable);
    expect(error).toMatchObject({ exitCode: 4 });
    return [(error as EngineUnreachable).kind, (error as Error).message];
  };

  it("is none where there is no socket, no folder, or one left behind", async () => {
    const folder = shortFolder();
    const start = `no engine is running for ${folder}; start it with \`transmission run\``;
    expect(await kindOf(clientOf(folder).status())).toEqual(["none", start]);
    await deadSocket(socketPath(folder));
    expect(await kindOf(clientOf(folder).status())).toEqual(["none", start]);
    const missing = clientOf(`${folder}/none`);
    expect(await kindOf(missing.pause())).toMatchObject(["none", expect.any(String)]);
  });

  it("hangs where it is stopped, and that is known in time", async () => {
    const folder = shortFolder();
    await stoppedListener(socketPath(folder));
    const [kind, message] = (await kindOf(clientOf(folder, 300).status())) as [string, string];
    expect(kind).toBe("hung");
    expect(message).toContain("does not answer");
    expect(await kindOf(clientOf(folder, 300).flatten())).toMatchObject(["hung", message]);
  });

  it("hangs where its answer never ends", async () => {
    const folder = shortFolder();
    await answering(folder, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", false);
    expect(await kindOf(clientOf(folder, 300).status())).toMatchObject([
      "hung",
      expect.any(String),
    ]);
  });

  it("is lost where it breaks off", async () => {
    const folder = shortFolder();
    await answering(folder, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
    expect(await kindOf(clientOf(folder).status())).toMatchObject(["lost", expect.any(String)]);
    const other = shortFolder();
    await answering(other, "");
    expect(await kindOf(clientOf(other).pause())).toMatchObject(["lost", expect.any(String)]);
  });

  it("is another user's where it may not be opened", () => {
    const denied = unreachable(Object.assign(new Error(), { code: "EACCES" }), "f");
    expect(denied).toMatchObject({ kind: "denied", exitCode: 4 });
    expect(denied.message).toBe(
      "the engine of f is another user's; ask as the user who started it",
    );
  });
});

/** Something that answers every connection with the same bytes, and then hangs up, or not. */
async function answering(folder: string, bytes: string, hangsUp = true): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      if (hangsUp) socket.end(bytes);
      else socket.write(bytes);
    });
    atEnd(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socketPath(folder), resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return server;
}
