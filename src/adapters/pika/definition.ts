import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recognisePika } from "./recognise.ts";

const DAY_MS = 86_400_000;

/** The Pika API of useapi.net: the job API that this relay was made for. */
export const pikaDefinition: SourceDefinition = {
  name: "pika",
  displayName: "Pika",
  limits: {
    // The API itself looks upstream every 15 s at most.
    minPollIntervalMs: 10_000,
    recordsKeptMs: 31 * DAY_MS,
    mediaKeptMs: DAY_MS,
  },
  variables: [
    { name: "PIKA_API_TOKEN", kind: "token", description: "Bearer token of the Pika API" },
    {
      name: "PIKA_API_URL",
      kind: "base-url",
      description: "Base URL of the Pika API",
      default: "https://api.useapi.net/v1/pika",
    },
  ],
  recognise: recognisePika,
};
