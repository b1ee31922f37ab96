import type { SourceDefinition } from "../../core/ports/source-definition.ts";
import { recogniseComfy } from "./recognise.ts";

/** ComfyUI: Comfy Cloud, deployments of the Comfy API, and servers of one's own. */
export const comfyDefinition: SourceDefinition = {
  name: "comfy",
  displayName: "ComfyUI",
  limits: {
    // No limit is published. Servers tell how long they keep a job, and one without API v2 keeps it until it restarts.
    minPollIntervalMs: 10_000,
  },
  variables: [
    {
      name: "COMFY_URL",
      kind: "base-urls",
      description:
        "comma-separated addresses of ComfyUI servers, like `https://cloud.comfy.org` or `http://192.168.1.20:8188`",
    },
    {
      name: "COMFY_API_KEY",
      kind: "token",
      description:
        "key of these servers, if they want one; sent over https or to this machine only",
    },
  ],
  recognise: (text) => recogniseComfy(text, []),
};
