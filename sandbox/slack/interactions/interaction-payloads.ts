/** Payloads of commands, element actions and message shortcuts. They have fewer fields than Slack's, but none invented. */
import type { Backend } from "../backend.ts";
import type { PlacedElement } from "../messages/blocks.ts";
import type { SandboxMessage } from "../slack-sandbox.ts";
import { renderMessage } from "../web-api/payloads.ts";
import type { Channel, Workspace } from "../workspace/workspace.ts";

/** Fields of an element that Slack does not repeat in the action. */
const KEPT_BACK = new Set([
  "accessibility_label",
  "default_to_current_conversation",
  "filter",
  "options",
]);
const TOKEN = "sandbox-verification-token";

interface Occasion {
  readonly channel: Channel;
  readonly userId: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** Returns the payload of a slash command. */
export function commandPayload(
  workspace: Workspace,
  occasion: Occasion & { command: string; text: string },
): Record<string, unknown> {
  const { channel, userId, command, text } = occasion;
  return {
    token: TOKEN,
    team_id: workspace.teamOf(userId),
    team_domain: workspace.teamDomain,
    channel_id: channel.id,
    channel_name: workspace.nameInPayloads(channel),
    user_id: userId,
    user_name: workspace.users.get(userId)?.name,
    command,
    text,
    api_app_id: workspace.appId,
    is_enterprise_install: "false",
    response_url: occasion.responseUrl,
    trigger_id: occasion.triggerId,
  };
}

/** An element that a user used. */
export interface UsedElement {
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** `undefined` for a private message, which Slack does not send back. */
  readonly message: SandboxMessage | undefined;
  readonly placed: PlacedElement;
  /** For example `{ selected_conversation: "C…" }`; empty for a button. */
  readonly selected: Readonly<Record<string, unknown>>;
  readonly state: { readonly values: Readonly<Record<string, object>> };
}

/** Returns a `block_actions` payload. */
export function actionPayload(
  backend: Backend,
  used: Occasion & UsedElement,
): Record<string, unknown> {
  const { workspace } = backend;
  const { channel, message, ts, threadTs } = used;
  return {
    type: "block_actions",
    user: renderActor(workspace, used.userId),
    api_app_id: workspace.appId,
    token: TOKEN,
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: message === undefined,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    },
    trigger_id: used.triggerId,
    ...renderPlace(workspace, channel, used.userId),
    enterprise: null,
    is_enterprise_install: false,
    ...(message === undefined ? {} : { message: renderMessage(backend, message, false) }),
    state: used.state,
    response_url: used.responseUrl,
    actions: [renderAction(used, backend.ids.ts())],
  };
}

function renderAction({ placed, selected }: UsedElement, at: string): Record<string, unknown> {
  const sent = Object.fromEntries(
    Object.entries(placed.element).filter(([name]) => !KEPT_BACK.has(name)),
  );
  return { ...sent, ...selected, block_id: placed.blockId, action_ts: at };
}

/** Returns a `message_action` payload. */
export function shortcutPayload(
  backend: Backend,
  use: Occasion & { message: SandboxMessage; callbackId: string },
): Record<string, unknown> {
  const { workspace, ids } = backend;
  const { id, name } = renderActor(workspace, use.userId);
  return {
    type: "message_action",
    token: TOKEN,
    action_ts: ids.ts(),
    ...renderPlace(workspace, use.channel, use.userId),
    user: { id, name },
    is_enterprise_install: false,
    enterprise: null,
    callback_id: use.callbackId,
    trigger_id: use.triggerId,
    response_url: use.responseUrl,
    message_ts: use.message.ts,
    message: renderMessage(backend, use.message, false),
  };
}

/** `team` is the user's workspace. */
const renderPlace = (workspace: Workspace, channel: Channel, userId: string) => ({
  team: { id: workspace.teamOf(userId), domain: workspace.teamDomain },
  channel: { id: channel.id, name: workspace.nameInPayloads(channel) },
});

function renderActor(workspace: Workspace, userId: string) {
  const name = workspace.users.get(userId)?.name ?? "";
  return { id: userId, username: name, name, team_id: workspace.teamOf(userId) };
}
