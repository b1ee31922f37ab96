import { expect, it } from "vitest";
import { jobTextsIn } from "../../../../../src/core/source/words/job-texts.ts";

const UUID = "c0ffee00-0000-4000-8000-000000000001";
const LINK = `https://queue.fal.run/fal-ai/pika/requests/${UUID}/status`;

it.each([
  ["spaces", `${UUID} job-2  fal:a`, [UUID, "job-2", "fal:a"]],
  ["line breaks", "job-1\njob-2\r\njob-3\n", ["job-1", "job-2", "job-3"]],
  ["commas", "job-1, job-2,job-3", ["job-1", "job-2", "job-3"]],
  ["Japanese commas", "job-1、job-2，job-3", ["job-1", "job-2", "job-3"]],
  ["bullets", `- job-1\n- ${LINK}`, ["job-1", LINK]],
  ["numbers", "1. job-1\n2) job-2", ["job-1", "job-2"]],
  ["links", `${LINK},${LINK}?a=1,2 ${UUID}`, [LINK, `${LINK}?a=1,2`, UUID]],
  ["links in angle brackets", `<${LINK}> <fal:a>`, [LINK, "fal:a"]],
  ["keys in links", `${LINK}?token=1 ${LINK}?key=2`, [`${LINK}?token=1`, `${LINK}?key=2`]],
  ["backticks", "`job-1` `job-2`", ["job-1", "job-2"]],
])("finds the jobs of a list with %s", (_what, text, jobs) => {
  expect(jobTextsIn(text)).toEqual(jobs);
});

it("leaves words in a list that are no jobs, so that the person is told of them", () => {
  expect(jobTextsIn("job-1 nonsense job-2")).toEqual(["job-1", "nonsense", "job-2"]);
  expect(jobTextsIn("job-1, nonsense")).toEqual(["job-1", "nonsense"]);
});

it("has each word once", () => {
  expect(jobTextsIn("job-1 job-2 job-1")).toEqual(["job-1", "job-2"]);
  expect(jobTextsIn("job-1 job-1")).toEqual(["job-1"]);
});

it.each([
  ["an id", UUID],
  ["an id with commas", "a,b"],
  ["a link with commas", `${LINK}?ids=job-1,job-2`],
  ["a list of one", "job-1,"],
  ["words", "two words"],
  ["words in lines", "two\nwords"],
  ["a sentence with a link", `The teaser is ${LINK}, have a look`],
  ["a sentence with two links", `The old one was ${LINK} and now we have ${LINK}2`],
  ["a line of curl", `curl -H 'Authorization: Key k-1' ${LINK} ${LINK}2`],
  ["a line of curl in several lines", `curl ${LINK} \\\n  --header Authorization:k-1`],
  ["an answer", `{"id": "${UUID}", "status_url": "${LINK}"}`],
  ["an answer without spaces", `{"id":"${UUID}","status_url":"${LINK}"}`],
  // Every API that takes any id for its own was asked for the key.
  ["a header of a request", `Authorization: Bearer ${UUID}2 ${LINK}`],
  ["a header in a line of its own", `X-API-Key: 0123456789abcdef\n${LINK}`],
  ["a scheme without its header", `Bearer ${UUID}\n${LINK}`],
  ["a key of fal", `Key ${UUID}:${"0123456789abcdef".repeat(2)} ${LINK}`],
  ["a password", `password: hunter2hunter2 ${LINK}`],
  ["fields of an answer", `request_id: ${UUID}\nstatus_url: ${LINK}`],
  ["assignments", `request_id=${UUID} status_url=${LINK}`],
  ["an answer with curly quotes", `“id”: “${UUID}”, “status_url”: “${LINK}”`],
])("takes %s as a whole", (_what, text) => {
  expect(jobTextsIn(text)).toEqual([text]);
});
