import { describe, expect, it } from "vitest";
import { UnchangedAnswers } from "../../../../src/adapters/undici/unchanged-answers.ts";

interface Read {
  readonly kind: string;
  readonly text: string;
}

/** Reads bodies as they are, and counts how often. */
function start(kind = "job") {
  const answers = new UnchangedAnswers();
  let times = 0;
  const read = (key: string, body: string): Read =>
    answers.read(key, Buffer.from(body), {
      read: () => {
        times += 1;
        return { kind, text: body };
      },
      isRepeatable: () => true,
    });
  return { read, times: () => times };
}

describe("answers to polls", () => {
  it("are read once while their bytes stay the same", () => {
    const { read, times } = start();
    const first = read("a", "running");
    expect(read("a", "running")).toBe(first);
    expect(times()).toBe(1);
  });

  it("are read again once a byte has changed, also back", () => {
    const { read, times } = start();
    read("a", '{"percent":4}');
    expect(read("a", '{"percent":5}').text).toBe('{"percent":5}');
    expect(read("a", '{"percent":4}').text).toBe('{"percent":4}');
    expect(times()).toBe(3);
  });

  it("are those of one query", () => {
    const { read } = start();
    const first = read("a", "running");
    expect(read("b", "running")).not.toBe(first);
    expect(read("a", "running")).toBe(first);
  });

  it("are always read if they have no job", () => {
    const { read, times } = start("not-understood");
    read("a", "{}");
    read("a", "{}");
    expect(times()).toBe(2);
  });

  it("are forgotten beyond 16 MiB, the oldest first", () => {
    const { read, times } = start();
    const body = "x".repeat(1_048_576);
    for (let index = 0; index < 17; index += 1) read(`job ${index}`, body);
    read("job 16", body);
    expect(times()).toBe(17);
    read("job 0", body);
    expect(times()).toBe(18);
  });

  // 16,384 results took 20 MB, and none of them was ever returned again.
  it("are not remembered for a while if there are so many that none comes again in time", () => {
    const { read, times } = start();
    const readAll = (): number => {
      const before = times();
      for (let index = 0; index < 20_000; index += 1) read(`job ${index}`, "running");
      return times() - before;
    };
    expect(readAll()).toBe(20_000);
    read("job 0", "running");
    read("job 0", "running");
    expect(times()).toBe(20_002);
    for (let round = 0; round < 3; round += 1) readAll();
    // The others have ended.
    const before = times();
    for (let index = 0; index < 4_000; index += 1) read("job 0", "running");
    expect(times() - before).toBeLessThan(2_000);
  });

  it("stay remembered while new ones come", () => {
    const { read, times } = start();
    for (let index = 0; index < 20_000; index += 1) {
      read(`job ${index}`, "running");
      read("job", "running");
    }
    expect(times()).toBe(20_001);
  });
});
