import { EventEmitter } from "node:events";
import type { Backend } from "./backend.ts";
import { CommandDesk } from "./command-desk.ts";
import { Credentials } from "./credentials.ts";
import { Faults } from "./faults.ts";
import { FileShelf } from "./file-shelf.ts";
import type { SlackSandboxEvents } from "./handle.ts";
import { createIds } from "./ids.ts";
import { Journal } from "./journal.ts";
import { parsePings } from "./mentions.ts";
import { MessageLog } from "./message-log.ts";
import type { SlackSettings } from "./settings.ts";
import { Sharing } from "./sharing.ts";
import { SocketMode } from "./socket-mode.ts";
import { Timers } from "./timers.ts";
import { Waiters } from "./waiters.ts";
import { Workspace } from "./workspace.ts";

/** Puts the parts behind the routes together. `port` is asked when an address is made. */
export function createBackend(settings: SlackSettings, port: () => number): Backend {
  const { now } = settings;
  const ids = createIds(now);
  const events = new EventEmitter<SlackSandboxEvents>();
  const timers = new Timers();
  const waiters = new Waiters();
  const journal = new Journal(events, now);
  const workspace = new Workspace(ids, now);
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
    onAck: (envelopeId, payload) => desk.acknowledge(envelopeId, payload),
  });
  const core = { ...base, ids, workspace, log, sockets, baseUrl };
  const desk = new CommandDesk(core);
  return {
    ...core,
    desk,
    faults: new Faults(),
    credentials: new Credentials(settings),
    shelf: new FileShelf(),
    sharing: new Sharing({ workspace, log, timers, baseUrl }, settings.shareDelayMs),
  };
}
