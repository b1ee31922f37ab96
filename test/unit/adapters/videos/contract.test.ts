import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import type { StandInVideo, VideosShape } from "../../../../sandbox/videos/videos-sandbox.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";
import { startVideos } from "./start-videos.ts";

const ROUTED = "gen-vid-1764158400-a1B2c3D4e5F6g7H8i9J0";
const UUID = "019a0068-794a-7213-90f6-cc4eb62e3da7";

const raw = (status: number, body: object): ApiFault => ({
  kind: "raw",
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const toVideo = (shape: VideosShape, state: RemoteState): StandInVideo => {
  switch (state.kind) {
    case "running":
      return { status: state.word ?? "in_progress", progress: 33 };
    case "completed":
      return { status: "completed", ...(state.bytes && { files: [state.bytes] }) };
    case "failed": {
      const error = shape === "openrouter" ? state.error : { code: "c", message: state.error };
      return { status: "failed", error };
    }
    case "cancelled":
      return { status: "cancelled" };
    case "moderated":
      throw new Error("the API has no word for it");
  }
};

/** The API's own id. */
const idOf = (jobId: string): string => jobId.slice(jobId.lastIndexOf("/") + 1);

const startAs =
  (shape: VideosShape) =>
  async (createClient: CreateApiClient): Promise<SourceDriver> => {
    const { sandbox, source, toJobId, stop } = await startVideos(shape, createClient);
    return {
      source,
      key: sandbox.token,
      server: sandbox.server,
      addJob: () => toJobId(sandbox.addVideo()),
      show: (jobId, state) => sandbox.show(idOf(jobId), toVideo(shape, state)),
      remove: (jobId) => sandbox.remove(idOf(jobId)),
      refusal: (status) => raw(status, { error: { code: status, message: "No" } }),
      pathOf: (jobId) => new RegExp(`/videos/${idOf(jobId)}$`),
      stop,
    };
  };

const otherJob = (): ApiFault => raw(200, { id: "another", status: "failed" });

sourceContract("OpenRouter", startAs("openrouter"), {
  lacks: ["moderated"],
  pasted: [
    [ROUTED, ROUTED],
    [`https://openrouter.ai/api/v1/videos/${ROUTED}`, ROUTED],
    [`https://openrouter.ai/api/v1/videos/job-abc123/content?index=0`, "job-abc123"],
    [
      `curl https://openrouter.ai/api/v1/videos/job-abc123 -H "Authorization: Bearer $KEY"`,
      "job-abc123",
    ],
    [`{"id": "job-abc123", "polling_url": "/api/v1/videos/job-abc123"}`, "job-abc123"],
    ["OpenRouter:job-abc123", "job-abc123"],
  ],
  foreign: [
    "job-abc123",
    "gen-vid-1764158400-short",
    "https://openrouter.ai/api/v1/videos/models",
    "https://openrouter.ai/api/v1/videos/",
    "https://openrouter.ai.evil.test/api/v1/videos/job-abc123",
    "https://elsewhere.test/api/v1/videos/job-abc123",
    "https://api.together.ai/v2/videos/job-abc123",
  ],
  otherJob,
});

sourceContract("Together AI", startAs("together"), {
  lacks: ["moderated"],
  pasted: [
    [`https://api.together.ai/v2/videos/${UUID}`, UUID],
    [`https://api.together.xyz/v2/videos/${UUID}`, UUID],
    [`curl -X GET "https://api.together.xyz/v2/videos/opaque-1" -H "x: y"`, "opaque-1"],
    [`together:${UUID}`, UUID],
  ],
  foreign: [
    UUID,
    "https://api.together.ai/v2/videos/$JOB_ID",
    `https://api.together.ai/v2/images/${UUID}`,
    `https://openrouter.ai/api/v1/videos/${UUID}`,
  ],
  otherJob,
});

sourceContract("OpenAI's form", startAs("openai"), {
  lacks: ["moderated"],
  isFileAssumed: true,
  // The host is known only once the stand-in runs: `recognise.test.ts` has its links.
  pasted: [],
  foreign: [
    "video_123",
    "https://api.openai.com/v1/videos/video_123",
    "https://elsewhere.test/v1/videos/video_123",
    "videos:elsewhere.test/video_123",
    "videos:a person@example.test",
  ],
  otherJob,
});
