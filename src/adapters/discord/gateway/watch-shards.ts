import { Events, GatewayDispatchEvents, type Client } from "discord.js";

/** The state of a client's shards, and what is called when it changes. */
export interface ShardWatch {
  /** Whether any shard has been ready. */
  readonly hasBegun: boolean;
  /** Called when the first shard is lost. Default: nothing. */
  onLost: () => void;
  /** Called when the last shard that was lost is back. Default: nothing. */
  onAllBack: () => void;
  /** Called once, with the close code, if Discord closes a shard in a way that discord.js does not recover from. Default: nothing. */
  onEnd: (closeCode: number) => void;
  /** Resolves once no shard is lost. */
  allReady(): Promise<void>;
}

/** Watches the shards of a client from now on, until it is closed. */
export function watchShards(client: Client, isClosed: () => boolean): ShardWatch {
  const lost = new Set<number>();
  let hasBegun = false;
  const waiting: (() => void)[] = [];
  const watch: ShardWatch = {
    get hasBegun() {
      return hasBegun;
    },
    onLost: () => {},
    onAllBack: () => {},
    onEnd: () => {},
    allReady: async () => {
      while (lost.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  const onBack = (_data: unknown, shardId: number): void => {
    hasBegun = true;
    if (!lost.delete(shardId) || lost.size > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
    watch.onAllBack();
  };
  // The raw events: discord.js waits for every server to load before it calls a shard ready, for up to 15 s.
  client.ws.on(GatewayDispatchEvents.Resumed, onBack);
  client.ws.on(GatewayDispatchEvents.Ready, onBack);
  client.on(Events.ShardReconnecting, (shardId) => {
    // discord.js also emits this for a connection that is closed on purpose.
    if (isClosed()) return;
    const isFirst = lost.size === 0;
    lost.add(shardId);
    if (isFirst) watch.onLost();
  });
  client.once(Events.ShardDisconnect, ({ code }) => {
    if (!isClosed()) watch.onEnd(code);
  });
  return watch;
}
