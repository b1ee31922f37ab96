import { fetch, FormData, Response } from "undici";
import { afterEach, expect, it } from "vitest";
import { installUndici } from "../../../../src/adapters/undici/install-undici.ts";

const nodesOwn = Object.getOwnPropertyDescriptors(globalThis);
afterEach(() => {
  Object.defineProperties(globalThis, nodesOwn);
});

it("puts the package in the place of Node's own copy", () => {
  expect(globalThis.FormData).not.toBe(FormData);
  installUndici();
  expect([globalThis.fetch, globalThis.FormData, globalThis.Response]).toEqual([
    fetch,
    FormData,
    Response,
  ]);
});
