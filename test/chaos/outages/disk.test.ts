import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { promisesResult, sentence } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce } from "../../support/processes/user-client.ts";

/** No file of the process may grow beyond this any more, as on a disk without room; `unlimited` ends it. */
function limitFiles({ pid }: RelayProcess, bytes: number | "unlimited"): void {
  execFileSync("prlimit", [`--pid=${pid}`, `--fsize=${bytes}:unlimited`]);
}

/** The table and rows of a store whose process has ended. */
function editRecords(file: string, change: (value: string) => string | undefined): void {
  const database = new DatabaseSync(file);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  for (const { name } of tables) {
    const rows = database.prepare(`SELECT rowid AS id, * FROM "${String(name)}"`).all();
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) {
        const changed = typeof value === "string" ? change(value) : undefined;
        if (changed !== undefined)
          database
            .prepare(`UPDATE "${String(name)}" SET "${column}" = ? WHERE rowid = ?`)
            .run(changed, row["id"] as number);
      }
  }
  database.close();
}

describe("a full disk", () => {
  it("is admitted to users, loses nothing, and has no effect once there is space again", async () => {
    await using environment = await createForgetfulEnvironment();
    const { pika, discord } = environment;
    const client = discordClient(environment);
    const relay = await environment.readyRelay(client.env);
    const early = pika.addJob();
    await client.ask(early, () => eventually("the status", () => client.about(early).length === 1));
    limitFiles(relay, 1);
    const late = pika.addJob();
    const refusal = await client.ask(late, (said) =>
      eventually("an answer", () => sentence("follow.store-down").test(said())),
    );
    expect(promisesResult(refusal)).toBe(false);
    pika.setJob(early, { status: "failed", error: "boom" });
    await relay.event("follow.not_stored");
    expect(discord.messages()).toHaveLength(1);
    limitFiles(relay, "unlimited");
    await eventually("the delivery", () => isDelivered([relay], early), 60_000);
    const again = await client.ask(late, (said) =>
      eventually("an answer", () => promisesResult(said())),
    );
    expect(again).toMatch(sentence("follow.following"));
    pika.setJob(late, { status: "completed" });
    await eventually("the delivery", () => isDelivered([relay], late), 60_000);
    await expectOnce(client, late);
    expect(client.about(early)).toHaveLength(2);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(environment.violations()).toEqual([]);
  }, 120_000);
});

/** A store with two follows in it, and no process any more. */
async function withTwoFollows() {
  const environment = await createForgetfulEnvironment();
  const client = discordClient(environment);
  const relay = await environment.readyRelay(client.env);
  const [broken, sound] = [environment.pika.addJob(), environment.pika.addJob()] as const;
  for (const jobId of [broken, sound])
    await client.ask(jobId, () => eventually("the status", () => client.about(jobId).length === 1));
  await relay.stop();
  return { environment, client, broken, sound, file: join(environment.directory, "relay.sqlite") };
}

describe("a store that was changed by hand", () => {
  it("quarantines a corrupted record, says so, and continues with the others", async () => {
    const { environment, client, broken, sound, file } = await withTwoFollows();
    await using _world = environment;
    editRecords(file, (value) =>
      value.startsWith("{") && value.includes(broken) ? value.slice(0, 40) : undefined,
    );
    const relay = await environment.readyRelay(client.env);
    environment.pika.setJob(sound, { status: "completed" });
    await eventually("the delivery", () => isDelivered([relay], sound));
    await expectOnce(client, sound);
    expect(relay.log.filter(({ msg }) => msg.startsWith("record."))).not.toEqual([]);
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);

  it("leaves a record of a newer release alone, says so in one line, and continues with the others", async () => {
    const { environment, client, broken, sound, file } = await withTwoFollows();
    await using _world = environment;
    editRecords(file, (value) =>
      value.startsWith("{") && value.includes(broken)
        ? value.replace(/"version":\s*\d+/, '"version":99')
        : undefined,
    );
    const relay = await environment.readyRelay(client.env);
    environment.pika.setJob(sound, { status: "completed" });
    environment.pika.setJob(broken, { status: "completed" });
    await eventually("the delivery", () => isDelivered([relay], sound));
    await expectOnce(client, sound);
    expect(client.about(broken)).toHaveLength(1);
    const newer = relay
      .printed()
      .split("\n")
      .filter((line) => line.includes("newer release"));
    expect(newer).toHaveLength(1);
    // Asked for again, it was once written over.
    await client.ask(broken, (said) =>
      eventually("an answer", () => sentence("follow.store-down").test(said())),
    );
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    let kept = 0;
    editRecords(file, (value) => {
      if (value.includes('"version":99')) kept += 1;
      return undefined;
    });
    expect(kept).toBe(1);
  }, 60_000);

  it("refuses a read-only file in one line that names the setting", async () => {
    const { environment, client, file } = await withTwoFollows();
    await using _world = environment;
    // Root may write whatever the permissions say, so for root the file itself has to be immutable.
    const isRoot = process.getuid?.() === 0;
    const lock = (on: boolean): void => {
      if (isRoot) execFileSync("chattr", [on ? "+i" : "-i", file]);
      else chmodSync(file, on ? 0o444 : 0o644);
    };
    lock(true);
    try {
      const relay = environment.relay(client.env);
      expect((await relay.exited).code).toBe(2);
      expect(relay.errors()).toMatch(/^pika-relay: STORE_URL[^\n]*$/);
    } finally {
      lock(false);
    }
    const relay = await environment.readyRelay(client.env);
    expect(relay.log).toContainEqual(
      expect.objectContaining({ msg: "follows.resumed", follows: 2 }),
    );
  }, 60_000);
});
