import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseReplicate } from "./recognise.ts";

const HOUR_MS = 3_600_000;

/** Predictions of Replicate. */
export const replicateDefinition: SourceDefinition = {
  name: "replicate",
  displayName: "Replicate",
  limits: {
    // The API names no least interval, only 3,000 requests a minute.
    minPollIntervalMs: 5_000,
    maxPerSecond: 50,
    // For predictions that were made over the API. Input, output and logs are deleted together.
    recordsKeptMs: HOUR_MS,
    mediaKeptMs: HOUR_MS,
  },
  variables: [
    { name: "REPLICATE_API_TOKEN", kind: "token", description: "API token of Replicate" },
    {
      name: "REPLICATE_API_URL",
      kind: "base-url",
      description: "Base URL of Replicate's API",
      default: "https://api.replicate.com",
    },
  ],
  recognise: recogniseReplicate,
};
