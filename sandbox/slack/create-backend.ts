import { EventEmitter } from "node:events";
import type { Backend } from "./backend.ts";
import { Credentials } from "./web-api/credentials.ts";
import { EventSender } from "./event-sender.ts";
import { HttpRequests } from "./http/http-requests.ts";
import { FaultQueue } from "./web-api/fault-queue.ts";
import { FileStore } from "./files/file-store.ts";
import type { SlackSandboxEvents } from "./slack-sandbox.ts";
import { createIds } from "./ids.ts";
import { Interactions } from "./interactions/interactions.ts";
import { RequestLog } from "./request-log.ts";
import { MentionEvents } from "./workspace/mention-events.ts";
import { parsePings } from "./messages/mentions.ts";
import { MessageLog } from "./messages/message-log.ts";
import { PrivateMessages } from "./messages/private-messages.ts";
import { RateLimiter } from "./web-api/rate-limiter.ts";
import { Selections } from "./interactions/selections.ts";
import type { SlackSettings } from "./slack-settings.ts";
import { FileSharing } from "./files/file-sharing.ts";
import { SocketMode } from "./socket/socket-mode.ts";
import { Timers } from "./timers.ts";
import { Waiters } from "./waiters.ts";
import { Workspace } from "./workspace/workspace.ts";

/** Creates the parts behind the routes. `port` is called whenever an address is made. */
export function createBackend(settings: SlackSettings, port: () => number): Backend {
  const { now } = settings;
  const ids = createIds(now);
  const events = new EventEmitter<SlackSandboxEvents>();
  const timers = new Timers();
  const waiters = new Waiters();
  const requestLog = new RequestLog(events, now);
  const workspace = new Workspace(ids, now, settings);
  const host = (): string => `127.0.0.1:${port()}`;
  const baseUrl = (): string => `http://${host()}/`;
  const messageLog = new MessageLog({
    ids,
    events,
    waiters,
    parsePings: (source) => parsePings(source, (name) => workspace.userIdByName(name)),
  });
  const base = { settings, events, timers, waiters, requestLog };
  const onAck = (envelopeId: string, payload: unknown): void => {
    if (!mentionEvents.acknowledge(envelopeId)) interactions.acknowledge(envelopeId, payload);
  };
  const sockets = new SocketMode({ ...base, host, appId: workspace.appId, onAck });
  const http = new HttpRequests({ waiters, requestLog, onAck });
  const sender = new EventSender({ sockets, http, waiters });
  const privateMessages = new PrivateMessages({ ids, events, waiters, now });
  const core = { ...base, ids, workspace, messageLog, privateMessages, sender, baseUrl };
  const credentials = new Credentials(settings);
  const interactions = new Interactions(core);
  const mentionEvents = new MentionEvents({ ...core, credentials });
  return {
    ...core,
    sockets,
    http,
    interactions,
    mentionEvents,
    selections: new Selections(),
    rateLimiter: new RateLimiter(settings.rates ?? {}, now),
    faults: new FaultQueue(),
    credentials,
    fileStore: new FileStore(settings),
    fileSharing: new FileSharing({ workspace, messageLog, timers, baseUrl }, settings.shareDelayMs),
  };
}
