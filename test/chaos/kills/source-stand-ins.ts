/** The stand-ins of the job APIs besides Pika, with one interface for all: a job that runs, and its end with a video. */
import { createComfyV2Sandbox } from "../../../sandbox/comfy/v2-sandbox.ts";
import { createDescribedSandbox } from "../../../sandbox/described/described-sandbox.ts";
import { VENDORS } from "../../../sandbox/described/vendors.ts";
import { createFalSandbox } from "../../../sandbox/fal/fal-sandbox.ts";
import type { JobApiServer } from "../../../sandbox/job-api/job-api-server.ts";
import { createReplicateSandbox } from "../../../sandbox/replicate/replicate-sandbox.ts";
import { createRunwaySandbox } from "../../../sandbox/runway/runway-sandbox.ts";
import { createUseapiSandbox } from "../../../sandbox/useapi/useapi-sandbox.ts";
import { createVideosSandbox } from "../../../sandbox/videos/videos-sandbox.ts";
import { sampleVideo } from "../../../sandbox/pika/media/sample-video.ts";

/** A job at a stand-in. */
export interface StandInJob {
  /** What a person types. */
  readonly text: string;
  /** The canonical id, as in the relay's log. */
  readonly jobId: string;
  /** What channels see. */
  readonly publicId: string;
  /** The job ends with the sample video. */
  complete(): void;
  /** The API has cancelled the job. Absent: the request to cancel it has done that. */
  stop?(): void;
}

/** One running stand-in. */
export interface SourceStandIn {
  /** Switches the source on. */
  readonly env: Readonly<Record<string, string>>;
  readonly server: JobApiServer;
  /** The server that has the files, and their paths. */
  readonly files: { readonly server: JobApiServer; readonly path: RegExp };
  /** The request that cancels a job; absent if the API has none. */
  readonly cancel?: { readonly method: string; readonly path: RegExp };
  addJob(): StandInJob;
  close(): Promise<void>;
}

const { bytes } = sampleVideo;
const VIDEO = { name: "out.mp4", type: "video", contentType: "video/mp4", bytes } as const;
const FILES = /^\/files\//;

async function startFal(): Promise<SourceStandIn> {
  const sandbox = await createFalSandbox();
  const { server, media } = sandbox;
  return {
    env: { FAL_KEY: sandbox.key, FAL_API_URL: sandbox.url },
    server,
    files: { server: media, path: FILES },
    cancel: { method: "PUT", path: /\/cancel$/ },
    addJob: () => {
      const jobId = sandbox.addJob();
      return {
        text: jobId,
        jobId,
        publicId: jobId.slice(jobId.indexOf(":") + 1).slice(0, 8),
        complete: () =>
          sandbox.setJob(jobId, {
            kind: "ended",
            result: { status: 200, body: sandbox.videoResult(bytes) },
          }),
      };
    },
    close: () => sandbox.close(),
  };
}

async function startComfy(): Promise<SourceStandIn> {
  const sandbox = await createComfyV2Sandbox();
  const { server } = sandbox;
  return {
    env: { COMFY_URL: sandbox.url },
    server,
    files: { server, path: FILES },
    cancel: { method: "POST", path: /\/cancel$/ },
    addJob: () => {
      const uuid = sandbox.addJob();
      return {
        text: uuid,
        jobId: `${new URL(sandbox.url).host}/${uuid}`,
        publicId: uuid.slice(0, 8),
        complete: () => sandbox.setJob(uuid, { status: "succeeded", outputs: [VIDEO] }),
        stop: () => sandbox.setJob(uuid, { status: "canceled" }),
      };
    },
    close: () => sandbox.close(),
  };
}

async function startReplicate(): Promise<SourceStandIn> {
  const sandbox = await createReplicateSandbox();
  const { server } = sandbox;
  return {
    env: { REPLICATE_API_TOKEN: sandbox.token, REPLICATE_API_URL: sandbox.url },
    server,
    files: { server, path: /\.mp4$/ },
    addJob: () => {
      const jobId = sandbox.addPrediction();
      const complete = () =>
        sandbox.show(jobId, {
          status: "succeeded",
          output: sandbox.addFile(`${jobId}.mp4`, bytes),
        });
      return { text: jobId, jobId, publicId: jobId.slice(0, 8), complete };
    },
    close: () => sandbox.close(),
  };
}

async function startRunway(): Promise<SourceStandIn> {
  const sandbox = await createRunwaySandbox();
  const { server } = sandbox;
  sandbox.addFile("out.mp4", bytes);
  return {
    env: { RUNWAYML_API_SECRET: sandbox.secret, RUNWAYML_API_URL: sandbox.url },
    server,
    files: { server, path: FILES },
    cancel: { method: "DELETE", path: /\/tasks\// },
    addJob: () => {
      const jobId = sandbox.addJob("tasks");
      const complete = () => sandbox.show(jobId, { status: "SUCCEEDED", files: ["out.mp4"] });
      return { text: jobId, jobId, publicId: jobId.slice(0, 8), complete };
    },
    close: () => sandbox.close(),
  };
}

async function startUseapi(): Promise<SourceStandIn> {
  const sandbox = await createUseapiSandbox();
  const { server } = sandbox;
  return {
    env: { USEAPI_TOKEN: sandbox.token, USEAPI_API_URL: sandbox.url },
    server,
    files: { server, path: /\/google-vids\/media\// },
    addJob: () => {
      const text = sandbox.addJob("google-vids");
      const complete = () => sandbox.setJob(text, { kind: "completed", bytes });
      return {
        text,
        jobId: `google-vids:${text}`,
        publicId: `google-vids:${text.slice(-9)}`,
        complete,
      };
    },
    close: () => sandbox.close(),
  };
}

async function startVideos(): Promise<SourceStandIn> {
  const sandbox = await createVideosSandbox({ shape: "openai" });
  const { server } = sandbox;
  return {
    env: { VIDEOS_API_KEY: sandbox.token, VIDEOS_API_URL: sandbox.url },
    server,
    files: { server, path: /\/content$/ },
    addJob: () => {
      const id = sandbox.addVideo();
      return {
        text: `videos:${id}`,
        jobId: `${new URL(sandbox.url).host}/${id}`,
        publicId: id.length <= 12 ? id : id.slice(-8),
        complete: () => sandbox.show(id, { status: "completed", files: [bytes] }),
      };
    },
    close: () => sandbox.close(),
  };
}

async function startLuma(): Promise<SourceStandIn> {
  const sandbox = await createDescribedSandbox(VENDORS["luma"]!);
  const { server } = sandbox;
  return {
    env: { RELAY_SOURCES: "luma", LUMAAI_API_KEY: sandbox.key, LUMA_API_URL: sandbox.url },
    server,
    files: { server, path: FILES },
    addJob: () => {
      const jobId = sandbox.addJob();
      return {
        text: `luma:${jobId}`,
        jobId,
        publicId: jobId.slice(0, 8),
        complete: () =>
          sandbox.show(jobId, {
            kind: "completed",
            file: sandbox.addFile(bytes),
            extra: sandbox.addFile(Buffer.from("a preview")),
          }),
      };
    },
    close: () => sandbox.close(),
  };
}

/** Starts the stand-in of a source, by the source's name. */
export const SOURCE_STAND_INS: Readonly<Record<string, () => Promise<SourceStandIn>>> = {
  fal: startFal,
  comfy: startComfy,
  replicate: startReplicate,
  runway: startRunway,
  useapi: startUseapi,
  videos: startVideos,
  luma: startLuma,
};
