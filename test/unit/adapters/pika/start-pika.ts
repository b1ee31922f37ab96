import { onTestFinished } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import {
  createPikaJobSource,
  type PikaJobSource,
} from "../../../../src/adapters/pika/job-source.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { Clock } from "../../../../src/core/ports/clock.ts";
import {
  createPikaSandbox,
  type PikaSandbox,
  type PikaSandboxOptions,
} from "../../../../sandbox/pika/pika-sandbox.ts";
import { createFakeLogger, type FakeLogger } from "../../../support/fakes/fake-logger.ts";

/** A running stand-in job API and a client connected to it; both closed when the test ends. */
export async function startPika(
  options: {
    baseUrl?: string;
    token?: string;
    sandbox?: PikaSandboxOptions;
    clock?: Clock;
    attemptTimeoutMs?: number;
  } = {},
): Promise<{ sandbox: PikaSandbox; api: PikaJobSource; log: FakeLogger }> {
  const { sandbox: sandboxOptions, clock = systemClock, attemptTimeoutMs, ...rest } = options;
  const sandbox = await createPikaSandbox(sandboxOptions);
  const log = createFakeLogger();
  const api = createPikaJobSource({
    values: {
      PIKA_API_URL: rest.baseUrl ?? sandbox.url,
      PIKA_API_TOKEN: rest.token ?? sandbox.token,
    },
    createClient: (baseUrl) =>
      createUndiciApiClient({ baseUrl, clock, log, maxTimeoutMs: attemptTimeoutMs }),
  });
  onTestFinished(async () => {
    await api.close();
    await sandbox.close();
  });
  return { sandbox, api, log };
}
