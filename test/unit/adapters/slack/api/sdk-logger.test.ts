import { expect, it } from "vitest";
import { createSdkLogger } from "../../../../../src/adapters/slack/api/sdk-logger.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

it("keeps tokens, tickets and addresses of the SDK's lines out of the log", () => {
  const log = new RecordingLogger();
  const sdk = createSdkLogger(log);
  sdk.warn("request failed", new Error("GET wss://wss.example/link/?ticket=secret-1 refused"));
  sdk.error("bad xoxb-1-secret-2 and xapp-1-secret-3 at https://hooks.example/secret-4");
  sdk.debug('{"response_url":"https://hooks.example/secret-5"}');
  expect(log.text()).toContain("request failed");
  expect(log.text()).not.toMatch(/secret|response_url/);
});

// The pattern began anew at every "xox" and read on to the end each time; the time-out is the assertion.
it("reads a frame quickly that is made to be slow", () => {
  const log = new RecordingLogger();
  createSdkLogger(log).error("xox.".repeat(1_000_000));
  expect(log.text()).toContain("xox.xox.");
});
