import { expect, it } from "vitest";
import { isPassingError } from "../../../../../src/adapters/keyv/server/is-passing-error.ts";

const coded = (code: string): Error => Object.assign(new Error("text"), { code });

it.each([
  ["a server that does not run yet", coded("ECONNREFUSED")],
  ["a name that is not known yet", coded("EAI_AGAIN")],
  ["a PostgreSQL that starts", coded("57P03")],
  ["a PostgreSQL that stops", coded("57P01")],
  // The next three used to end a start at once.
  ["a PostgreSQL whose connections are all taken", coded("53300")],
  ["a PostgreSQL that is too slow for a statement", coded("57014")],
  ["a Redis whose replicas are away", new Error("NOREPLICAS Not enough good replicas to write.")],
  ["a Redis that reads its file", new Error("LOADING Redis is loading the dataset in memory")],
  ["a connection that broke", new Error("Socket closed unexpectedly")],
  ["a silent server", new Error("no answer in 2000 ms")],
])("expects that %s may pass", (_, error) => {
  expect(isPassingError(error)).toBe(true);
});

it.each([
  ["a wrong password of Redis", new Error("WRONGPASS invalid username-password pair")],
  ["a missing right", new Error("NOPERM this user has no permissions to run 'info'")],
  ["a replica", new Error("READONLY You can't write against a read only replica.")],
  ["a wrong password of PostgreSQL", coded("28P01")],
  ["a certificate that is not trusted", coded("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["an URL without a password for it", new Error("SASL: client password must be a string")],
  ["what is no error", "text"],
])("expects that %s does not pass", (_, error) => {
  expect(isPassingError(error)).toBe(false);
});
