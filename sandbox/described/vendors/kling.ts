import { BEARER, type Vendor } from "../vendor.ts";

const task = (id: string, task_status: string, more: object = {}): object => ({
  code: 0,
  message: "SUCCEED",
  request_id: "r-1",
  data: { task_id: id.split("/")[1], task_status, ...more },
});

/** Kling: a job is asked for at the path on which it was made; a watermarked twin lies beside the result. Invented: the texts. */
export const kling: Vendor = {
  basePath: "/v1",
  key: BEARER,
  newId: (count) => `text2video/83000000000000000${count}`,
  pathOf: (id) => `/videos/${id}`,
  answers: {
    running: (id, word = "submitted") => task(id, word),
    completed: (id, url, watermark_url) =>
      task(id, "succeed", {
        task_result: { videos: url ? [{ id: "v-1", url, watermark_url, duration: "5" }] : [] },
        final_unit_deduction: "3.5",
      }),
    failed: (id, task_status_msg) => task(id, "failed", { task_status_msg }),
  },
  refusal: (status) => ({ code: 1000, message: `refused with ${status}`, request_id: "r-2" }),
};
