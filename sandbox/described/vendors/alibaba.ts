import { BEARER, toUuid, type Vendor } from "../vendor.ts";

const output = (id: string, task_status: string, more: object = {}): object => ({
  request_id: "r-1",
  output: { task_id: id, task_status, ...more },
});

/** Alibaba Cloud Model Studio: everything is in `output`. Invented: the code of a failure. */
export const alibaba: Vendor = {
  basePath: "/api/v1",
  key: BEARER,
  newId: toUuid,
  pathOf: (id) => `/tasks/${id}`,
  answers: {
    running: (id, word = "RUNNING") => output(id, word),
    completed: (id, video_url = "") => output(id, "SUCCEEDED", { video_url }),
    failed: (id, message) => output(id, "FAILED", { code: "InternalError", message }),
    cancelled: (id) => output(id, "CANCELED"),
  },
  refusal: (status) => ({ code: "Refused", message: `refused with ${status}`, request_id: "r-2" }),
};
