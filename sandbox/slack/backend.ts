import type { EventEmitter } from "node:events";
import type { Credentials } from "./web-api/credentials.ts";
import type { Faults } from "./web-api/fault-queue.ts";
import type { FileShelf } from "./files/file-store.ts";
import type { SlackSandboxEvents } from "./slack-sandbox.ts";
import type { Ids } from "./ids.ts";
import type { InteractionDesk } from "./interactions/interactions.ts";
import type { Journal } from "./request-log.ts";
import type { MentionEvents } from "./workspace/mention-events.ts";
import type { MessageLog } from "./messages/message-log.ts";
import type { PrivateMessages } from "./messages/private-messages.ts";
import type { Rates } from "./web-api/rate-limiter.ts";
import type { Selections } from "./interactions/selections.ts";
import type { SlackSettings } from "./slack-settings.ts";
import type { Sharing } from "./files/file-sharing.ts";
import type { SocketMode } from "./socket/socket-mode.ts";
import type { Timers } from "./timers.ts";
import type { Waiters } from "./waiters.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** Everything behind the server's routes. */
export interface Backend {
  readonly settings: SlackSettings;
  readonly ids: Ids;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly timers: Timers;
  readonly waiters: Waiters;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly credentials: Credentials;
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly privately: PrivateMessages;
  readonly shelf: FileShelf;
  readonly sharing: Sharing;
  readonly desk: InteractionDesk;
  readonly mentions: MentionEvents;
  readonly selections: Selections;
  readonly rates: Rates;
  readonly sockets: SocketMode;
  /** `http://127.0.0.1:PORT/`. */
  readonly baseUrl: () => string;
}
