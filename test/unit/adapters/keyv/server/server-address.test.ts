import { describe, expect, it } from "vitest";
import { toAddress, toOpenError } from "../../../../../src/adapters/keyv/server/server-address.ts";
import { ConfigError } from "../../../../../src/core/errors.ts";

const location = { url: "postgres://me:p%40ss@db.example:5433/relay", namespace: "one" };

const wait = { use: "store", cure: "wait" } as const;

describe("why a server cannot be opened", () => {
  it("is told in one line, without user and password", () => {
    expect(toAddress(location)).toBe("db.example:5433/relay, namespace one");
    const error = toOpenError(new Error("no p@ss,\nnor p%40ss"), location, {
      use: "queue",
      cure: "do something",
    });
    expect(error.problems).toEqual([
      "QUEUE_URL names a queue that cannot be opened (db.example:5433/relay, namespace one: no [redacted], nor [redacted]): do something",
    ]);
  });

  it("is the first reason if a host has several addresses", () => {
    const refused = new AggregateError([new Error("refused"), new Error("refused, too")]);
    expect(toOpenError(refused, location, wait).message).toContain("one: refused)");
    expect(toOpenError("odd", location, wait).message).toContain("one: odd)");
  });

  it("stays as it is if it is a problem of the configuration already", () => {
    const problem = new ConfigError(["STORE_URL is odd"]);
    expect(toOpenError(problem, location, wait)).toBe(problem);
  });
});
