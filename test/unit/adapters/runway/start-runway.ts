import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createRunwayJobSource } from "../../../../src/adapters/runway/job-source.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import { createRunwaySandbox } from "../../../../sandbox/runway/runway-sandbox.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

const createPlainClient: CreateApiClient = (baseUrl) =>
  createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() });

/** A stand-in of Runway, and a source connected to it. */
export async function startRunway(createClient = createPlainClient) {
  const sandbox = await createRunwaySandbox();
  const source = createRunwayJobSource({
    values: { RUNWAYML_API_URL: sandbox.url, RUNWAYML_API_SECRET: sandbox.secret },
    createClient,
  });
  const stop = async () => {
    await source.close();
    await sandbox.close();
  };
  return { sandbox, source, stop };
}
