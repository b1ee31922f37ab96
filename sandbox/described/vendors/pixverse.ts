import type { Vendor } from "../vendor.ts";

const result = (id: string, status: number | string, more: object = {}): object => ({
  ErrCode: 0,
  ErrMsg: "Success",
  Resp: { id: Number(id), status, url: "", has_audio: false },
  ...more,
});

/** PixVerse: statuses are numbers. Invented: that a failure has its reason in `ErrMsg`, and the texts. */
export const pixverse: Vendor = {
  basePath: "/openapi/v2",
  key: { header: "api-key", prefix: "" },
  newId: (count) => `30150000000${count}`,
  pathOf: (id) => `/video/result/${id}`,
  answers: {
    running: (id, word) => result(id, word ?? 5),
    completed: (id, url = "") => result(id, 1, { Resp: { id: Number(id), status: 1, url } }),
    failed: (id, ErrMsg) => result(id, 8, { ErrMsg }),
    moderated: (id, ErrMsg) => result(id, 7, { ErrMsg }),
  },
  refusal: (status) => ({ ErrCode: 10_001, ErrMsg: `refused with ${status}`, Resp: null }),
};
