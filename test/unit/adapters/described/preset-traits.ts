import type { SourceTraits } from "../../../contracts/source-driver.ts";

const UUID = "c0ffee00-0000-4000-8000-000000000001";

/** What differs between the presets, by their names. `hasNoId`: an answer does not repeat the job's id. */
export const PRESET_TRAITS: Readonly<
  Record<string, Omit<SourceTraits, "otherJob"> & { readonly hasNoId?: boolean }>
> = {
  luma: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      [`luma:${UUID}`, UUID],
      [`https://api.lumalabs.ai/dream-machine/v1/generations/${UUID}`, UUID],
      [
        `curl -H "Authorization: Bearer $K" https://api.lumalabs.ai/dream-machine/v1/generations/${UUID}`,
        UUID,
      ],
    ],
    foreign: [UUID, `https://elsewhere.test/dream-machine/v1/generations/${UUID}`],
  },
  alibaba: {
    lacks: ["moderated"],
    pasted: [
      [`alibaba:${UUID}`, UUID],
      [`https://dashscope-intl.aliyuncs.com/api/v1/tasks/${UUID}`, UUID],
    ],
    foreign: [UUID, `https://elsewhere.test/api/v1/tasks/${UUID}`],
  },
};
