/** Redis before 7.2, and since, if a script runs what its user may not. */
const IN_SCRIPT = /The user executing the script can't|ACL failure in script/;

/** Whether a server has refused a command because the user may not run it. */
export const isPermissionError = (error: unknown): boolean =>
  error instanceof Error && (error.message.startsWith("NOPERM") || IN_SCRIPT.test(error.message));
