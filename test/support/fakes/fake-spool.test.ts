import { mediaSpoolContract } from "../../contracts/media-spool.ts";
import { FakeSpool } from "./fake-spool.ts";

mediaSpoolContract("the fake spool", async () => {
  const spool = new FakeSpool({ now: () => 1_000 });
  const change = (part: string, to: (bytes: Uint8Array) => Uint8Array): void => {
    for (const [name, bytes] of spool.files)
      if (name.includes(part)) spool.files.set(name, to(bytes));
  };
  return {
    restart: () => spool,
    tear: async ({ sha256 }) => change(sha256, (bytes) => bytes.subarray(0, 100)),
    damage: async ({ sha256 }) =>
      change(sha256, (bytes) =>
        Uint8Array.from(bytes, (byte, at) => (at === 100 ? 255 - byte : byte)),
      ),
    count: async () => spool.files.size,
    close: async () => {},
  };
});
