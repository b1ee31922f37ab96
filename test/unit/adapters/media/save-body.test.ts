import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { saveBody } from "../../../../src/adapters/media/save-body.ts";
import { createTemporaryFile } from "../../../../src/adapters/media/temporary-file.ts";
import type { WritableFile } from "../../../../src/core/ports/media.ts";
import { readAll } from "../../../contracts/media-fetcher.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";

const CHUNK_BYTES = 65_536;

/** Besides the bytes of the chunk that is too much. */
const MAX_WAITING_BYTES = 262_144;

it.each([1_000_000, CHUNK_BYTES * 10, 1])(
  "reads little more than %i bytes of an endless body, and keeps no more",
  async (maxBytes) => {
    let givenBytes = 0;
    let isLetGo = false;
    async function* pour(): AsyncGenerator<Uint8Array> {
      try {
        for (; ; givenBytes += CHUNK_BYTES) yield mp4Bytes(CHUNK_BYTES);
      } finally {
        isLetGo = true;
      }
    }
    const file = await createTemporaryFile(tmpdir());
    const limits = { maxBytes, announcedBytes: undefined, onProgress: () => {} };
    await expect(saveBody(pour(), file, limits)).rejects.toMatchObject({ code: "too_large" });
    expect(isLetGo).toBe(true);
    expect(givenBytes).toBeLessThanOrEqual(maxBytes + MAX_WAITING_BYTES + CHUNK_BYTES);
    expect(file.sizeBytes).toBeLessThanOrEqual(maxBytes);
    await file.dispose();
  },
);

it("writes every byte once, whatever the chunks, and frees their memory but not that of others", async () => {
  const bytes = Buffer.concat([mp4Bytes(10_000), randomBytes(3_000_000)]);
  const given: Uint8Array<ArrayBuffer>[] = [];
  async function* pour(): AsyncGenerator<Uint8Array> {
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3) % 100_003) {
      // Every second one is a view of memory that others use, too.
      const part = bytes.subarray(at, at + size);
      const chunk = given.length % 2 === 0 ? new Uint8Array(part) : part;
      given.push(chunk);
      yield chunk;
    }
  }
  const file = await createTemporaryFile(tmpdir());
  const limits = { maxBytes: bytes.length, announcedBytes: bytes.length, onProgress: () => {} };
  await saveBody(pour(), file, limits);
  expect((await readAll({ open: () => file.read() })).equals(bytes)).toBe(true);
  // Memory that waited for the garbage collector used to make it collect the whole heap after each 64 MB of downloads.
  expect(given.map(({ buffer }) => buffer.detached)).toEqual(
    given.map((_, index) => index % 2 === 0),
  );
  await file.dispose();
});

async function* breakOff(): AsyncGenerator<Uint8Array> {
  yield mp4Bytes(CHUNK_BYTES);
  throw new Error("broken off");
}

it("waits for what is being written before it rejects", async () => {
  let isWriting = false;
  const file: WritableFile = {
    sizeBytes: 0,
    append: async () => {
      isWriting = true;
      await turn();
      isWriting = false;
    },
    read: async function* () {},
    dispose: async () => {},
  };
  const limits = { maxBytes: 1_000_000, announcedBytes: undefined, onProgress: () => {} };
  await expect(saveBody(breakOff(), file, limits)).rejects.toThrow("broken off");
  expect(isWriting).toBe(false);
});
