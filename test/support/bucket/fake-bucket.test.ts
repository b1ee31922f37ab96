import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { mediaBucketContract } from "../../contracts/media-bucket.ts";
import { FakeBucket } from "./fake-bucket.ts";

mediaBucketContract("the fake bucket", async () => {
  const bucket = new FakeBucket(systemClock);
  return {
    connect: () => bucket,
    damage: (key) => {
      const file = bucket.files.get(key);
      if (file)
        file.bytes = Uint8Array.from(file.bytes, (byte, at) => (at === 100 ? 255 - byte : byte));
    },
    close: async () => {},
  };
});
