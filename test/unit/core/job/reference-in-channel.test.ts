import { expect, it } from "vitest";
import { nameInText, referenceInChannel } from "../../../../src/core/job/reference-in-channel.ts";

it.each([
  ["job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika", "an account's number"],
  ["user:1308-runwayml:abc", "an account's number at its beginning"],
  ["j1023141520123456789i-u12345-c1234567890123456789-bot:midjourney", "another form of one"],
  ["j1v-u1-email:example@gmail.com-task:1-bot:muse", "an e-mail address"],
  ["j1v-US:example%40gmail.com-bot:dreamina", "an encoded e-mail address"],
  ["j1v-email:ex…-bot:luma", "a shortened e-mail address"],
  ["123456/upscaler:0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11", "the number of an app's owner"],
  ["http://10.0.0.5:8188:0c9b6a3e", "the address of a server"],
  ["10.0.0.5:8188/0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11", "an address without a scheme"],
  ["[fd00::5]:8188/0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11", "an address of IPv6"],
  ["gpu.studio.example/comfy/0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11", "an address with a path"],
  ["renderbox/0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11", "the bare name of a server"],
  ["localhost/video_1", "this machine"],
  ["renderbox/video_68d7512d0784819b", "the bare name of another kind of server"],
])("names a job in a channel by its name there if its id %s has %s", (jobId) => {
  expect(referenceInChannel({ source: "useapi", jobId }, "021941022")).toBe("021941022");
});

it.each([
  "job-1",
  "fal-ai/pika:0c9b6a3e-5d9e-4a55-9d5c-6c1e0f3f9a11",
  "ufawqhfynnddngldkgtslldrkq",
  "cgt-20250101000000-abcde",
  "models/veo/operations/user-made",
  "text2video/831267841023",
  "video_68d7512d0784819b",
  "a-u-b",
])("names any other job by its source and its whole id: %s", (jobId) => {
  expect(referenceInChannel({ source: "fal", jobId }, "short")).toBe(`fal:${jobId}`);
});

it("replaces an id that is not for channels in a text, encoded or not", () => {
  const id = "user:1308-runwayml:abc";
  const text = `No ${id} at /tasks/${encodeURIComponent(id)}`;
  expect(nameInText(text, id, "abc")).toBe("No abc at /tasks/abc");
});

it("leaves a text about any other job as it is", () => {
  expect(nameInText("Unable to locate job job-1", "job-1", "x")).toBe("Unable to locate job job-1");
});
