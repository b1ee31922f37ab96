import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaFile } from "../../../../src/core/ports/media.ts";
import { createWorkshop, decode, programs, toMediaFile, type Workshop } from "./workshop.ts";

const MAX_BYTES = 200_000;
const SAMPLE = new URL("../../../../sandbox/assets/sample.mp4", import.meta.url);
const file = await toMediaFile(fileURLToPath(SAMPLE));

let workshop: Workshop;
beforeEach(async () => {
  workshop = await createWorkshop();
});
afterEach(async () => {
  await workshop.assertNothingLeft();
  await workshop[Symbol.asyncDispose]();
});

const path = (name: string): string => join(workshop.directory, name);
/** A script's line that adds one to a file of the directory. */
const note = (name: string, text: string): string =>
  `fs.appendFileSync(${JSON.stringify(path(name))}, ${text} + "\\n");\n`;
const noted = async (name: string): Promise<string[]> =>
  (await readFile(path(name), "utf8")).trimEnd().split("\n");
const failure = (): unknown => workshop.log.of("media.shrink_failed").at(-1)?.["err"];

/** A zombie, which only waits for somebody to take note of its end, runs no more. */
const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

/** A program that says who it is, and who its child is, and lets nobody but SIGKILL end it. */
const hangs = (): string => `
  const { spawn } = require("node:child_process");
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  ${note("pids", "process.pid + ' ' + child.pid")}
  setInterval(() => {}, 1000);
`;

async function hanging(): Promise<number[]> {
  await vi.waitFor(() => expect(existsSync(path("pids"))).toBe(true), 10_000);
  return (await noted("pids")).at(-1)!.split(" ").map(Number);
}

describe.each(["ffmpeg", "ffprobe"] as const)("%s", (name) => {
  async function shrinkWith(
    script: string,
    options: { deadlineMs?: number; signal?: AbortSignal } = {},
  ): Promise<MediaFile | undefined> {
    const { signal, ...rest } = options;
    const fake = await workshop.fakeProgram(name, script);
    const transcoder = workshop.transcoder({ programs: { [name]: fake }, ...rest });
    return transcoder.shrink({ file, maxBytes: MAX_BYTES, ...(signal && { signal }) });
  }

  it("that hangs is killed with all its children when the caller gives up", async () => {
    const caller = new AbortController();
    const shrunk = shrinkWith(hangs(), { signal: caller.signal });
    const pids = await hanging();
    expect(pids.map(isRunning)).toEqual([true, true]);
    const reason = new Error("the relay stops");
    caller.abort(reason);
    await expect(shrunk).rejects.toBe(reason);
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]));
    expect(workshop.log.lines).toEqual([]);
  });

  it("that hangs is killed at the deadline, and makes no copy", async () => {
    expect(await shrinkWith(hangs(), { deadlineMs: 1_000 })).toBeUndefined();
    expect(workshop.log.of("media.shrink_failed")).toHaveLength(1);
  });

  it("that fails makes no copy, and its error is in the log, shortened", async () => {
    const script = `fs.writeSync(2, "no such luck " + "x".repeat(1e6)); process.exit(3);`;
    expect(await shrinkWith(script)).toBeUndefined();
    const { message } = failure() as Error;
    expect(message).toContain("exit code 3: no such luck xxx");
    expect(message.length).toBeLessThan(1_500);
  });

  it("that crashes makes no copy", async () => {
    expect(await shrinkWith(`process.kill(process.pid, "SIGSEGV");`)).toBeUndefined();
    expect(failure()).toMatchObject({ code: "program_failed" });
  });

  it("that prints endless nonsense makes no copy", async () => {
    const script = `for (let i = 0; i < 100; i += 1) fs.writeSync(1, "{".repeat(1e5));`;
    expect(await shrinkWith(script)).toBeUndefined();
  });

  it("that was removed after the start makes no copy", async () => {
    const gone = workshop.transcoder({ programs: { [name]: path("gone") } });
    expect(await gone.shrink({ file, maxBytes: MAX_BYTES })).toBeUndefined();
    expect(failure()).toMatchObject({ code: "program_failed" });
  });

  it("gets no environment, and runs at the lowest priority", async () => {
    process.env["CANARY_TOKEN"] = "canary-5f2c";
    const script = `${note("seen", "JSON.stringify([process.env, os.getPriority()])")} process.exit(1);`;
    await shrinkWith(`const os = require("node:os");\n${script}`);
    delete process.env["CANARY_TOKEN"];
    const [seen = ""] = await noted("seen");
    expect(JSON.parse(seen)).toEqual([{}, 19]);
  });
});

describe("an ffmpeg", () => {
  it("whose copy is too large runs once more for a smaller one", async () => {
    const fake = await workshop.fakeProgram(
      "ffmpeg",
      `
      const { spawnSync } = require("node:child_process");
      const args = process.argv.slice(2);
      const isFirst = !fs.existsSync(${JSON.stringify(path("rates"))});
      ${note("rates", 'args[args.indexOf("-maxrate") + 1]')}
      if (isFirst) fs.writeSync(4, Buffer.alloc(${MAX_BYTES + 1}));
      else spawnSync(${JSON.stringify(programs.ffmpeg)}, args, { stdio: [0, 1, 2, 3, 4] });
      `,
    );
    const transcoder = workshop.transcoder({ programs: { ffmpeg: fake } });
    const copy = (await transcoder.shrink({ file, maxBytes: MAX_BYTES }))!;
    const [first, second] = (await noted("rates")).map(Number);
    expect(second).toBeLessThan(first! * 0.75);
    expect(await decode(copy, workshop)).toMatchObject({ codec_name: "h264", seconds: 3 });
    await copy.dispose();
  });

  it.each([
    ["too much each time", `fs.writeSync(4, Buffer.alloc(${MAX_BYTES + 1}));`, 2],
    ["nothing", "", 1],
    ["something else", 'fs.writeSync(4, Buffer.from("no video"));', 1],
  ])("that writes %s makes no copy", async (_name, script, attempts) => {
    const fake = await workshop.fakeProgram("ffmpeg", note("calls", "''") + script);
    const transcoder = workshop.transcoder({ programs: { ffmpeg: fake } });
    expect(await transcoder.shrink({ file, maxBytes: MAX_BYTES })).toBeUndefined();
    expect((await readFile(path("calls"), "utf8")).length).toBe(attempts);
  });
});

describe("several at once", () => {
  it("take turns, in their order", async () => {
    const script = `
      ${note("turns", "'begins'")}
      setTimeout(() => { ${note("turns", "'ends'")} process.exit(1); }, 50);
    `;
    const transcoder = workshop.transcoder({
      programs: { ffprobe: await workshop.fakeProgram("ffprobe", script) },
    });
    const ended: number[] = [];
    await Promise.all(
      [0, 1, 2].map(async (index) => {
        await transcoder.shrink({ file, maxBytes: MAX_BYTES });
        ended.push(index);
      }),
    );
    expect(ended).toEqual([0, 1, 2]);
    const turn = ["begins", "ends"];
    expect(await noted("turns")).toEqual([...turn, ...turn, ...turn]);
  });

  it("do not wait for one that leaves the queue, and keep their order", async () => {
    const fake = await workshop.fakeProgram("ffprobe", hangs());
    const transcoder = workshop.transcoder({ programs: { ffprobe: fake } });
    const [first, second, third] = [0, 1, 2].map(() => new AbortController());
    const ask = (caller: AbortController): Promise<unknown> =>
      transcoder.shrink({ file, maxBytes: MAX_BYTES, signal: caller.signal }).catch(String);
    const answers = [ask(first!), ask(second!), ask(third!)];
    await hanging();
    second!.abort("second");
    expect(await answers[1]).toBe("second");
    expect(await noted("pids")).toHaveLength(1);
    first!.abort("first");
    expect(await answers[0]).toBe("first");
    await vi.waitFor(async () => expect(await noted("pids")).toHaveLength(2), 10_000);
    third!.abort("third");
    expect(await answers[2]).toBe("third");
  });

  it("are refused if twenty are waiting", async () => {
    const fake = await workshop.fakeProgram("ffprobe", hangs());
    const transcoder = workshop.transcoder({ programs: { ffprobe: fake } });
    const caller = new AbortController();
    const ask = (): Promise<unknown> =>
      transcoder.shrink({ file, maxBytes: MAX_BYTES, signal: caller.signal }).catch(String);
    const answers = Array.from({ length: 21 }, ask);
    expect(await ask()).toBeUndefined();
    expect(failure()).toMatchObject({ code: "queue_full" });
    caller.abort("stop");
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["stop"]));
  });
});

describe("a file", () => {
  it("that cannot be read or stored makes no copy", async () => {
    const lost = {
      ...file,
      open: () => {
        throw new Error("disposed of");
      },
    };
    expect(await workshop.transcoder().shrink({ file: lost, maxBytes: MAX_BYTES })).toBeUndefined();
    expect(failure()).toMatchObject({ message: "disposed of" });
  });

  it("is not read if the caller has already given up", async () => {
    const signal = AbortSignal.abort("too late");
    const shrunk = workshop.transcoder().shrink({ file, maxBytes: MAX_BYTES, signal });
    await expect(shrunk).rejects.toBe("too late");
  });
});
