import { describe, expect, it } from "vitest";
import { channelSpan, code } from "../../src/core/message.ts";
import { localized } from "../../src/messages/translator.ts";
import { pattern, said, sentence } from "./sentence.ts";

describe("a catalogue sentence in a test", () => {
  it("has the relay's words and the given values", () => {
    expect(said("list.waiting", { jobs: "1 job" })).toBe("*This channel follows 1 job.*");
    expect(said("follow.already-you", { job: code("job-1") })).toContain("following job `job-1`");
  });

  it("can be in another language and a platform's terms", () => {
    const place = { channel: channelSpan("C1") };
    expect(said("share.person", place, { locale: "de" })).not.toBe(said("share.person", place));
    const terms = { locale: "de", platform: "slack" } as const;
    expect(said("answer.needs-manage", {}, terms)).toContain("Channel");
  });

  it("throws if a value is missing", () => {
    expect(() => said("retry.started")).toThrow("retry.started needs job");
  });

  it("matches in every markup, and no other sentence does", () => {
    const full = sentence("list.waiting", { jobs: "2 jobs" });
    for (const marks of ["", "*", "**"])
      expect(`${marks}This channel follows 2 jobs.${marks}`).toMatch(full);
    expect("*This channel follows 3 jobs.*").not.toMatch(full);
    expect("*This channel follows 3 jobs.*").toMatch(sentence("list.waiting"));
    expect("*This channel follows*").not.toMatch(sentence("list.waiting"));
    const none = said("list.waiting-none", { command: code("/pika-status") });
    expect(none).toMatch(sentence("list.waiting-none"));
    expect(none).not.toMatch(sentence("list.waiting"));
  });

  it("matches around a value that cannot be emphasised", () => {
    const problem = localized("access.archived");
    const text = said("share.bot", { channel: channelSpan("C2"), problem });
    expect(text).toMatch(sentence("share.bot", { channel: channelSpan("C2"), problem }));
    expect(text).toMatch(sentence("share.bot"));
    expect(text).not.toMatch(sentence("share.bot", { channel: channelSpan("C3") }));
    expect(text).not.toMatch(sentence("share.person"));
  });

  it("can be part of a pattern", () => {
    const both = pattern`^${said("jobid.missing")}\n${sentence("jobid.example")}$`;
    const example = said("jobid.example", { example: code("job:1") });
    expect(`${said("jobid.missing")}\n${example}`).toMatch(both);
    expect(`${example}\n${said("jobid.missing")}`).not.toMatch(both);
  });
});
