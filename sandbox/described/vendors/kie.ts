import { BEARER, type Vendor } from "../vendor.ts";

const record = (taskId: string, successFlag: number | string, more: object = {}): object => ({
  code: 200,
  msg: "success",
  data: { taskId, successFlag, errorCode: null, errorMessage: "", ...more },
});

/** kie.ai's Veo: a refusal is an answer with 200 and a code in it; twins of the files are in `originUrls`. Invented: the texts. */
export const kie: Vendor = {
  basePath: "/api/v1",
  key: BEARER,
  newId: (count) => `veo_task_abcdef12345${count}`,
  pathOf: (id) => `/veo/record-info?taskId=${id}`,
  answers: {
    running: (id, word) => record(id, word ?? 0),
    completed: (id, file, twin) =>
      record(id, 1, { response: { resultUrls: file ? [file] : [], originUrls: [twin] } }),
    failed: (id, errorMessage) => record(id, 3, { errorCode: 501, errorMessage }),
  },
  refusal: (code) => ({ code, msg: `refused with ${code}` }),
  missing: { status: 200, body: { code: 404, msg: "task not found" } },
};
