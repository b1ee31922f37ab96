import { BEARER, type Vendor } from "../vendor.ts";

const task = (id: string, status: string, more: object = {}): object => ({
  task: { id, model: "MiniMax-H3", status, ...more },
});

/** MiniMax v2: everything is in `task`. A code of an error is a number or a text. */
export const minimax: Vendor = {
  basePath: "/v2",
  key: BEARER,
  newId: (count) => `36172018836${count}`,
  pathOf: (id) => `/query/video_generation/${id}`,
  answers: {
    running: (id, word = "running") => task(id, word),
    completed: (id, url) => task(id, "succeeded", { content: { url } }),
    failed: (id, message) => task(id, "failed", { error: { code: 1000, message } }),
    cancelled: (id) => task(id, "cancelled"),
  },
  refusal: (http_code) => ({
    type: "error",
    error: { type: "refused", message: `refused with ${http_code}`, http_code: String(http_code) },
    request_id: "r-1",
  }),
};
