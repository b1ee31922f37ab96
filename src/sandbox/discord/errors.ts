/** Discord's JSON error answers, with the codes and words of its documentation. */

/** One place of an "Invalid Form Body" answer. */
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
  constructor(status: number, code: number, details: { message: string; errors?: object }) {
    super(details.message);
    this.status = status;
    this.code = code;
    this.errors = details.errors as Readonly<Record<string, unknown>> | undefined;
  }
  /** The JSON body. */
  get body(): Record<string, unknown> {
    const errors = this.errors === undefined ? {} : { errors: this.errors };
    return { message: this.message, code: this.code, ...errors };
  }
}

const KNOWN = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  methodNotAllowed: [405, 0, "405: Method Not Allowed"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
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
  missingPermissions: [403, 50013, "Missing Permissions"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  invalidApiVersion: [400, 50041, "Invalid API version provided"],
  archivedThread: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  replyNeedsHistory: [403, 160002, "Cannot reply without permission to read message history"],
} as const satisfies Record<string, readonly [number, number, string]>;

/** The answer that Discord gives in a situation. */
export function answerError(name: keyof typeof KNOWN): DiscordAnswerError {
  const [status, code, message] = KNOWN[name];
  return new DiscordAnswerError(status, code, { message });
}

/** 50035, with every problem at its place in a tree that mirrors the body. */
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
