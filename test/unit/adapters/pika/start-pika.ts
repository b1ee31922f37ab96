import { onTestFinished } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import {
  createPikaJobSource,
  type PikaJobSource,
  type PikaJobSourceOptions,
} from "../../../../src/adapters/pika/pika-job-source.ts";
import {
  createPikaSandbox,
  type PikaSandbox,
  type PikaSandboxOptions,
} from "../../../../sandbox/pika/pika-sandbox.ts";
import { createFakeLogger, type FakeLogger } from "../../../support/fakes/fake-logger.ts";

/** A running stand-in job API and a client connected to it; both closed when the test ends. */
export async function startPika(
  options: Partial<PikaJobSourceOptions> & { sandbox?: PikaSandboxOptions } = {},
): Promise<{ sandbox: PikaSandbox; api: PikaJobSource; log: FakeLogger }> {
  const { sandbox: sandboxOptions, ...rest } = options;
  const sandbox = await createPikaSandbox(sandboxOptions);
  const log = createFakeLogger();
  const api = createPikaJobSource({
    baseUrl: sandbox.url,
    token: sandbox.token,
    clock: systemClock,
    log,
    ...rest,
  });
  onTestFinished(async () => {
    await api.close();
    await sandbox.close();
  });
  return { sandbox, api, log };
}
