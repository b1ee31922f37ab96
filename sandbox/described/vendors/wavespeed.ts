import { BEARER, type Vendor } from "../vendor.ts";

const prediction = (id: string, status: string, more: object = {}): object => ({
  code: 200,
  message: "success",
  data: { id, status, outputs: [], has_nsfw_contents: [], ...more },
});

/** WaveSpeed: a job that has failed is a "success", too. A refusal has its status in the body. Invented: its texts. */
export const wavespeed: Vendor = {
  basePath: "/api/v3",
  key: BEARER,
  newId: (count) => `pred_abc${count}`,
  pathOf: (id) => `/predictions/${id}`,
  answers: {
    running: (id, word = "processing") => prediction(id, word),
    completed: (id, file) => prediction(id, "completed", { outputs: file ? [file] : [] }),
    failed: (id, error) => prediction(id, "failed", { error }),
    cancelled: (id) => prediction(id, "cancelled"),
  },
  refusal: (code) => ({ code, message: `refused with ${code}` }),
};
