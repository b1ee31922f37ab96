import { BEARER, type Vendor } from "../vendor.ts";

/** BytePlus ModelArk: the last frame lies beside the result. Invented: the texts. */
export const byteplus: Vendor = {
  basePath: "/api/v3",
  key: BEARER,
  newId: (count) => `cgt-20261126120000-a${count}`,
  pathOf: (id) => `/contents/generations/tasks/${id}`,
  answers: {
    running: (id, status = "queued") => ({ id, status, model: "seedance" }),
    completed: (id, video_url, last_frame_url) => ({
      id,
      status: "succeeded",
      content: { video_url, last_frame_url },
      usage: { total_tokens: 19_845 },
    }),
    failed: (id, message) => ({ id, status: "failed", error: { code: "InternalError", message } }),
    cancelled: (id) => ({ id, status: "cancelled" }),
    moderated: (id, message) => ({
      id,
      status: "failed",
      error: { code: "OutputVideoSensitiveContentDetected", message },
    }),
  },
  refusal: (status) => ({ error: { code: "Refused", message: `refused with ${status}` } }),
};
