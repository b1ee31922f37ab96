import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseRunway } from "./recognise.ts";

/** Tasks and workflow invocations of Runway's own API. */
export const runwayDefinition: SourceDefinition = {
  name: "runway",
  displayName: "Runway",
  // The API renews the links to the files whenever it is asked, and names no end.
  limits: { minPollIntervalMs: 5_000 },
  variables: [
    { name: "RUNWAYML_API_SECRET", kind: "token", description: "API secret of Runway" },
    {
      name: "RUNWAYML_API_URL",
      kind: "base-url",
      description: "Base URL of Runway's API",
      default: "https://api.dev.runwayml.com",
    },
  ],
  recognise: recogniseRunway,
};
