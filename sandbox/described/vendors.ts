import type { Vendor } from "./vendor.ts";
import { alibaba } from "./vendors/alibaba.ts";
import { byteplus } from "./vendors/byteplus.ts";
import { kie } from "./vendors/kie.ts";
import { kling } from "./vendors/kling.ts";
import { luma } from "./vendors/luma.ts";
import { minimax } from "./vendors/minimax.ts";
import { minimaxV1 } from "./vendors/minimax-v1.ts";
import { pixverse } from "./vendors/pixverse.ts";
import { wavespeed } from "./vendors/wavespeed.ts";
import { xai } from "./vendors/xai.ts";

/** The APIs that presets describe, by the names of the presets. */
export const VENDORS: Readonly<Record<string, Vendor>> = {
  alibaba,
  byteplus,
  kie,
  kling,
  luma,
  minimax,
  "minimax-v1": minimaxV1,
  pixverse,
  wavespeed,
  xai,
};
