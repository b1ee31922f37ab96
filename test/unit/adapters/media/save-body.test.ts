import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { saveBody } from "../../../../src/adapters/media/save-body.ts";
import { createTemporaryFile } from "../../../../src/adapters/media/temporary-file.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";

const CHUNK_BYTES = 65_536;

it.each([1_000_000, CHUNK_BYTES * 10, 1])(
  "reads at most one chunk more than %i bytes of an endless body, and keeps none of that chunk",
  async (maxBytes) => {
    let givenBytes = 0;
    let isLetGo = false;
    async function* pour(): AsyncGenerator<Uint8Array> {
      try {
        for (const chunk = mp4Bytes(CHUNK_BYTES); ; givenBytes += chunk.length) yield chunk;
      } finally {
        isLetGo = true;
      }
    }
    const file = await createTemporaryFile(tmpdir());
    const limits = { maxBytes, announcedBytes: undefined, onProgress: () => {} };
    await expect(saveBody(pour(), file, limits)).rejects.toMatchObject({ code: "too_large" });
    expect(isLetGo).toBe(true);
    expect(givenBytes).toBeLessThanOrEqual(maxBytes);
    expect(file.sizeBytes).toBe(givenBytes);
    await file.dispose();
  },
);
