import { expect, it } from "vitest";
import { afterPrefix, urlsIn } from "../../../../src/core/source/pasted-text.ts";

const URL_TEXT = "https://api.test/v1/jobs/?jobid=a%3A1&full=1";

it.each([
  [URL_TEXT],
  [`see ${URL_TEXT}.`],
  [`curl -H 'Authorization: Key abc' '${URL_TEXT}'`],
  [`curl \\\n  --url "${URL_TEXT}" \\\n  --header "Accept: */*"`],
  // Slack's clients make curly quotes of straight ones.
  [`curl “${URL_TEXT}”`],
  [`<${URL_TEXT}>`],
])("finds the link in %j", (text) => {
  expect(urlsIn(text).map(({ href }) => href)).toEqual([URL_TEXT]);
});

it("finds every link, and none where there is none", () => {
  expect(urlsIn("http://a.test/1, https://b.test/2").map(({ host }) => host)).toEqual([
    "a.test",
    "b.test",
  ]);
  expect(urlsIn("two words, http:// and ftp://c.test")).toEqual([]);
});

it("takes the id behind a source's name and a colon", () => {
  expect(afterPrefix("FAL:fal-ai/pika:1", "fal")).toBe("fal-ai/pika:1");
  expect(afterPrefix("fal:", "fal")).toBeUndefined();
  expect(afterPrefix("pika:1", "fal")).toBeUndefined();
});

it("reads a long text of signs in no time", () => {
  const startedAt = performance.now();
  expect(urlsIn(`https://a.test/${".".repeat(200_000)}x`)).toHaveLength(1);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
