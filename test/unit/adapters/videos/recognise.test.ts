import { describe, expect, it } from "vitest";
import { recogniseVideo } from "../../../../src/adapters/videos/recognise.ts";
import { OPENROUTER, TOGETHER, VIDEOS } from "../../../../src/adapters/videos/video-api.ts";

const HOST = "videos.example:8080";
const ID = "video_68f7a9c0";
const JOB = `${HOST}/${ID}`;
const UUID = "019a0068-794a-7213-90f6-cc4eb62e3da7";

describe("a text as a job of an API that can be on any host", () => {
  it.each([
    ["a link to it", `https://${HOST}/v1/videos/${ID}`],
    ["a link under another path", `http://${HOST}/team/v1/videos/${ID}/`],
    ["a link to its file", `https://${HOST}/v1/videos/${ID}/content?variant=video`],
    ["a line of curl", `curl "https://${HOST}/v1/videos/${ID}" -H "Authorization: Bearer x"`],
    ["an id after the name", `videos:${ID}`],
    ["a host and an id after the name", `Videos:${JOB}`],
    ["a link after the name", `videos:https://${HOST}/v1/videos/${ID}`],
  ])("is certain if it is %s", (_what, text) => {
    expect(recogniseVideo(text, VIDEOS, HOST)).toEqual({
      source: "videos",
      jobId: JOB,
      certainty: "certain",
    });
  });

  it("is possible if it has the form of OpenAI's ids", () => {
    expect(recogniseVideo(ID, VIDEOS, HOST)).toEqual({
      source: "videos",
      jobId: JOB,
      certainty: "possible",
    });
  });

  it("keeps an id's own signs", () => {
    const link = `https://${HOST}/v1/videos/video_a%3D%3D`;
    expect(recogniseVideo(link, VIDEOS, HOST)?.jobId).toBe(`${HOST}/video_a==`);
  });

  it.each([
    ["a link to another host", `https://other.example/v1/videos/${ID}`],
    ["a link to another port", `https://videos.example/v1/videos/${ID}`],
    ["another host after the name", `videos:other.example/${ID}`],
    ["a link to another host after the name", `videos:https://other.example/v1/videos/${ID}`],
    ["an id of another form", "abc"],
    ["no id", "videos:"],
    ["a path", "videos:.."],
    ["an e-mail address", "videos:a@example.test"],
    ["an id that is too long", `videos:${"x".repeat(256)}`],
    ["a list of models", `https://${HOST}/v1/videos/models`],
    ["a broken encoding", `https://${HOST}/v1/videos/%E0%A4%A`],
    ["a slash in the id", `https://${HOST}/v1/videos/a%2Fb`],
  ])("is none if it is %s", (_what, text) => {
    expect(recogniseVideo(text, VIDEOS, HOST)).toBeUndefined();
  });

  it("is certain after the name even if no host is set, so that the variable can be named", () => {
    expect(recogniseVideo(`videos:${ID}`, VIDEOS)?.certainty).toBe("certain");
    expect(recogniseVideo(`https://${HOST}/v1/videos/${ID}`, VIDEOS)).toBeUndefined();
  });
});

describe("a text as a job of an API with one host", () => {
  it("is asked for at the address that is set, whether it names that or the public one", () => {
    for (const host of ["openrouter.ai", HOST]) {
      const link = `https://${host}/api/v1/videos/job-abc123`;
      expect(recogniseVideo(link, OPENROUTER, HOST)).toEqual({
        source: "openrouter",
        jobId: "job-abc123",
        certainty: "certain",
      });
    }
  });

  it.each([
    ["an id of the API's own form", "gen-vid-1764158400-a1B2c3D4e5F6g7H8i9J0", "certain"],
    ["an id like those in its documents", "job-abc123", "possible"],
    ["the path in its answers", "/api/v1/videos/job-abc123", "certain"],
  ])("%s is OpenRouter's", (_what, text, certainty) => {
    expect(recogniseVideo(text, OPENROUTER)?.certainty).toBe(certainty);
  });

  it("a UUID of version 7 may be Together AI's", () => {
    expect(recogniseVideo(UUID, TOGETHER)?.certainty).toBe("possible");
    expect(recogniseVideo("c0ffee00-0000-4000-8000-000000000001", TOGETHER)).toBeUndefined();
  });

  it("the path in an answer of another API is not OpenRouter's", () => {
    const link = "https://other.example/api/v1/videos/job-abc123";
    expect(recogniseVideo(link, OPENROUTER)).toBeUndefined();
  });
});
