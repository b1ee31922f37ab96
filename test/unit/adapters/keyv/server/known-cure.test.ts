import { expect, it } from "vitest";
import { knownCure } from "../../../../../src/adapters/keyv/server/known-cure.ts";

const coded = (code: string): Error => Object.assign(new Error("OOM"), { code });

it.each([
  ["a certificate of an unknown authority", coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), /^set NODE_/],
  ["a certificate that signs itself", coded("DEPTH_ZERO_SELF_SIGNED_CERT"), /^set NODE_EXTRA_CA/],
  ["a certificate for another name", coded("ERR_TLS_CERT_ALTNAME_INVALID"), /^use a host name/],
  ["a certificate that has expired", coded("CERT_HAS_EXPIRED"), /^renew/],
  ["a PostgreSQL whose connections are all taken", coded("53300"), /limit of connections/],
  ["a PostgreSQL with a full disk", coded("53100"), /^free space/],
  ["a database that does not exist", coded("3D000"), /^create the database/],
  ["a replica", new Error("READONLY You can't write against a read only replica."), /primary/],
  // It used to be told to start the server, or to correct its address.
  ["a user without a right", new Error("NOPERM this user has no permissions"), /^give its user/],
  ["one in a script", new Error("ERR ACL failure in script: User q has no"), /^give its user/],
  // As Redis 6 says it.
  [
    "a full Redis",
    new Error("ERR Error running script: @user_script:1: -OOM command"),
    /maxmemory/,
  ],
  ["a Redis with a full disk", new Error("MISCONF Redis is configured to save"), /its log/],
  ["a Redis without its replicas", new Error("NOREPLICAS Not enough good replicas"), /replicas/],
])("knows what helps against %s", (_, error, cure) => {
  expect(knownCure(error)).toMatch(cure);
});

it.each([coded("ECONNREFUSED"), new Error("text"), "text"])("knows nothing of %s", (error) => {
  expect(knownCure(error)).toBeUndefined();
});
