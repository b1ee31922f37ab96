const TRUST =
  "set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed the server's";

/** By the codes of OpenSSL, Node.js and PostgreSQL. */
const BY_CODE: ReadonlyMap<unknown, string> = new Map([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", TRUST],
  ["SELF_SIGNED_CERT_IN_CHAIN", TRUST],
  ["UNABLE_TO_GET_ISSUER_CERT", TRUST],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", TRUST],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", TRUST],
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "use a host name or address that is in the server's certificate",
  ],
  ["CERT_HAS_EXPIRED", "renew the server's certificate"],
  // too_many_connections: ten for the store, one for its lock, and one for a moment at the start.
  [
    "53300",
    "raise the limit of connections of the server, database or role: each process of the relay takes up to 12",
  ],
  // disk_full
  ["53100", "free space on its disk"],
  // invalid_catalog_name
  ["3D000", "create the database, or correct its name"],
]);

/** By the reason why a Redis refuses. If a script was refused, the reason is not always at the beginning. */
const BY_REASON: readonly (readonly [reason: RegExp, cure: string])[] = [
  // The last two if a script runs what its user may not: since Redis 7.2, and before.
  [
    /\bNOPERM\b|ACL failure in script|The user executing the script can't/,
    "give its user this right, or name another user",
  ],
  [/\bREADONLY\b/, "name the primary server, which takes writes"],
  [/\bOOM\b/, "raise its maxmemory, or delete from it what is not the relay's"],
  [/\bMISCONF\b/, "see in its log why it cannot save to its disk, which may be full"],
  [/\bNOREPLICAS\b/, "start its replicas, or lower its min-replicas-to-write"],
];

/** What helps if a server is not trusted, or answers and refuses; `undefined` if that does not follow from the error. */
export function knownCure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error) return BY_CODE.get(error.code);
  return BY_REASON.find(([reason]) => reason.test(error.message))?.[1];
}
