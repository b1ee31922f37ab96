import { BEARER, toUuid, type Vendor } from "../vendor.ts";

/** Luma: a preview lies beside the result. Invented: the form of a refusal. */
export const luma: Vendor = {
  basePath: "/dream-machine/v1",
  key: BEARER,
  newId: toUuid,
  pathOf: (id) => `/generations/${id}`,
  answers: {
    running: (id, word = "dreaming") => ({ id, state: word, assets: null, failure_reason: null }),
    completed: (id, video, progress_video) => ({
      id,
      state: "completed",
      assets: { video, progress_video },
    }),
    failed: (id, failure_reason) => ({ id, state: "failed", failure_reason }),
  },
  refusal: (status) => ({ detail: `refused with ${status}` }),
};
