import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { followKey, postedAs, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import type { Message } from "../../core/message.ts";
import type { PlatformAdapter, ResultFile } from "../../core/ports/platform.ts";
import { cleanLine } from "../../core/text.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { toResultFiles, type ResultDraft } from "./result-draft.ts";
import { renderInStatus } from "../../messages/render-status.ts";
import {
  altTextOf,
  renderBareResult,
  renderOneLine,
  renderPart,
  renderResult,
} from "../../messages/render-result.ts";
import type { StatusMessages } from "../status/status-messages.ts";

/** One message of a result, and what it is sent with. `part` counts from 0. */
export interface Sending {
  readonly part: number;
  readonly draft: ResultDraft;
  readonly adapter: PlatformAdapter;
  readonly status: StatusMessages;
  readonly mayAlreadyExist: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends one message of a result as it is to arrive. Resolves with where it is, or with `undefined` if the follow turns
 * out to be somebody else's. Rejects with a PlatformError or a StoreError.
 */
export async function sendResult(
  registry: FollowRegistry,
  follow: Follow,
  sending: Sending,
): Promise<MessageRef | undefined> {
  // The last look before something visible happens: a process that slept must not repeat what another has done.
  const isOurs = async (): Promise<boolean> => {
    const stored = await registry.reread(followKey(follow));
    return stored?.id === follow.id && stored.state === "settled";
  };
  const { draft, part } = sending;
  if (!(await isOurs())) return undefined;
  if (draft.delivery === "edit" && part === 0) {
    const shown = await showInStatus(follow, sending);
    if (!(await isOurs())) return undefined;
    try {
      return await post(registry, follow, { ...sending, channel: follow.channel });
    } catch (error) {
      // Everybody sees the result all the same; only the line that notifies is not allowed.
      if (error instanceof PlatformError && LINE_REFUSED.has(error.code)) return shown;
      throw error;
    }
  }
  if (draft.delivery !== "thread")
    return post(registry, follow, { ...sending, channel: follow.channel });
  const channel = await openThread(registry, follow, sending);
  return (await isOurs()) ? post(registry, follow, { ...sending, channel }) : undefined;
}

const LINE_REFUSED: ReadonlySet<string> = new Set(["forbidden", "file_refused", "rejected"]);

/** Puts the result where the status was; doing so again changes nothing. */
async function showInStatus(
  follow: Follow,
  { adapter, draft, status, signal }: Sending,
): Promise<MessageRef> {
  const { statusMessage: ref, channel } = follow;
  if (!ref) throw new TypeError("there is no status message to show the result in");
  const files = toFiles(follow, draft);
  // It notifies nobody: the line below it does.
  const unaddressed = { ...follow, requesters: [] };
  const message = renderInStatus(follow, renderText(unaddressed, draft, status.nameOf(follow)));
  await status.inTurn(follow, () => adapter.editStatus({ channel, ref, message, files, signal }));
  return ref;
}

/** The thread is stored before anything is posted in it: the next attempt looks in the right place. */
async function openThread(
  registry: FollowRegistry,
  follow: Follow,
  { adapter, signal }: Sending,
): Promise<ChannelRef> {
  const current = registry.get(followKey(follow)) ?? follow;
  if (current.thread) return current.thread;
  const { channel, statusMessage: root } = follow;
  if (!root) throw new TypeError("there is no status message to open a thread at");
  const name = cleanLine(follow.job?.prompt ?? "") || follow.jobId;
  const thread = await adapter.openThread({ channel, root, name, signal });
  await registry.updateOf(follow, (latest) => ({ ...latest, thread }));
  return thread;
}

async function post(
  registry: FollowRegistry,
  follow: Follow,
  sending: Sending & { channel: ChannelRef },
): Promise<MessageRef> {
  const { part, draft, adapter, channel, mayAlreadyExist, signal } = sending;
  const key = followKey(follow);
  const current = registry.get(key) ?? follow;
  const isBelowStatus = draft.delivery === "edit" && part === 0;
  return adapter.postResult({
    mayAlreadyExist,
    unasked: current.origin === "notification",
    signal,
    channel,
    jobId: current.jobId,
    message: isBelowStatus
      ? renderOneLine(current, toResultFiles(draft))
      : renderMessage(current, sending),
    key: resultKey(current, part),
    part: part + 1,
    files: isBelowStatus ? [] : toFiles(current, draft),
    ...(part === 0 &&
      draft.withReply &&
      draft.delivery !== "thread" &&
      current.statusMessage && { replyTo: current.statusMessage }),
    ...(current.checkpoint && { checkpoint: current.checkpoint }),
    save: async (checkpoint) => {
      const kept = await registry.updateOf(follow, (latest) => ({ ...latest, checkpoint }));
      if (!kept) throw new NotOursError();
    },
  });
}

/** The first message's key is the same however it arrives: it is the one that notifies. */
const resultKey = (follow: Follow, part: number): string =>
  part === 0 ? `${postedAs(follow)}:result` : `${postedAs(follow)}:result:${part + 1}`;

const toFiles = (follow: Follow, { files }: ResultDraft): ResultFile[] =>
  files.map(({ file }) => ({ file, altText: altTextOf(follow) }));

function renderMessage(follow: Follow, { part, draft, status }: Sending): Message {
  const name = status.nameOf(follow);
  if (part === 0) return renderText(follow, draft, name);
  const lengths = (follow.parts?.plan ?? []).map((places) => places.length);
  const from = sum(lengths.slice(0, part)) + 1;
  return renderPart(follow, { from, count: sum(lengths), files: toResultFiles(draft) }, name);
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

const renderText = (follow: Follow, draft: ResultDraft, name: string): Message =>
  draft.isBare ? renderBareResult(follow, name) : renderResult(follow, toResultFiles(draft), name);
