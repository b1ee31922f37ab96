import { describe, expect, it, test } from "vitest";
import { comfyDefinition } from "../../../../src/adapters/comfy/definition.ts";
import { recogniseComfy } from "../../../../src/adapters/comfy/recognise.ts";
import { startSource } from "./start-comfy.ts";

const UUID = "7f3d2c1b-9a8e-4d6f-b012-3c4d5e6f7a8b";
const GPU = "192.168.1.20:8188";
const CLOUD = "cloud.comfy.org";
const MOUNTED = "gate.test/deployment/dep-1";
const SERVERS = [GPU, CLOUD, MOUNTED];
const recognise = (text: string) =>
  recogniseComfy(text, SERVERS).map(({ jobId, certainty }) => `${certainty} ${jobId}`);

describe("a text that names a server of the list is certain", () => {
  test.each([
    [`http://${GPU}/history/${UUID}`, GPU],
    [`http://${GPU}/api/history/${UUID}`, GPU],
    [`https://${CLOUD}/api/v2/jobs/${UUID}`, CLOUD],
    [`https://${CLOUD}/api/v2/jobs/${UUID}/cancel`, CLOUD],
    [`see https://${CLOUD}/api/v2/jobs/${UUID.toUpperCase()}.`, CLOUD],
    [`https://${MOUNTED}/api/v2/jobs/${UUID}?x=1`, MOUNTED],
    [`curl -H 'Authorization: Bearer abc' https://${CLOUD}/api/v2/jobs/${UUID}`, CLOUD],
    [`comfy:${GPU}/${UUID}`, GPU],
    [`Comfy:http://${GPU}/${UUID}`, GPU],
    [`comfy:http://${GPU}/history/${UUID}`, GPU],
    [`${MOUNTED}/${UUID}`, MOUNTED],
    [`http://${GPU}/${UUID}`, GPU],
  ])("%s", (text, server) => {
    expect(recognise(text)).toEqual([`certain ${server}/${UUID}`]);
  });
});

const onEach = (certainty: string): string[] =>
  SERVERS.map((server) => `${certainty} ${server}/${UUID}`);

it("may be a job on each server if the text names none of them", () => {
  expect(recognise(UUID)).toEqual(onEach("possible"));
  expect(recognise(UUID.toUpperCase())).toEqual(onEach("possible"));
  // The same server has other names for other people.
  expect(recognise(`http://localhost:8188/history/${UUID}`)).toEqual(onEach("possible"));
});

it("is a job of ComfyUI for certain after its name, on whichever server", () => {
  expect(recognise(`comfy:${UUID}`)).toEqual(onEach("certain"));
  expect(recognise(`comfy:moved.test:8188/${UUID}`)).toEqual(onEach("certain"));
});

test.each([
  "",
  "comfy:",
  "comfy:job",
  `fal:fal-ai/pika:${UUID}`,
  `fal-ai/pika/${UUID}`,
  `https://queue.fal.run/fal-ai/pika/requests/${UUID}/status`,
  `https://${CLOUD}/api/v2/assets/${UUID}`,
  `http://${GPU}/queue`,
  `http://${GPU}/view?filename=${UUID}`,
  `${UUID} and more`,
  `comfy:two words/${UUID}`,
])("%s is no job here", (text) => {
  expect(recognise(text)).toEqual([]);
});

const certain = (text: string) =>
  [comfyDefinition.recognise(text) ?? []].flat().some((each) => each.certainty === "certain");

it("is a job of ComfyUI for certain if it is switched off, unless it is a mere UUID", () => {
  expect(certain(`https://${CLOUD}/api/v2/jobs/${UUID}`)).toBe(true);
  expect(certain(`http://localhost:8188/history/${UUID}`)).toBe(true);
  expect(certain(`comfy:${UUID}`)).toBe(true);
  expect(certain(UUID)).toBe(false);
  expect(certain(`fal-ai/pika/${UUID}`)).toBe(false);
});

it("shows a part of the UUID in channels, and nothing of the server", () => {
  const source = startSource(`http://${GPU}`);
  expect(source.toPublicId(`${GPU}/${UUID}`)).toBe("7f3d2c1b");
  expect(source.recognise(UUID)).toEqual([
    { source: "comfy", jobId: `${GPU}/${UUID}`, certainty: "possible" },
  ]);
});
