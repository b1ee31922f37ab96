import { BEARER, type Vendor } from "../vendor.ts";

const OK = { status_code: 0, status_msg: "success" };

/** MiniMax v1: the link to the file takes a second request. Invented: that a refusal has an HTTP status, too. */
export const minimaxV1: Vendor = {
  basePath: "/v1",
  key: BEARER,
  newId: (count) => `36172018836${count}`,
  pathOf: (id) => `/query/video_generation?task_id=${id}`,
  answers: {
    running: (task_id, status = "Processing") => ({ task_id, status, file_id: "", base_resp: OK }),
    completed: (task_id, file) => ({
      task_id,
      status: "Success",
      file_id: file && `9${task_id}`,
      base_resp: OK,
    }),
    failed: (task_id, status_msg) => ({
      task_id,
      status: "Fail",
      base_resp: { status_code: 1000, status_msg },
    }),
    moderated: (task_id, status_msg) => ({
      task_id,
      status: "Fail",
      base_resp: { status_code: 1027, status_msg },
    }),
  },
  refusal: (status) => ({ base_resp: { status_code: 1004, status_msg: `refused with ${status}` } }),
  second: {
    pathOf: (id) => `/files/retrieve?file_id=9${id}`,
    body: (id, download_url) => ({
      file: { file_id: Number(`9${id}`), filename: "output.mp4", download_url },
      base_resp: OK,
    }),
  },
};
