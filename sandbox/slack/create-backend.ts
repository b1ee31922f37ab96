import { EventEmitter } from "node:events";
import type { Backend } from "./backend.ts";
import { Credentials } from "./web-api/credentials.ts";
import { Faults } from "./web-api/fault-queue.ts";
import { FileShelf } from "./files/file-store.ts";
import type { SlackSandboxEvents } from "./slack-sandbox.ts";
import { createIds } from "./ids.ts";
import { InteractionDesk } from "./interactions/interactions.ts";
import { Journal } from "./request-log.ts";
import { MentionEvents } from "./workspace/mention-events.ts";
import { parsePings } from "./messages/mentions.ts";
import { MessageLog } from "./messages/message-log.ts";
import { PrivateMessages } from "./messages/private-messages.ts";
import { Rates } from "./web-api/rate-limiter.ts";
import { Selections } from "./interactions/selections.ts";
import type { SlackSettings } from "./slack-settings.ts";
import { Sharing } from "./files/file-sharing.ts";
import { SocketMode } from "./socket/socket-mode.ts";
import { Timers } from "./timers.ts";
import { Waiters } from "./waiters.ts";
import { Workspace } from "./workspace/workspace.ts";

/** Puts the parts behind the routes together. `port` is asked when an address is made. */
export function createBackend(settings: SlackSettings, port: () => number): Backend {
  const { now } = settings;
  const ids = createIds(now);
  const events = new EventEmitter<SlackSandboxEvents>();
  const timers = new Timers();
  const waiters = new Waiters();
  const journal = new Journal(events, now);
  const workspace = new Workspace(ids, now, settings.locale);
  const host = (): string => `127.0.0.1:${port()}`;
  const baseUrl = (): string => `http://${host()}/`;
  const log = new MessageLog({
    ids,
    events,
    waiters,
    parsePings: (source) => parsePings(source, (name) => workspace.userIdByName(name)),
  });
  const base = { settings, events, timers, waiters, journal };
  const sockets = new SocketMode({
    ...base,
    host,
    appId: workspace.appId,
    onAck: (envelopeId, payload) => {
      if (!mentions.acknowledge(envelopeId)) desk.acknowledge(envelopeId, payload);
    },
  });
  const privately = new PrivateMessages({ ids, events, waiters, now });
  const core = { ...base, ids, workspace, log, privately, sockets, baseUrl };
  const credentials = new Credentials(settings);
  const desk = new InteractionDesk(core);
  const mentions = new MentionEvents({ ...core, credentials });
  return {
    ...core,
    desk,
    mentions,
    selections: new Selections(),
    rates: new Rates(settings.rates ?? {}, now),
    faults: new Faults(),
    credentials,
    shelf: new FileShelf(),
    sharing: new Sharing({ workspace, log, timers, baseUrl }, settings.shareDelayMs),
  };
}
