import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseUseapi } from "./recognise.ts";

const DAY_MS = 86_400_000;

/** The services of useapi.net besides Pika, under one token. */
export const useapiDefinition: SourceDefinition = {
  name: "useapi",
  displayName: "useapi.net",
  limits: {
    // The vendor's own scripts ask every 10 to 30 s.
    minPollIntervalMs: 10_000,
    // All services keep jobs for that long. How long they keep files differs, from a few hours to a week.
    recordsKeptMs: 30 * DAY_MS,
  },
  variables: [
    { name: "USEAPI_TOKEN", kind: "token", description: "API token of useapi.net" },
    {
      name: "USEAPI_API_URL",
      kind: "base-url",
      description: "Base URL of useapi.net",
      default: "https://api.useapi.net",
    },
  ],
  recognise: (text) => recogniseUseapi(text),
};
