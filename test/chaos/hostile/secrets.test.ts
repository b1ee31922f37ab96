import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, slackClient } from "../../support/processes/user-client.ts";

/** The contents of all files in a directory as text. */
async function readAll(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")),
  );
  return contents.join("\n");
}

it("writes no credential anywhere, whatever fails, at log level trace", async () => {
  await using environment = await createForgetfulEnvironment();
  const { pika, discord, slack, directory } = environment;
  const relay = await environment.readyRelay({ LOG_LEVEL: "trace" });
  const jobIds = [pika.addJob(), pika.addJob()];
  // Everything fails once or twice, before and after acting, on the way.
  for (const path of [/\/callback$/, /\/messages$/, /\/@original$/, /\/messages\/\d+$/]) {
    discord.failNext({ path, status: 500, body: { message: `Bearer ${discord.token}`, code: 0 } });
    discord.failNext({ path, effect: "reset" });
  }
  for (const method of ["chat.postMessage", "response_url", "upload", "chat.update"]) {
    slack.failNext({ method, status: 500, body: `token=${slack.botToken}` });
    slack.failNext({ method, reset: true });
  }
  pika.fault({ kind: "refuse", status: 500, error: `Bearer ${pika.token}` }, { times: 1 });
  pika.mediaFault({ kind: "status", status: 500 }, { times: 1 });
  pika.mediaFault({ kind: "reset" }, { times: 1 });
  const tokens: string[] = [];
  for (const jobId of jobIds) {
    const typed = await discord.command({ name: "pika-status", options: { jobid: jobId } });
    const onSlack = await slack.command({ command: "/pika-status", text: jobId });
    onSlack.acknowledged.catch(() => {});
    tokens.push(typed.token, new URL(onSlack.responseUrl).pathname);
  }
  discord.gateway.drop();
  slack.socket.reset();
  for (const client of [discordClient(environment), slackClient(environment)])
    for (const jobId of jobIds)
      await eventually("the status", () => client.about(jobId).length > 0, 60_000);
  for (const jobId of jobIds) pika.setJob(jobId, { status: "completed" });
  for (const jobId of jobIds)
    await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
  expect(await relay.stop()).toEqual({ code: 0, signal: null });

  const written = `${relay.printed()}\n${await readAll(directory)}`;
  const secrets = [pika.token, discord.token, slack.botToken, slack.appToken, ...tokens];
  for (const secret of secrets) expect(written).not.toContain(secret);
  // The links of a job are in its record until it is over; in the log they are without what signs them.
  expect(relay.printed()).not.toMatch(/[?&](?:ex|is|hm)=[0-9a-f]{6}/);
  expect(relay.printed()).not.toMatch(/ticket=|app_id=/);
}, 120_000);
