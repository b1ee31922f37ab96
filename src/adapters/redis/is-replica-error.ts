/** Whether a server has refused to write because it is a replica now. It keeps its connections, and goes on answering. */
export const isReplicaError = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("READONLY");
