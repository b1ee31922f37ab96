import { onTestFinished } from "vitest";
import { createComfyJobSource } from "../../../../src/adapters/comfy/job-source.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import type { JobSource } from "../../../../src/core/ports/job-source.ts";
import type { ComfyOutput } from "../../../../sandbox/comfy/v2-sandbox.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

export const KEY = "comfyui-canary-key";

/** A source with the key. */
export const createSource = (urls: string, createClient: CreateApiClient): JobSource =>
  createComfyJobSource({ values: { COMFY_URL: urls, COMFY_API_KEY: KEY }, createClient });

/** A source whose requests end after a second, and which is closed when the test ends. */
export function startSource(urls: string, log = createFakeLogger()): JobSource {
  const source = createSource(urls, (baseUrl) =>
    createUndiciApiClient({ baseUrl, clock: systemClock, log, maxTimeoutMs: 1_000 }),
  );
  onTestFinished(() => source.close());
  return source;
}

/** A result of a job, in API v2. */
export const aVideo = (bytes: Uint8Array): ComfyOutput => ({
  name: "clip_00001_.mp4",
  type: "video",
  contentType: "video/mp4",
  bytes,
});

/** What is beside the results of a job, in API v2. */
export const NO_RESULTS: readonly ComfyOutput[] = [
  { name: "caption.txt", type: "text", contentType: "text/plain", bytes: Buffer.from("a cat") },
  {
    name: "clip.latent",
    type: "latent",
    contentType: "application/octet-stream",
    bytes: Buffer.from("0"),
  },
  { name: "mesh.glb", type: "file", contentType: "model/gltf-binary", bytes: Buffer.from("0") },
];
