/** Discord's JSON error answers, with the codes and messages of its documentation. */

/** One field of an "Invalid Form Body" answer. */
export interface FormProblem {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** An answer `{ code, message }` with its HTTP status. */
export class DiscordAnswerError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Readonly<Record<string, unknown>> | undefined;
  /** For a 429. */
  readonly retryAfterMs: number | undefined;
  constructor(
    status: number,
    code: number,
    details: { message: string; errors?: object; retryAfterMs?: number },
  ) {
    super(details.message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.errors = details.errors as Readonly<Record<string, unknown>> | undefined;
  }
  /** The JSON body. */
  get body(): Record<string, unknown> {
    const errors = this.errors === undefined ? {} : { errors: this.errors };
    const patience =
      this.retryAfterMs === undefined
        ? {}
        : { retry_after: this.retryAfterMs / 1000, global: false };
    return { message: this.message, code: this.code, ...errors, ...patience };
  }
}

const KNOWN = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  methodNotAllowed: [405, 0, "405: Method Not Allowed"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  notYourApplication: [
    403,
    20012,
    "You are not authorized to perform this action on this application",
  ],
  tooManyCommands: [400, 30032, "Maximum number of application commands reached (100)"],
  dailyCreates: [
    400,
    30034,
    "Max number of daily application command creates has been reached (200)",
  ],
  tooLarge: [413, 40005, "Request entity too large"],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  tooManyFollowUps: [
    400,
    40094,
    "This interaction has reached the maximum number of follow-up messages",
  ],
  missingAccess: [403, 50001, "Missing Access"],
  notTheAuthor: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  cannotMessageUser: [403, 50007, "Cannot send messages to this user"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  systemMessage: [403, 50021, "Cannot execute action on a system message"],
  wrongChannelType: [400, 50024, "Cannot execute action on this channel type"],
  invalidRecipient: [400, 50033, "Invalid Recipient(s)"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  invalidApiVersion: [400, 50041, "Invalid API version provided"],
  archivedThread: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  replyNeedsHistory: [403, 160002, "Cannot reply without permission to read message history"],
  threadExists: [400, 160004, "A thread has already been created for this message"],
} as const satisfies Record<string, readonly [number, number, string]>;

/** Creates a documented error. */
export function answerError(name: keyof typeof KNOWN): DiscordAnswerError {
  const [status, code, message] = KNOWN[name];
  return new DiscordAnswerError(status, code, { message });
}

/** Creates 30046, which Discord sends as a rate limit. */
export function oldEditsError(retryAfterMs: number): DiscordAnswerError {
  const message = "Maximum number of edits to messages older than 1 hour reached. Try again later.";
  return new DiscordAnswerError(429, 30046, { message, retryAfterMs });
}

/** Creates 50035, with every problem at its place in a tree that mirrors the body. */
export function formError(problems: readonly FormProblem[]): DiscordAnswerError {
  const errors: Record<string, unknown> = {};
  for (const { path, code, message } of problems) {
    let node = errors;
    for (const key of path) node = (node[String(key)] ??= {}) as Record<string, unknown>;
    const list = (node["_errors"] ??= []) as unknown[];
    list.push({ code, message });
  }
  return new DiscordAnswerError(400, 50035, { message: "Invalid Form Body", errors });
}
