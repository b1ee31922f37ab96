import type { EventEmitter } from "node:events";
import type { Credentials } from "./web-api/credentials.ts";
import type { EventSender } from "./event-sender.ts";
import type { HttpRequests } from "./http/http-requests.ts";
import type { FaultQueue } from "./web-api/fault-queue.ts";
import type { FileStore } from "./files/file-store.ts";
import type { SlackSandboxEvents } from "./slack-sandbox.ts";
import type { Ids } from "./ids.ts";
import type { Interactions } from "./interactions/interactions.ts";
import type { RequestLog } from "./request-log.ts";
import type { MentionEvents } from "./workspace/mention-events.ts";
import type { MessageLog } from "./messages/message-log.ts";
import type { PrivateMessages } from "./messages/private-messages.ts";
import type { RateLimiter } from "./web-api/rate-limiter.ts";
import type { Selections } from "./interactions/selections.ts";
import type { SlackSettings } from "./slack-settings.ts";
import type { FileSharing } from "./files/file-sharing.ts";
import type { SocketMode } from "./socket/socket-mode.ts";
import type { Timers } from "./timers.ts";
import type { Waiters } from "./waiters.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** The parts behind the server's routes. */
export interface Backend {
  readonly settings: SlackSettings;
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly timers: Timers;
  readonly waiters: Waiters;
  readonly requestLog: RequestLog;
  readonly faults: FaultQueue;
  readonly credentials: Credentials;
  readonly workspace: Workspace;
  readonly messageLog: MessageLog;
  readonly privateMessages: PrivateMessages;
  readonly fileStore: FileStore;
  readonly fileSharing: FileSharing;
  readonly interactions: Interactions;
  readonly mentionEvents: MentionEvents;
  readonly selections: Selections;
  readonly rateLimiter: RateLimiter;
  readonly sockets: SocketMode;
  readonly http: HttpRequests;
  readonly sender: EventSender;
  /** `http://127.0.0.1:PORT/`. */
  readonly baseUrl: () => string;
}
