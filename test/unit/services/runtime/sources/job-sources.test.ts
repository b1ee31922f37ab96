import { describe, expect, it } from "vitest";
import { falDefinition } from "../../../../../src/adapters/fal/definition.ts";
import { pikaDefinition } from "../../../../../src/adapters/pika/definition.ts";
import { replicateDefinition } from "../../../../../src/adapters/replicate/definition.ts";
import type { RecognisedJob } from "../../../../../src/core/job/job-reference.ts";
import { scheduleOf } from "../../../../../src/core/job/poll-schedule.ts";
import { GuardedJobSource } from "../../../../../src/services/runtime/sources/guarded-job-source.ts";
import { JobSources } from "../../../../../src/services/runtime/sources/job-sources.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { FakeJobSource } from "../../../../support/fakes/fake-job-source.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { USUAL_POLL } from "../../../../support/limits.ts";

const UUID = "c0ffee00-0000-4000-8000-000000000001";
const REPLICATE_ID = "ufawqhfynnddngldkgtslldrkq";
const FAL_ID = `fal-ai/pika:${UUID}`;
const FAL_LINK = `https://queue.fal.run/fal-ai/pika/requests/${UUID}`;

type Definition = typeof falDefinition;

/** The job APIs of these definitions, as far as they recognise texts. */
function sourcesOf(enabled: readonly Definition[], disabled: readonly Definition[] = []) {
  const guarded = enabled.map(({ name, displayName, recognise }) => {
    const api = Object.assign(new FakeJobSource(name, displayName), { recognise });
    const log = createFakeLogger();
    return new GuardedJobSource({
      api,
      schedule: scheduleOf(USUAL_POLL, 0),
      clock: new FakeClock(),
      log,
      maxPerSecond: 1,
      offersRetry: false,
    });
  });
  return new JobSources(guarded, async () =>
    disabled.map((each) => ({ ...each, variables: [each.variables[0].name] })),
  );
}

const ids = (jobs: readonly RecognisedJob[]): string[] =>
  jobs.map(({ source, jobId }) => `${source} ${jobId}`);

describe("a text of several words", () => {
  const sources = sourcesOf([pikaDefinition, falDefinition, replicateDefinition]);

  it.each([
    ["a link", `See ${FAL_LINK}, please`, [`fal ${FAL_ID}`]],
    [
      "a link of which each form names the same job",
      `${FAL_LINK} ${FAL_LINK}/status fal:${FAL_ID}`,
      [`fal ${FAL_ID}`],
    ],
    ["a word behind a source's name", `follow fal:${FAL_ID} and tell me`, [`fal ${FAL_ID}`]],
    [
      "the id in an API's answer",
      `{"id": "${REPLICATE_ID}", "status": "starting"}`,
      [`pika ${REPLICATE_ID}`, `replicate ${REPLICATE_ID}`],
    ],
    ["a link and an id that others may know", `${FAL_LINK} ${UUID}`, [`fal ${FAL_ID}`]],
    [
      "two jobs",
      `${FAL_LINK} replicate:${REPLICATE_ID}`,
      [`fal ${FAL_ID}`, `replicate ${REPLICATE_ID}`],
    ],
  ])("means the job of %s", (_what, text, jobs) => {
    expect(ids(sources.recognise(text))).toEqual(jobs);
  });

  it("means the first job of several links of the same API", () => {
    const other = FAL_LINK.replace("c0ffee00", "c0ffee11");
    expect(ids(sources.recognise(`${FAL_LINK} and ${other}`))).toEqual([`fal ${FAL_ID}`]);
  });

  it.each(["Good morning", "note:this-1234 is it", `curl -H "Authorization: Bearer ${UUID}" x`])(
    "means none if it names none: %j",
    (text) => {
      expect(sources.recognise(text)).toEqual([]);
    },
  );
});

it("finds the disabled source of a word", async () => {
  const sources = sourcesOf([pikaDefinition], [falDefinition]);
  const found = await sources.disabledFor(`follow fal:${FAL_ID} and tell me`);
  expect(found?.variables).toEqual(["FAL_KEY"]);
  expect(await sources.disabledFor("follow that")).toBeUndefined();
});

it("loads the disabled sources once one is looked for, and again only if that failed", async () => {
  let loaded = 0;
  const sources = new JobSources([], async () => {
    loaded += 1;
    if (loaded === 1) throw new Error("EMFILE: too many open files");
    return [{ ...falDefinition, variables: ["FAL_KEY"] }];
  });
  expect(sources.recognise(`fal:${FAL_ID}`)).toEqual([]);
  expect(loaded).toBe(0);
  expect(await sources.disabledFor(`fal:${FAL_ID}`)).toBeUndefined();
  expect(await sources.disabledFor(`fal:${FAL_ID}`)).toMatchObject({ name: "fal" });
  expect(await sources.disabledFor(`fal:${FAL_ID}`)).toMatchObject({ name: "fal" });
  expect(loaded).toBe(2);
});
