import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseFal } from "./recognise.ts";

const HOUR_MS = 3_600_000;

/** The queue of fal: every app that it runs, Pika's newer models among them. */
export const falDefinition: SourceDefinition = {
  name: "fal",
  displayName: "fal",
  limits: {
    // No limit was read. fal's own client asks twice a second.
    minPollIntervalMs: 5_000,
    // Without its storage of payloads, fal keeps a result for one hour, and one of 10 KB or more for six minutes.
    recordsKeptMs: HOUR_MS,
    mediaKeptMs: 7 * 24 * HOUR_MS,
  },
  variables: [
    { name: "FAL_KEY", kind: "token", description: "key of fal" },
    {
      name: "FAL_API_URL",
      kind: "base-url",
      description: "Base URL of fal's queue",
      default: "https://queue.fal.run",
    },
  ],
  recognise: recogniseFal,
};
