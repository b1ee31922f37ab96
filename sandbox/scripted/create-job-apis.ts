import { createComfyV2Sandbox, type ComfyV2Sandbox } from "../comfy/v2-sandbox.ts";
import { createFalSandbox, type FalSandbox } from "../fal/fal-sandbox.ts";
import { createFarmSandbox, type FarmSandbox } from "../farm/farm-sandbox.ts";
import { createPikaSandbox, type PikaSandbox } from "../pika/pika-sandbox.ts";
import { scriptComfy } from "./comfy-api.ts";
import { scriptFal } from "./fal-api.ts";
import { scriptFarm } from "./farm-api.ts";
import { scriptPika } from "./pika-api.ts";
import type { ScriptedApi } from "./scripted-api.ts";

/** The job APIs of the page and the demo. */
export interface JobApis {
  readonly pika: PikaSandbox;
  readonly fal: FalSandbox;
  readonly comfy: ComfyV2Sandbox;
  readonly farm: FarmSandbox;
  /** The same, with jobs that follow plans. */
  readonly scripted: Readonly<Record<"pika" | "fal" | "comfy" | "farm", ScriptedApi>>;
  close(): Promise<void>;
}

/** Starts a stand-in of each. */
export async function createJobApis(): Promise<JobApis> {
  const [pika, fal, comfy, farm] = await Promise.all([
    createPikaSandbox(),
    createFalSandbox(),
    createComfyV2Sandbox(),
    createFarmSandbox(),
  ]);
  const scripted = {
    pika: scriptPika(pika),
    fal: scriptFal(fal),
    comfy: scriptComfy(comfy),
    farm: scriptFarm(farm),
  };
  return {
    pika,
    fal,
    comfy,
    farm,
    scripted,
    close: async () => {
      for (const api of Object.values(scripted)) api.close();
      await Promise.all([pika, fal, comfy, farm].map((each) => each.close()));
    },
  };
}
