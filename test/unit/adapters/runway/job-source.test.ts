import { expect, it, onTestFinished } from "vitest";
import { createMediaFetcher } from "../../../../src/adapters/media/http-media-fetcher.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { startRunway } from "./start-runway.ts";

it("gives links that work again, each time it is asked, after the earlier ones have expired", async () => {
  const { sandbox, source, stop } = await startRunway();
  const media = createMediaFetcher({
    clock: systemClock,
    log: createFakeLogger(),
    allowedHosts: ["127.0.0.1"],
  });
  onTestFinished(async () => {
    await media.close();
    await stop();
  });
  const id = sandbox.addJob("tasks");
  const bytes = mp4Bytes();
  sandbox.addFile("a.mp4", bytes);
  sandbox.show(id, { status: "SUCCEEDED", files: ["a.mp4"] });
  const link = async (): Promise<string> => {
    const pollResult = await source.pollJob(id);
    return pollResult.kind === "job" ? (pollResult.job.attachments[0]?.url ?? "") : "";
  };
  const size = async (url: string): Promise<number> => {
    const file = await media.fetch({ url, maxBytes: 1_000_000 });
    await file.dispose();
    return file.sizeBytes;
  };

  const first = await link();
  expect(await size(first)).toBe(bytes.length);
  sandbox.expireLinks();
  await expect(size(first)).rejects.toMatchObject({ code: "link_expired" });
  expect(await size(await link())).toBe(bytes.length);
});
