import type { Config } from "./config/config.ts";
import type { Command } from "./core/command.ts";
import { createInteractionClaim } from "./core/interaction-claim.ts";
import type { Handlers } from "./core/invocation.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ConnectionListener, PlatformAdapter } from "./core/ports/platform.ts";
import type { ClaimStore, RelayStore } from "./core/ports/stores.ts";

type AdapterFactory = (handlers: Handlers, onConnection: ConnectionListener) => PlatformAdapter;

/** Loads the packages of the enabled platforms only: each takes about 100 ms and 30 MB. */
export async function loadPlatforms(
  { discord, slack, commandPrefix }: Config,
  {
    commands,
    store,
    claims,
    mayAct,
    log,
    clock,
  }: {
    readonly commands: readonly Command[];
    readonly store: Pick<RelayStore, "installations">;
    /** Where interactions are claimed. Absent if no other process receives any. */
    readonly claims?: ClaimStore | undefined;
    /** See DiscordAdapterOptions. */
    readonly mayAct?: (() => boolean) | undefined;
    readonly log: Logger;
    readonly clock: Clock;
  },
): Promise<AdapterFactory[]> {
  const factories: AdapterFactory[] = [];
  const claim = claims && createInteractionClaim(claims, clock);
  const common = { commands, commandPrefix, claim, mayAct, log, clock };
  if (discord) {
    const { createDiscordAdapter } = await import("./adapters/discord/adapter.ts");
    factories.push((handlers, onConnection) =>
      createDiscordAdapter({ ...discord, ...common, handlers, onConnection }),
    );
  }
  if (slack) {
    const { createSlackAdapter } = await import("./adapters/slack/adapter.ts");
    factories.push((handlers, onConnection) =>
      createSlackAdapter({
        ...slack,
        ...common,
        installations: store.installations,
        handlers,
        onConnection,
      }),
    );
  }
  return factories;
}
