import { expect, it } from "vitest";
import { certificateCure } from "../../../../../src/adapters/keyv/server/certificate-cure.ts";

const coded = (code: string): Error => Object.assign(new Error("text"), { code });

it.each([
  ["of an authority of one's own", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", /^set NODE_EXTRA_CA_CERTS/],
  ["that signs itself", "DEPTH_ZERO_SELF_SIGNED_CERT", /^set NODE_EXTRA_CA_CERTS/],
  ["for another name", "ERR_TLS_CERT_ALTNAME_INVALID", /^write the server as its certificate/],
  ["that has expired", "CERT_HAS_EXPIRED", /^renew/],
])("knows what helps against a certificate %s", (_, code, cure) => {
  expect(certificateCure(coded(code))).toMatch(cure);
});

it.each([coded("ECONNREFUSED"), new Error("text"), "text"])("knows nothing of %s", (error) => {
  expect(certificateCure(error)).toBeUndefined();
});
