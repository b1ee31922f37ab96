import { onTestFinished } from "vitest";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../../src/adapters/undici/api-client.ts";
import type { CreateSource, SourceOptions } from "../../../src/core/ports/source-definition.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

/** Options of {@link startSourceRelay}. */
interface SourceRelayOptions extends Omit<TestRelayOptions, "jobApi"> {
  readonly create: CreateSource;
  readonly values: SourceOptions["values"];
  /** What the source asks. Closed at the end of the test. */
  readonly standIns: readonly { close(): Promise<void> }[];
}

/** Starts a relay that asks one source over its stand-ins, in the place of the fake one, until the test ends. */
export async function startSourceRelay(options: SourceRelayOptions) {
  const { create, values, standIns, ...rest } = options;
  const jobApi = create({
    values,
    createClient: (baseUrl) =>
      createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() }),
  });
  const relay = await startTestRelay({ ...rest, jobApi });
  onTestFinished(async () => {
    await relay.app.stop();
    await jobApi.close();
    await Promise.all(standIns.map((each) => each.close()));
  });
  return {
    ...relay,
    /** The results that Discord has. */
    results: () => relay.discord.posts.filter(({ kind }) => kind === "result"),
  };
}
