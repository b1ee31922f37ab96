import {
  createOpenrouterJobSource,
  createTogetherJobSource,
  createVideosJobSource,
  type VideoJobSource,
} from "../../../../src/adapters/videos/job-source.ts";
import { OPENROUTER, TOGETHER, VIDEOS } from "../../../../src/adapters/videos/video-api.ts";
import {
  createVideosSandbox,
  type VideosSandbox,
  type VideosShape,
} from "../../../../sandbox/videos/videos-sandbox.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";

const SOURCES = {
  openrouter: { create: createOpenrouterJobSource, api: OPENROUTER },
  together: { create: createTogetherJobSource, api: TOGETHER },
  openai: { create: createVideosJobSource, api: VIDEOS },
} as const;

/** A running stand-in and a source that asks it. `stop` closes both. */
export async function startVideos(
  shape: VideosShape,
  createClient: CreateApiClient,
): Promise<{
  readonly sandbox: VideosSandbox;
  readonly source: VideoJobSource;
  /** The canonical id of a job of the stand-in. */
  readonly toJobId: (id: string) => string;
  readonly stop: () => Promise<void>;
}> {
  const sandbox = await createVideosSandbox({ shape });
  const { create, api } = SOURCES[shape];
  const source = create({
    values: { [api.urlVariable]: sandbox.url, [api.keyVariable]: sandbox.token },
    createClient,
  });
  return {
    sandbox,
    source,
    toJobId: (id) => (api.hosts ? id : `${new URL(sandbox.url).host}/${id}`),
    stop: async () => {
      await source.close();
      await sandbox.close();
    },
  };
}
