import { describe, expect, it } from "vitest";
import { recogniseUseapi } from "../../../../src/adapters/useapi/recognise.ts";

const UUID = "4aa24347-8099-4624-80ec-fb758db74419";
const EMAIL = "ann@example.com";
const API = "https://api.useapi.net";
const MIDJOURNEY = "j1023141520123456789i-u12345-c1234567890123456789-bot:midjourney";

const OWN_IDS: readonly (readonly [service: string, id: string])[] = [
  ["midjourney", MIDJOURNEY],
  ["midjourney-v2", "job:20241218021941022-user:1308-channel:1316232391072944131-bot:midjourney"],
  ["dreamina", `j0223140530123456789v-u12345-US:${EMAIL}:dreamina`],
  ["dreamina-images", `j0302140530123456789i-u12345-CA:${EMAIL}:dreamina`],
  ["google-flow", "j1731859234567v-u12345-email:jo***@gmail.com-bot:google-flow"],
  ["google-vids", `user:12345-my-name@example.com-job:${UUID}`],
  ["google-vids", "j1731859234567v-u12345-email:a@example.com-bot:google-vids"],
  ["luma", `j0326140530123456789v-u12345-email:${EMAIL}:${UUID}-bot:luma`],
  ["runwayml", `user:12345-runwayml:${EMAIL}-task:${UUID}`],
  ["minimax", `user:12345-minimax:${EMAIL}-video:301234567890`],
  ["pixverse", `user:12345-pixverse:${EMAIL}-video:112233445566`],
];

describe("a text as a job of useapi.net", () => {
  it.each(OWN_IDS)("is certain if it is an id of %s", (service, id) => {
    const job = { source: "useapi", jobId: `${service}:${id}`, certainty: "certain" };
    expect(recogniseUseapi(id)).toEqual(job);
    expect(recogniseUseapi(`useapi:${id}`)).toEqual(job);
    expect(recogniseUseapi(`USEAPI:${service}:${id}`)).toEqual(job);
  });

  it.each([
    [`${API}/v3/midjourney/jobs/${encodeURIComponent(MIDJOURNEY)}`, `midjourney:${MIDJOURNEY}`],
    [`${API}/v2/jobs/?jobid=x-bot:midjourney`, "midjourney-v2:x-bot:midjourney"],
    [`${API}/v2/jobs?jobid=x`, "midjourney-v2:x"],
    [
      `${API}/v1/faceswap/jobs/?jobid=${encodeURIComponent("job:1-user:2")}`,
      "faceswap:job:1-user:2",
    ],
    [`${API}/v1/dreamina/videos/j1v`, "dreamina:j1v"],
    [`${API}/v1/dreamina/images/j1i/`, "dreamina-images:j1i"],
    [`${API}/v1/google-flow/jobs/j1`, "google-flow:j1"],
    [`${API}/v1/luma/jobs/j1?x=1`, "luma:j1"],
    [`${API}/v1/kling/tasks/12?email=ann%40example.com`, `kling:${EMAIL}:12`],
    [`${API}/v1/kling/tasks/12?email=`, "kling:12"],
    [`<${API}/v1/minimax/videos/1>`, "minimax:1"],
    [`see ${API}/v2/pixverse/videos/1.`, "pixverse:1"],
    [`curl "${API}/v1/luma/jobs/j1" -H "Authorization: Bearer secret"`, "luma:j1"],
    ["https://proxy.example/useapi/v1/luma/jobs/j1", "luma:j1"],
  ])("is certain if it has the link %s", (text, jobId) => {
    expect(recogniseUseapi(text, "proxy.example")).toMatchObject({ jobId, certainty: "certain" });
  });

  it.each([
    "",
    "useapi:",
    "useapi:unknown:1",
    "useapi:kling:",
    "useapi:12345",
    "123456789",
    UUID,
    "job:20241218021941022-user:1308-channel:131-bot:pika",
    "useapi:job:20241218021941022-user:1308-channel:131-bot:pika",
    `${API}/v1/pika/jobs/?jobid=job:1-bot:pika`,
    `${API}/v1/luma/jobs`,
    `${API}/v1/luma/jobs/`,
    `${API}/v1/luma/jobs/a/b`,
    `${API}/v2/jobs/`,
    `${API}/v1/luma/jobs/%E0%A4%A`,
    `${API}/v1/luma/jobs/two%20words`,
    "https://elsewhere.example/v1/luma/jobs/j1",
    `https://api.useapi.net.evil.example/v1/luma/jobs/j1`,
    `useapi:luma:${"x".repeat(300)}`,
    `my job ${MIDJOURNEY}`,
  ])("is none: %s", (text) => {
    expect(recogniseUseapi(text, "proxy.example")).toBeUndefined();
  });
});
