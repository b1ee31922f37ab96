import type { SourceTraits } from "../../../contracts/source-driver.ts";

const CGT = "cgt-20260828062711-hj94q";
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
  byteplus: {
    pasted: [
      [CGT, CGT],
      [`byteplus:${CGT}`, CGT],
      [`https://ark.ap-southeast.bytepluses.com/api/v3/contents/generations/tasks/${CGT}`, CGT],
    ],
    foreign: ["cgt-1", `https://elsewhere.test/contents/generations/tasks/${CGT}`],
  },
  wavespeed: {
    lacks: ["moderated"],
    pasted: [
      ["wavespeed:pred_abc123", "pred_abc123"],
      ["https://api.wavespeed.ai/api/v3/predictions/pred_abc123", "pred_abc123"],
      ["https://api.wavespeed.ai/api/v3/predictions/pred_abc123/result", "pred_abc123"],
    ],
    foreign: ["pred_abc123", "https://wavespeed.ai/predictions"],
  },
  xai: {
    hasNoId: true,
    isModerationSilent: true,
    pasted: [
      [`xai:${UUID}`, UUID],
      [`curl https://api.x.ai/v1/videos/${UUID}`, UUID],
    ],
    foreign: [UUID, "https://api.x.ai/v1/videos/generations/x"],
  },
  minimax: {
    lacks: ["moderated"],
    pasted: [
      ["minimax:361720188367060", "361720188367060"],
      ["https://api.minimax.io/v2/query/video_generation/361720188367060", "361720188367060"],
    ],
    foreign: [
      "361720188367060",
      "minimax-v1:361720188367060",
      "https://api.minimax.io/v1/query/video_generation?task_id=361720188367060",
    ],
  },
  "minimax-v1": {
    lacks: ["cancelled"],
    pasted: [
      ["minimax-v1:361720188367060", "361720188367060"],
      [
        "https://api.minimax.io/v1/query/video_generation?task_id=361720188367060",
        "361720188367060",
      ],
    ],
    foreign: [
      "361720188367060",
      "minimax:361720188367060",
      "https://api.minimax.io/v2/query/video_generation/361720188367060",
    ],
  },
  pixverse: {
    lacks: ["cancelled"],
    pasted: [
      ["pixverse:301500000001", "301500000001"],
      ["https://app-api.pixverse.ai/openapi/v2/video/result/301500000001", "301500000001"],
    ],
    foreign: ["301500000001", "https://app.pixverse.ai/create/video"],
  },
  kling: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      ["kling:text2video/830000000000000001", "text2video/830000000000000001"],
      [
        "https://api-singapore.klingai.com/v1/videos/motion-control/830000000000000001",
        "motion-control/830000000000000001",
      ],
    ],
    foreign: [
      "830000000000000001",
      "kling:830000000000000001",
      "https://api-singapore.klingai.com/v1/images/generations/830000000000000001",
    ],
  },
  kie: {
    lacks: ["cancelled", "moderated"],
    pasted: [
      ["kie:veo_task_abcdef123456", "veo_task_abcdef123456"],
      [
        "https://api.kie.ai/api/v1/veo/record-info?taskId=veo_task_abcdef123456",
        "veo_task_abcdef123456",
      ],
    ],
    foreign: ["veo_task_abcdef123456", "https://kie.ai/logs"],
  },
};
