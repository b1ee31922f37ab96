import { createDiscordSandbox } from "../../../../sandbox/discord/create-discord-sandbox.ts";
import { serviceContract } from "../../../contracts/service.ts";
import { adapterFor } from "../../../support/discord/connected.ts";

serviceContract("DiscordAdapter", "used-once", async () => {
  const discord = await createDiscordSandbox();
  const adapter = adapterFor(discord);
  return {
    service: {
      start: () => adapter.start(new AbortController().signal),
      stop: () => adapter.stop(),
    },
    running: () => discord.gateway.sessions.filter(({ connected }) => connected).length,
    pass: (until) => until,
    dispose: async () => discord[Symbol.asyncDispose](),
  };
});
