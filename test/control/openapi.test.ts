// The document says what the routes do.

import { describe, expect, it } from "vitest";
import { bodySchemas } from "../../src/control/requests.js";
import { createRoutes } from "../../src/control/routes.js";
import { FakeSession } from "./fake-session.js";
import { ACTING } from "./route-table.js";

type Json = Record<string, unknown>;
type Operation = {
  summary: string;
  parameters?: { name: string; schema: Json; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, unknown>;
};

async function documented() {
  const routes = createRoutes({ session: new FakeSession(), onError: () => {} });
  const answer = await routes.request("/api/openapi.json", {}, {});
  expect(answer.headers.get("content-type")).toBe("application/json");
  const document = (await answer.json()) as {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
  };
  return { routes, document };
}

describe("the OpenAPI document", () => {
  it("has every route there is, and no other", async () => {
    const { routes, document } = await documented();
    const there = routes.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
    const said = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(said.sort()).toEqual([...new Set(there)].sort());
    expect(said.length).toBeGreaterThan(20);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it("names what each body takes, and what it may not leave out", async () => {
    const { document } = await documented();
    const bodyOf = (path: string) =>
      document.paths[path]?.post?.requestBody?.content["application/json"]?.schema ?? {};
    expect(bodyOf("/positions/move_stop")).toEqual({
      type: "object",
      properties: {
        symbol: { type: "string", minLength: 1, maxLength: 40 },
        price: { type: "number", exclusiveMinimum: 0 },
      },
      required: ["symbol", "price"],
      additionalProperties: false,
    });
    expect(bodyOf("/webhooks/tradingview").required).toEqual([
      ...["secret", "id", "ts", "symbol", "side"],
    ]);
    for (const [path, good] of ACTING) {
      const { properties, required = [] } = bodyOf(path) as {
        properties: Json;
        required?: string[];
      };
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(good)));
      // What it calls required is: a body without it is none.
      for (const name of required) {
        const { [name]: _, ...without } = good as Json;
        const schema = bodySchemas[path as keyof typeof bodySchemas];
        expect(schema.safeParse(without).success).toBe(false);
      }
    }
  });

  it("names the parameters of a read", async () => {
    const { document } = await documented();
    const namesOf = (path: string) =>
      document.paths[path]?.get?.parameters?.map(({ name, required }) => [name, required]);
    expect(namesOf("/api/trades")).toEqual([
      ["limit", false],
      ["offset", false],
    ]);
    expect(namesOf("/api/trades/{id}")).toEqual([["id", true]]);
    expect(namesOf("/ws")).toEqual([["from_seq", false]]);
  });

  it("says of each what it is for and what may go wrong", async () => {
    const { document } = await documented();
    for (const operations of Object.values(document.paths)) {
      for (const { summary, responses } of Object.values(operations)) {
        expect(summary).toMatch(/^[A-Z].{5,}[^.]$/);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "429", "500"]));
      }
    }
    expect(JSON.stringify(document)).not.toMatch(/"\$(ref|schema)"/);
  });
});
