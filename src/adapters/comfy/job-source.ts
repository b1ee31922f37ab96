import { MediaError } from "../../core/errors.ts";
import type { Attachment, CancelRequestResult, PollResult } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { MediaRequest } from "../../core/ports/media.ts";
import type { SourceOptions } from "../../core/ports/source-definition.ts";
import { comfyDefinition } from "./definition.ts";
import { recogniseComfy } from "./recognise.ts";
import { toServerAddress } from "./server-address.ts";
import { ComfyServer } from "./server.ts";

const SHOWN_OF_UUID = 8;

/** See {@link comfyDefinition}. A canonical id is `<server>/<uuid>`: any server may have a job with any UUID. */
export class ComfyJobSource implements JobSource {
  readonly name = comfyDefinition.name;
  readonly displayName = comfyDefinition.displayName;
  readonly limits = comfyDefinition.limits;
  readonly cancelCost = "until-then";
  readonly #servers: ReadonlyMap<string, ComfyServer>;

  constructor({ values, createClient }: SourceOptions) {
    const { COMFY_URL: urls = "", COMFY_API_KEY: key } = values;
    const addresses = urls.split(",").map(toServerAddress);
    this.#servers = new Map(
      addresses.map((address) => [address.server, new ComfyServer({ address, key, createClient })]),
    );
  }

  recognise(text: string): RecognisedJob[] {
    return recogniseComfy(text, [...this.#servers.keys()]);
  }

  /** The UUID alone: the name of a server is nothing for a channel. */
  toPublicId(jobId: string): string {
    return toParts(jobId).uuid.slice(0, SHOWN_OF_UUID);
  }

  /** A job on a server that is not listed any more waits until it is listed again. */
  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const { server, uuid } = toParts(jobId);
    const asked = this.#servers.get(server);
    return asked ? asked.pollJob(jobId, { uuid, signal }) : { kind: "unavailable" };
  }

  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    const { server, uuid } = toParts(jobId);
    const asked = this.#servers.get(server);
    return asked ? asked.cancelJob(jobId, { uuid, signal }) : { kind: "unavailable" };
  }

  async locateMedia({
    jobId,
    attachment,
    signal,
  }: {
    readonly jobId: string;
    readonly attachment: Attachment;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaRequest> {
    const asked = this.#servers.get(toParts(jobId).server);
    if (!asked) throw new MediaError("unavailable", "its ComfyUI server is not listed any more");
    return asked.locateMedia(attachment, signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }
}

function toParts(jobId: string): { server: string; uuid: string } {
  const end = jobId.lastIndexOf("/");
  return { server: jobId.slice(0, Math.max(end, 0)), uuid: jobId.slice(end + 1) };
}

/** Creates a client of ComfyUI servers. It connects at the first request. */
export const createComfyJobSource = (options: SourceOptions): ComfyJobSource =>
  new ComfyJobSource(options);
