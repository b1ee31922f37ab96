import { expect, it } from "vitest";
import { findJob, findMentionedJob } from "../../../../../src/adapters/slack/events/find-job.ts";

const JOB_ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

it.each([
  [`The answer was {"jobid": "${JOB_ID}", "status": "created"}`, JOB_ID],
  ['```{\n  "jobid" : "abc-123"\n}```', "abc-123"],
  ["{“jobid”: “abc-123”}", "abc-123"],
  ["jobid='abc-123'", "abc-123"],
  // The field says what is meant, whatever else looks like an id.
  [`Not job:other, but "jobid": "${JOB_ID}"`, JOB_ID],
  ['{"jobid": ""} job:1', "job:1"],
  [JOB_ID, JOB_ID],
  [`Look at ${JOB_ID}, please`, JOB_ID],
  [`Is it \`${JOB_ID}\`?`, JOB_ID],
  [`(${JOB_ID})`, JOB_ID],
  [`(see job:a(1))`, "job:a(1)"],
  [`*${JOB_ID}*`, JOB_ID],
  [`_*${JOB_ID}*_.`, JOB_ID],
  ["job:a_b_", "job:a_b_"],
  [`“${JOB_ID}”`, JOB_ID],
  [`${JOB_ID}…`, JOB_ID],
  [`これは${JOB_ID}です`, undefined],
  [`これは ${JOB_ID}。`, JOB_ID],
  ["job:a&amp;b", "job:a&b"],
  [`<https://example.com/x|${JOB_ID}>`, JOB_ID],
  ["<mailto:job:a@b.example|job:a@b.example>", "job:a@b.example"],
  ["job:1 and job:2", "job:1"],
  ["my-job:1", undefined],
  ["https://example.com/job:1", "https://example.com/job:1"],
  ["The <https://queue.fal.run/a/b/requests/c-1|video>", "https://queue.fal.run/a/b/requests/c-1"],
  ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
  ["<http://example.com/a|example.com/a>", "http://example.com/a"],
  ["<@U1> fal:fal-ai/pika:c-1, please", "fal:fal-ai/pika:c-1"],
  ["job: 1", undefined],
  ["job:...", undefined],
  ["Nothing here <@U1> <#C1|general> &lt;x&gt;", undefined],
  ["", undefined],
])("finds in %j the job %j", (text, job) => {
  expect(findJob(text)).toBe(job);
});

it.each([
  ["<@UBOT> abc-123", "abc-123"],
  ["<@UBOT|pika-relay>: abc-123, please", "abc-123"],
  ["hello <@U2>, ask <@UBOT> `abc-123`.", "abc-123"],
  ["<@UBOT> “abc-123”", "abc-123"],
  ["<@UBOT> a&amp;b", "a&b"],
  ["<@UBOT> follow <https://example.com/c-1>", "https://example.com/c-1"],
  ["<@UBOT> <https://example.com/c-1>, please", "https://example.com/c-1"],
  // The first word looks like an id, so it is meant.
  ["<@UBOT> abc-123 for <https://example.com/c-1>", "abc-123"],
  ["<https://example.com/c-1> <@UBOT> thanks", "https://example.com/c-1"],
  [`<@UBOT> follow ${JOB_ID} now`, JOB_ID],
  [`${JOB_ID} <@UBOT>`, JOB_ID],
  ["abc-123 <@UBOT>", undefined],
  ["<@UBOT>", undefined],
  ["<@UBOT> ?", undefined],
  ["<@U2> abc-123", undefined],
])("finds in the mention %j the job %j", (text, job) => {
  expect(findMentionedJob(text, "UBOT")).toBe(job);
});

it("treats the first mention as the bot's if the bot does not know its own id", () => {
  expect(findMentionedJob("<@UBOT> abc-123", undefined)).toBe("abc-123");
});

it("is quick on long texts", () => {
  const startedAt = performance.now();
  for (const part of ["job:", '"jobid":"', "*_~", "<@UBOT> ", "(", ").", "<|"])
    findMentionedJob(part.repeat(20_000), "UBOT");
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
