// A control surface as `run` opens it: with the session for screens in other processes.

import { addSessionRoutes } from "../../src/control/session-routes.js";
import { systemClock } from "../../src/runtime/clock.js";
import { ScreenSeats } from "../../src/runtime/screen-seats.js";
import type { LiveSession } from "../../src/runtime/session.js";
import { type Listening, serve, shortFolder } from "./listening.js";

/** Serves a session, screens included. */
export async function serveScreens(
  session: LiveSession,
  folder = shortFolder(),
): Promise<Listening> {
  const seats = new ScreenSeats(systemClock);
  return await serve(session, folder, {
    extend: (routes) => addSessionRoutes(routes, { session, seats }),
  });
}
