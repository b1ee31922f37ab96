import { ok, toUuid, type Vendor } from "./vendor.ts";

const BEARER = { header: "authorization", prefix: "Bearer " };

/** Luma: a preview beside the result. Its clients read no form of a refusal. */
const luma: Vendor = {
  basePath: "/dream-machine/v1",
  key: BEARER,
  newId: toUuid,
  pathOf: (id) => `/generations/${id}`,
  answer: (id, state) => {
    switch (state.kind) {
      case "running":
        return ok({ id, state: state.word ?? "dreaming", assets: null, failure_reason: null });
      case "completed":
        return ok({
          id,
          state: "completed",
          assets: { ...(state.file && { video: state.file }), progress_video: state.extra },
        });
      case "failed":
        return ok({ id, state: "failed", failure_reason: state.error });
      default:
        throw new Error("the API has no word for it");
    }
  },
  refusal: (status) => ({ detail: `refused with ${status}` }),
};

/** Alibaba Cloud Model Studio: everything is in `output`. */
const alibaba: Vendor = {
  basePath: "/api/v1",
  key: BEARER,
  newId: toUuid,
  pathOf: (id) => `/tasks/${id}`,
  answer: (id, state) => {
    const output = (fields: object) =>
      ok({ request_id: "r-1", output: { task_id: id, ...fields } });
    switch (state.kind) {
      case "running":
        return output({ task_status: state.word ?? "RUNNING" });
      case "completed":
        return output({ task_status: "SUCCEEDED", video_url: state.file ?? null });
      case "failed":
        return output({ task_status: "FAILED", code: "InternalError", message: state.error });
      case "cancelled":
        return output({ task_status: "CANCELED" });
      case "moderated":
        throw new Error("the API has no word for it");
    }
  },
  refusal: (status) => ({ code: "Refused", message: `refused with ${status}`, request_id: "r-2" }),
};

/** The APIs that presets describe, by the names of the presets. */
export const VENDORS: Readonly<Record<string, Vendor>> = { alibaba, luma };
