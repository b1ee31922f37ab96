import type { ChannelRef, Platform } from "../../../src/core/channel/channel-ref.ts";
import type { ChannelAccess, Invocation, SharingAccess } from "../../../src/core/invocation.ts";
import type { Message } from "../../../src/core/message.ts";

/** A person who does something in a channel. */
export interface FakePerson {
  readonly channel?: ChannelRef;
  readonly userId?: string;
  readonly isBot?: boolean;
  readonly uploadLimitBytes?: number;
  /** What checking the channel gives; an error is thrown. Default: all is well. */
  readonly access?: ChannelAccess | Error | Promise<ChannelAccess>;
  /** Whether they may manage the channel; an error is thrown. Default: no. */
  readonly canManage?: boolean | Error;
  /** What checking another channel gives, by its id. Default: both may post there. */
  readonly sharing?: Readonly<Record<string, SharingAccess | Error>>;
  readonly locale?: string;
  readonly workspaceLocale?: string;
  /** Makes every answer fail. */
  readonly replyError?: Error;
}

/** A command as a person types it. */
export interface FakeCommand extends FakePerson {
  readonly name: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** A button that a person presses, or a channel that they choose (`value`). */
export interface FakePress extends FakePerson {
  readonly name: string;
  readonly argument: string;
  readonly value?: string;
}

/** What an adapter hands to the services when a person does something; `answered` gets each private answer. */
export function toInvocation(
  person: FakePerson,
  { platform, answered }: { platform: Platform; answered: (message: Message) => void },
): Invocation {
  const { userId = "ann", access = { ok: true }, canManage = false, sharing = {} } = person;
  const channel = person.channel ?? { platform, workspace: "w1", channel: "c1" };
  return {
    channel,
    userId,
    locale: person.locale,
    workspaceLocale: person.workspaceLocale,
    ...(person.isBot !== undefined && { isBot: person.isBot }),
    ...(person.uploadLimitBytes !== undefined && { uploadLimitBytes: person.uploadLimitBytes }),
    canManageChannel: async () => orThrow(canManage),
    checkAccess: async () => orThrow(await access),
    checkSharing: async (id) =>
      orThrow(sharing[id] ?? { kind: "ok", channel: { ...channel, channel: id } }),
    reply: async (message) => {
      if (person.replyError) throw person.replyError;
      answered(message);
    },
  };
}

function orThrow<T>(value: T | Error): T {
  if (value instanceof Error) throw value;
  return value;
}
