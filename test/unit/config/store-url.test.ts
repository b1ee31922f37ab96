import { describe, expect, it } from "vitest";
import { storeUrl, toSpoolDirectory, urlSecrets } from "../../../src/config/store-url.ts";

const problemOf = (value: string): string | undefined =>
  storeUrl.safeParse(value).error?.issues[0]?.message;

describe("the URL of a store", () => {
  it.each([
    ["sqlite:data/x.sqlite", "data/x.sqlite"],
    ["sqlite:/var/lib/x.sqlite", "/var/lib/x.sqlite"],
    ["sqlite:///var/lib/x.sqlite", "/var/lib/x.sqlite"],
    ["SQLite:./x y.sqlite", "./x y.sqlite"],
  ])("%s is the file %s", (value, path) => {
    expect(storeUrl.parse(value)).toEqual({ scheme: "sqlite", path });
  });

  it.each([
    ["redis://localhost", "redis", "redis://localhost"],
    ["redis://:pa%2Fss@localhost:6380/2", "redis", "redis://:pa%2Fss@localhost:6380/2"],
    ["rediss://user:pass@redis.example", "redis", "rediss://user:pass@redis.example"],
    ["postgres://u:p@h/db?sslmode=require", "postgres", "postgres://u:p@h/db?sslmode=require"],
    ["postgresql://[::1]:5433/db", "postgres", "postgresql://[::1]:5433/db"],
  ])("%s is a server", (value, scheme, url) => {
    expect(storeUrl.parse(value)).toEqual({ scheme, url, namespace: "pika-relay" });
  });

  it("may name one of several relays, which the server's driver does not hear of", () => {
    expect(storeUrl.parse("redis://h/1?namespace=second-one")).toEqual({
      scheme: "redis",
      url: "redis://h/1",
      namespace: "second-one",
    });
    expect(storeUrl.parse("postgres://h/db?namespace=b&sslmode=disable")).toMatchObject({
      url: "postgres://h/db?sslmode=disable",
      namespace: "b",
    });
  });

  it.each([
    ["mysql://h/db", "unknown scheme: the known ones are sqlite:"],
    ["data/x.sqlite", "no scheme: the known ones are sqlite:"],
    ["sqlite:", "names no file"],
    ["sqlite://", "names no file"],
    ["sqlite:data/", "names no file"],
    ["sqlite::memory:", "memory:"],
    ["memory:x", "remove it"],
    ["redis:", "is not a URL"],
    ["redis://:pa ss@h:port", "is not a URL"],
    ["redis://h:6379/zero", "write a number after the host"],
    ["redis://h?db=1", "only namespace is"],
    ["redis://h?namespace=Zwei", "lowercase letters"],
    ["postgres://h/db?namespace=", "lowercase letters"],
    ["postgres://u:100%@h/db", "is not a URL"],
    ["postgres://u:p#ss@h/db", "is not a URL"],
    // The driver of Redis threw at the start, and the relay ended with a stack trace.
    ["redis://u%r:p@h", "%25 for a %"],
    ["postgres://%ff:p@h/db", "%25 for a %"],
  ])("%s is refused", (value, expected) => {
    expect(problemOf(value)).toContain(expected);
  });

  it("is not repeated in a problem, because it may contain a password", () => {
    for (const value of ["redis://:s3cret@", "postgres://u:s3cret@h:port/db", "mysql://u:s3cret@h"])
      expect(problemOf(value)).not.toMatch(/s3cret/);
  });

  it("gives away its password in every spelling, for the log to remove", () => {
    expect(urlSecrets("postgres://u:p%40ss!@h/db?password=other")).toEqual([
      "p%40ss!",
      "p@ss!",
      "other",
    ]);
    expect(urlSecrets("redis://h")).toEqual([]);
  });

  it("decides where files are kept", () => {
    expect(toSpoolDirectory({ scheme: "sqlite", path: "/x/relay.sqlite" })).toBe("/x/relay.files");
    expect(toSpoolDirectory({ scheme: "memory" })).toBeUndefined();
    const server = { scheme: "postgres", url: "postgres://h/db", namespace: "n" } as const;
    expect(toSpoolDirectory(server)).toBe("data/pika-relay.files");
  });
});
