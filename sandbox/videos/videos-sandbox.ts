/*
 * A stand-in for three video APIs of one form, on one loopback port: OpenRouter's, Together AI's and OpenAI's, which gateways
 * have kept.
 *
 * Like the real APIs: the paths, bearer authorisation, the form of ids, the status words and the fields of a job. OpenRouter's
 * and OpenAI's files need the key; for OpenRouter's the answer is 409 before the end, and 410 once they are deleted.
 * OpenRouter's answers name its public address, whatever address it is asked at. A job of OpenAI's form says nothing of a file.
 *
 * Unlike the real APIs: jobs don't run, a test shows their state; nothing can be made, listed or deleted; there are no
 * thumbnails.
 *
 * Invented: the texts of refusals, that Together AI's link needs no key, that OpenAI's form has the same 409 and 410 as
 * OpenRouter, and the status `accepted`, which is answered by 202 without a body, as other APIs of this form do.
 */
import { randomBytes } from "node:crypto";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";

/** The API that is played. */
export type VideosShape = "openrouter" | "together" | "openai";

/** A job. */
export interface StandInVideo {
  readonly status: string;
  /** In per cent. OpenAI's form only. */
  readonly progress?: number;
  /** In the API's own form. */
  readonly error?: unknown;
  /** Files of a completed job. OpenRouter may have several; OpenAI's form does not say that there is one. */
  readonly files?: readonly Uint8Array[];
  /** In US dollars. */
  readonly cost?: number;
  /** Fields that the answer has besides, or in place of its own. */
  readonly fields?: object;
}

/** A running stand-in. */
export interface VideosSandbox {
  readonly server: JobApiServer;
  /** The value for the variable with the base URL. */
  readonly url: string;
  readonly token: string;
  /** Adds a job that runs; returns its id. */
  addVideo(): string;
  /** Replaces a job. */
  show(id: string, video: StandInVideo): void;
  /** Deletes a job's files: the API answers 410 for them. */
  removeFiles(id: string): void;
  /** From now on the job is not known. */
  remove(id: string): void;
  close(): Promise<void>;
}

/** Options of {@link createVideosSandbox}. */
export interface VideosSandboxOptions {
  readonly shape: VideosShape;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: a fixed one. */
  readonly token?: string;
}

const ROOTS: Readonly<Record<VideosShape, string>> = {
  openrouter: "/api/v1",
  together: "/v2",
  openai: "/v1",
};

/** Starts a stand-in. */
export async function createVideosSandbox(options: VideosSandboxOptions): Promise<VideosSandbox> {
  const { shape, token = "sk-stand-in-videos" } = options;
  const root = ROOTS[shape];
  const videos = new Map<string, StandInVideo>();
  const createdAtMs = new Map<string, number>();
  const gone = new Set<string>();
  const handle = ({ method, url, headers }: ApiRequest): ApiResponse => {
    const [, short] = /^\/shrt\/([^/]+)$/.exec(url.pathname) ?? [];
    if (short !== undefined) return toFile(videos.get(short)?.files?.[0], gone.has(short));
    if (headers.authorization !== `Bearer ${token}`) return refuse(401, "Invalid API key");
    const [, path = "", content] =
      new RegExp(`^${root}/videos/([^/]+)(/content)?$`).exec(url.pathname) ?? [];
    const id = decodeURIComponent(path);
    const video = videos.get(id);
    if (method !== "GET" || !video) return refuse(404, `Video ${id} not found`);
    if (content === undefined)
      return toAnswer(shape, {
        id,
        video,
        origin: url.origin,
        createdAtMs: createdAtMs.get(id) ?? 0,
      });
    if (shape === "together") return refuse(404, "Not a path of this API");
    if (video.status !== "completed") return refuse(409, "The video is not ready");
    return toFile(video.files?.[Number(url.searchParams.get("index") ?? "0")], gone.has(id));
  };
  const server = await createJobApiServer(handle, options);
  return {
    server,
    url: `${server.origin}${root}`,
    token,
    addVideo: () => {
      const id = toId(shape);
      createdAtMs.set(id, Date.now());
      videos.set(id, { status: shape === "openrouter" ? "pending" : "queued" });
      return id;
    },
    show: (id, video) => void videos.set(id, video),
    removeFiles: (id) => void gone.add(id),
    remove: (id) => void videos.delete(id),
    close: () => server.close(),
  };
}

function toId(shape: VideosShape): string {
  const hex = randomBytes(24).toString("hex");
  if (shape === "openrouter") return `gen-vid-${Math.floor(Date.now() / 1000)}-${hex.slice(0, 20)}`;
  if (shape === "openai") return `video_${hex}`;
  return `019a0068-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
}

interface Asked {
  readonly id: string;
  readonly video: StandInVideo;
  readonly origin: string;
  readonly createdAtMs: number;
}

function toAnswer(shape: VideosShape, asked: Asked): ApiResponse {
  const { status, fields } = asked.video;
  if (shape === "openai" && status === "accepted") return { status: 202 };
  return { status: 200, body: { ...BODIES[shape](asked), ...fields } };
}

const BODIES: Readonly<Record<VideosShape, (asked: Asked) => object>> = {
  openrouter: ({ id, video: { status, error, files = [], cost = null } }) => ({
    id,
    generation_id: `gen-${id}`,
    polling_url: `https://openrouter.ai/api/v1/videos/${id}`,
    status,
    ...(error !== undefined && { error }),
    // The public address, whatever address the API was asked at.
    ...(files.length > 0 && {
      unsigned_urls: files.map(
        (_file, index) => `https://openrouter.ai/api/v1/videos/${id}/content?index=${index}`,
      ),
    }),
    ...(status === "completed" && { usage: { cost, is_byok: false } }),
  }),
  together: ({
    id,
    video: { status, error = null, files = [], cost = 0.28 },
    origin,
    createdAtMs,
  }) => ({
    id,
    model: "stand-in/video",
    status,
    info: { user_id: "66f0bd504fb9511df3489b9a", errors: null },
    inputs: { prompt: "a cat", seed: null },
    error,
    ...(files.length > 0 && { outputs: { cost, video_url: `${origin}/shrt/${id}` } }),
    created_at: new Date(createdAtMs).toISOString(),
    claimed_at: "0001-01-01T00:00:00Z",
    done_at: "0001-01-01T00:00:00Z",
  }),
  openai: ({ id, video: { status, progress = 0, error = null }, createdAtMs }) => ({
    id,
    object: "video",
    model: "stand-in-2",
    status,
    progress,
    prompt: "a cat",
    seconds: "8",
    size: "720x1280",
    created_at: Math.floor(createdAtMs / 1000),
    completed_at: null,
    expires_at: null,
    error,
  }),
};

const refuse = (status: number, message: string): ApiResponse => ({
  status,
  body: { error: { message, type: "invalid_request_error", param: null, code: null } },
});

const toFile = (bytes: Uint8Array | undefined, isGone: boolean): ApiResponse => {
  if (isGone) return refuse(410, "The video has been deleted");
  if (!bytes) return refuse(404, "No such file");
  return { status: 200, headers: { "content-type": "video/mp4" }, body: bytes };
};
