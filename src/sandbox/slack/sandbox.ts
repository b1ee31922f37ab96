import type { SlackSandbox, SlackSandboxOptions } from "./handle.ts";

/** Starts a stand-in Slack workspace on a loopback port. */
export function createSlackSandbox(_options: SlackSandboxOptions = {}): Promise<SlackSandbox> {
  return Promise.reject(new Error("not built yet"));
}
