import { BEARER, toUuid, type Vendor } from "../vendor.ts";

/** xAI: 202 with an empty body while a job runs; no answer repeats the id. A blocked video is done. Invented: the texts. */
export const xai: Vendor = {
  basePath: "/v1",
  key: BEARER,
  newId: toUuid,
  pathOf: (id) => `/videos/${id}`,
  answers: {
    running: (_, status) => (status === undefined ? undefined : { status }),
    completed: (_, url) => (url === undefined ? { status: "done" } : { video: { url } }),
    failed: (_, message) => ({ status: "failed", error: { code: "internal_error", message } }),
    cancelled: () => ({ status: "cancelled" }),
    moderated: () => ({
      status: "done",
      video: { url: "https://vidgen.test/blocked.mp4", respect_moderation: false },
    }),
  },
  refusal: (status) => ({ code: "refused", error: `refused with ${status}` }),
};
