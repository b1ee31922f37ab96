import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseVideo } from "./recognise.ts";
import { OPENROUTER, TOGETHER, VIDEOS, type VideoApi } from "./video-api.ts";

/** Least interval of one job. OpenRouter recommends 10 to 30 s; the others recommend nothing. */
const MIN_POLL_INTERVAL_MS = 10_000;

const toDefinition = (
  api: VideoApi,
  variables: SourceDefinition["variables"],
): SourceDefinition => ({
  name: api.name,
  displayName: api.displayName,
  // How long jobs and files are kept is in no document; some answers tell when a file expires.
  limits: { minPollIntervalMs: MIN_POLL_INTERVAL_MS },
  variables,
  recognise: (text) => recogniseVideo(text, api),
});

/** OpenRouter's videos. */
export const openrouterDefinition = toDefinition(OPENROUTER, [
  { name: OPENROUTER.keyVariable, kind: "token", description: "API key of OpenRouter" },
  {
    name: OPENROUTER.urlVariable,
    kind: "base-url",
    description: "Base URL of OpenRouter's API",
    default: "https://openrouter.ai/api/v1",
  },
]);

/** Together AI's videos. */
export const togetherDefinition = toDefinition(TOGETHER, [
  { name: TOGETHER.keyVariable, kind: "token", description: "API key of Together AI" },
  {
    name: TOGETHER.urlVariable,
    kind: "base-url",
    description: "Base URL of Together AI's API",
    default: "https://api.together.ai/v2",
  },
]);

/** Any other API of OpenAI's form. */
export const videosDefinition = toDefinition(VIDEOS, [
  {
    name: VIDEOS.urlVariable,
    kind: "base-url",
    description: "Base URL of an API with OpenAI's form of videos",
  },
  { name: VIDEOS.keyVariable, kind: "token", description: "its key", isRequired: true },
]);
