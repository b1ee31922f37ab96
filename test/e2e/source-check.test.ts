import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createDescribedSandbox,
  type DescribedSandbox,
} from "../../sandbox/described/described-sandbox.ts";
import { VENDORS } from "../../sandbox/described/vendors.ts";
import { startNode } from "../../sandbox/process/node-process.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/source.ts");

describe("npm run source -- check", () => {
  let folder: string;
  let api: DescribedSandbox;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "source-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    api = await createDescribedSandbox(VENDORS["minimax-v1"]!);
  });
  afterEach(() => api.close());

  async function check(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const script = startNode([SCRIPT, "check", ...args], {
      cwd: folder,
      env: { MINIMAX_API_KEY: api.key, MINIMAX_V1_API_URL: api.url, ...env },
    });
    const exit = new Promise<number | null>((resolve) => void script.once("exit", resolve));
    const [out, err] = await Promise.all([text(script.stdout), text(script.stderr)]);
    return { code: await exit, out, err };
  }

  it("shows the values of both answers and what the relay makes of them, but no key", async () => {
    const id = api.addJob();
    const file = api.addFile(Buffer.from("video"));
    api.show(id, { kind: "completed", file, extra: file });
    const { code, out, err } = await check(["minimax-v1", "--job", id]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const line of [
      `MiniMax Hailuo recognises minimax-v1:${id} (possible), shown as`,
      "The status request: HTTP 200",
      '  status: "Success"',
      "The second request: HTTP 200",
      `  files: "${file}"`,
      '"phase": "completed"',
      `"url": "${file}"`,
    ])
      expect(out).toContain(line);
    expect(out).not.toContain(api.key);
  });

  it("says if the description does not know a status, or the API the job", async () => {
    const id = api.addJob();
    api.show(id, { kind: "running", word: "Dreaming" });
    const running = await check(["minimax-v1", "--job", id]);
    expect(running.out).toContain('does not know the status "Dreaming"');
    api.remove(id);
    const removed = await check(["minimax-v1", "--job", id]);
    expect(removed.out).toContain('"kind": "not-found"');
  });

  it("names what is missing or wrong in one line each, with code 2", async () => {
    const file = join(folder, "sources.yaml");
    await writeFile(file, "sources:\n  - name: Farm\n");
    const wrong = await check([file, "--job", "1"]);
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toContain(`${file}, line 2: sources.0.name is no name`);
    expect(await check(["minimax-v1", "--job", "no id"])).toMatchObject({
      code: 2,
      err: "--job is no id of a described API: see job.parts and job.links\n",
    });
    expect(
      await check(["minimax-v1", "--job", "361720188361"], { MINIMAX_API_KEY: "" }),
    ).toMatchObject({
      code: 2,
      err: "MINIMAX_API_KEY is missing: set it to the key\n",
    });
    expect(await check(["minimax-v1"])).toMatchObject({ code: 2 });
    expect((await check([join(folder, "none"), "--job", "1"])).code).toBe(2);
  });
});
