import type { EventEmitter } from "node:events";
import type { Credentials } from "./credentials.ts";
import type { Faults } from "./faults.ts";
import type { FileShelf } from "./file-shelf.ts";
import type { SlackSandboxEvents } from "./handle.ts";
import type { Ids } from "./ids.ts";
import type { InteractionDesk } from "./interaction-desk.ts";
import type { Journal } from "./journal.ts";
import type { MentionDesk } from "./mention-desk.ts";
import type { MessageLog } from "./message-log.ts";
import type { PrivateMessages } from "./private-messages.ts";
import type { Rates } from "./rates.ts";
import type { Selections } from "./selections.ts";
import type { SlackSettings } from "./settings.ts";
import type { Sharing } from "./sharing.ts";
import type { SocketMode } from "./socket-mode.ts";
import type { Timers } from "./timers.ts";
import type { Waiters } from "./waiters.ts";
import type { Workspace } from "./workspace.ts";

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
  readonly mentions: MentionDesk;
  readonly selections: Selections;
  readonly rates: Rates;
  readonly sockets: SocketMode;
  /** `http://127.0.0.1:PORT/`. */
  readonly baseUrl: () => string;
}
