import { isAllowed } from "../core/channel/allow-list.ts";
import type { Handlers } from "../core/invocation.ts";
import type { PlatformAdapter } from "../core/ports/platform.ts";
import type { Service } from "../core/ports/service.ts";
import { createCommandContext, type UseCases } from "../services/requests/command-context.ts";
import { CommandGuard } from "../services/requests/command-guard.ts";
import { InFlightCommands } from "../services/requests/in-flight-commands.ts";
import { createInvocationRouter } from "../services/requests/invocation-router.ts";
import { RetryIntents } from "../services/requests/retry-intents.ts";
import { suggestJobs } from "../services/requests/suggest-jobs.ts";
import { Readiness } from "../services/runtime/readiness.ts";
import type { AppOptions } from "./app-options.ts";
import { App } from "./app.ts";
import { connectEvents } from "./connect-events.ts";
import { createDelivery } from "./create-delivery.ts";
import { createFollowing, type Following } from "./create-following.ts";
import { createUseCases } from "./create-use-cases.ts";
import type { Platforms } from "./platforms.ts";
import { resumeFollows } from "./resume-follows.ts";
import { startOrder, type Parts } from "./start-order.ts";

/** Makes the relay. Its `start` resolves once every enabled platform is ready. */
export function createApp(options: AppOptions): Service {
  const { clock, log } = options;
  return new App({ steps: startOrder(createParts(options)), clock, log });
}

/** Makes the parts of the relay, and tells each which others it works with. Nothing of them runs yet. */
export function createParts(options: AppOptions): Parts {
  const { clock, log, random, store, media, poll } = options;
  const adapters = new Map<string, PlatformAdapter>();
  const platforms: Platforms = {
    adapters,
    isAllowed: (channel) => isAllowed(options.allowed, channel),
  };
  const following = createFollowing(options, platforms);
  const delivery = createDelivery(options, following, platforms);
  connectEvents(following, delivery);
  const { api, registry, queue } = following;
  const { statusUpdater } = delivery;
  const intents = new RetryIntents({ api, registry, queue, statusUpdater, clock, log, random });
  const useCases = createUseCases(options, { following, delivery, intents }, platforms);
  const router = createRouter(options, { following, useCases }, platforms);
  const commands = new InFlightCommands(router, clock);
  const readiness = new Readiness({ clock, log });
  const made = options.createAdapters(commands.handlers, (state) => readiness.note(state));
  for (const adapter of made) adapters.set(adapter.platform, adapter);
  return {
    api,
    media,
    store,
    resume: (signal) => resumeFollows({ following, delivery, platforms, poll, log }, signal),
    following,
    delivery,
    intents,
    commands,
    follows: useCases.follows,
    adapters: made,
    readiness,
  };
}

function createRouter(
  options: Pick<AppOptions, "commands" | "actions" | "allowed" | "quotas" | "clock" | "log">,
  { following, useCases }: { following: Following; useCases: UseCases },
  { isAllowed: allows }: Platforms,
): Handlers {
  const { commands, actions, allowed, quotas, clock, log } = options;
  const { registry, archive } = following;
  return createInvocationRouter({
    commands,
    actions,
    admission: new CommandGuard({ isAllowed: allows, allowed, quotas, clock, log }),
    createCommandContext: (invocation, languages) =>
      createCommandContext(useCases, { invocation, languages, log }),
    suggest: (request, suggests) =>
      suggestJobs(
        { registry, archive },
        {
          channel: request.channel,
          typed: request.typed,
          locale: request.locale,
          suggests,
        },
      ),
    clock,
    log,
  });
}
