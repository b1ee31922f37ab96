const TRUST =
  "set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed the server's";

/** By the codes of OpenSSL and of Node.js. */
const CURES: ReadonlyMap<unknown, string> = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", TRUST],
  ["SELF_SIGNED_CERT_IN_CHAIN", TRUST],
  ["UNABLE_TO_GET_ISSUER_CERT", TRUST],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", TRUST],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", TRUST],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "write the server as its certificate calls it"],
  ["CERT_HAS_EXPIRED", "renew the server's certificate"],
]);

/** What helps if a server was not trusted; `undefined` for every other failure. */
export const certificateCure = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? CURES.get(error.code) : undefined;
