import * as fc from "fast-check";
import { expect, it } from "vitest";
import { settingsKey } from "../../../src/core/channel/channel-settings.ts";
import { FOLLOW_STATES, KEPT_FOR_MS, type Follow } from "../../../src/core/follow/follow.ts";
import { resultKey } from "../../../src/services/delivery/result-draft.ts";
import { profile } from "../../support/profile.ts";
import { fakeHistories, memoryHistories, runHistory } from "../../support/simulation/histories.ts";
import { MemoryDiscord } from "../../support/simulation/memory-discord.ts";
import type { MemoryMessage, MemoryPlatform } from "../../support/simulation/memory-platform.ts";
import { MemorySlack } from "../../support/simulation/memory-slack.ts";
import { sentence } from "../../support/sentence.ts";
import { Simulation } from "../../support/simulation/simulation.ts";
import type { Model } from "../../support/simulation/step.ts";

/** `HISTORIES=5000 npx vitest run test/behaviour/restarts/protocol.test.ts`; CHAOS_SEED replays them. */
const HISTORIES = Number(process.env["HISTORIES"] ?? 0);
const RUNS = HISTORIES || profile.amount({ small: 150, full: 20_000 });
const MEMORY_RUNS = HISTORIES || profile.amount({ small: 300, full: 5_000 });

const HOUR = 3_600_000;

/** Why nothing is in the channel although everything works now: no user who wanted it is left. */
const NOBODY_WANTS = ["forgotten", "not_ended", "notifications_off"];

/** What the jobs of each channel cost, by the records of all months. */
function countedCosts({ store }: Simulation): Map<string, number> {
  const total = new Map<string, number>();
  for (const { channel, sums } of store.allCosts())
    for (const { amount } of sums)
      total.set(settingsKey(channel), (total.get(settingsKey(channel)) ?? 0) + amount);
  return total;
}

/** What the jobs of each channel have cost, each once. */
function trueCosts({ costs }: Simulation): Map<string, number> {
  return new Map(
    [...costs].map(([channel, jobs]) => [
      channel,
      [...jobs.values()].reduce((sum, amount) => sum + amount, 0),
    ]),
  );
}

/**
 * What must hold for cancellations: the API is asked once for each confirmation at most, and no follow of a job that it
 * forgets when it cancels it says that the job is not known.
 */
function expectCancelled({ api, store, cancellations }: Simulation): void {
  for (const jobId of new Set(api.cancellations)) {
    const asked = api.cancellations.filter((each) => each === jobId).length;
    expect(asked).toBeLessThanOrEqual(cancellations.confirmed.get(jobId) ?? 0);
  }
  const lost = store
    .all()
    .filter(
      ({ id, outcome }) => cancellations.openFollows.has(id) && outcome?.kind === "unknown-job",
    );
  expect(lost).toEqual([]);
}

/** What must hold for the records, whatever happened. */
function expectPromisesKept(simulation: Simulation, promised: Model): void {
  // Nothing is posted again after a week: a few jumps of the wall clock, with restarts between them, are longer than that.
  const isKept = ({ closedAt = Infinity }: Follow): boolean =>
    simulation.clock.now() - closedAt < KEPT_FOR_MS;
  const asked = simulation.store.all().filter((each) => each.requesters.length > 0 && isKept(each));
  for (const { discardReason = "delivered" } of asked)
    expect(["delivered", ...NOBODY_WANTS]).toContain(discardReason);
  const outages = simulation.store.allSettings().flatMap((each) => each.outages ?? []);
  expect(outages.filter(({ ended }) => !ended)).toEqual([]);
  const ends = simulation.store.all().map((each) => `${each.jobId} ${each.channel.channel}`);
  for (const promise of promised) expect(ends).toContain(promise);
  expect(countedCosts(simulation)).toEqual(trueCosts(simulation));
  expectCancelled(simulation);
  for (const states of simulation.states.values()) {
    const order = states.map((state) => FOLLOW_STATES.indexOf(state));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
}

it("ends every follow exactly once, whatever fails and crashes in between, and no state goes back", async () => {
  await fc.assert(
    fc.asyncProperty(fakeHistories, async (history) => {
      const simulation = new Simulation();
      expectPromisesKept(simulation, await runHistory(simulation, history, 3 * HOUR));
      const posted = simulation.posted();
      expect(new Set(posted).size).toBe(posted.length);
      const delivered = [...simulation.states].filter(
        ([, states]) => states.at(-1) === "delivered",
      );
      expect(posted).toEqual(
        expect.arrayContaining(delivered.map(([id]) => simulation.resultKeys.get(id))),
      );
      await simulation.stop();
    }),
    { numRuns: RUNS, seed: profile.seed },
  );
}, 600_000);

/** What is in the channels and should not be, or should be and is not. */
class Findings {
  readonly lost: string[] = [];
  readonly twice: string[] = [];
  readonly wrong: string[] = [];

  /** `refuses`: whether a channel refused edits for a while. Then a notice may have stayed as it was. */
  look(
    simulation: Simulation,
    { platforms, refuses }: { platforms: readonly MemoryPlatform[]; refuses: boolean },
  ): this {
    const messages = platforms.flatMap((platform) => platform.messages);
    const purposes = messages
      .map(({ postedFor }) => postedFor)
      .filter((each) => each !== undefined);
    this.twice.push(...purposes.filter((each, index) => purposes.indexOf(each) !== index));
    for (const message of messages)
      if (isMisused(message, simulation)) this.wrong.push(describe(message));
    if (!refuses)
      for (const message of messages)
        if (NOTICE.test(message.postedFor ?? "") && OPEN_NOTICE.test(message.content))
          this.wrong.push(`${message.postedFor} still says: ${message.content}`);
    for (const follow of simulation.store.all()) this.#lookFor(follow, messages);
    // One that was delivered and was replaced by the next follow of its job.
    const delivered = [...simulation.states].filter(([, states]) => states.at(-1) === "delivered");
    for (const [id] of delivered)
      if (!purposes.includes(simulation.resultKeys.get(id) ?? ""))
        this.lost.push(`the result of ${id}`);
    return this;
  }

  #lookFor(follow: Follow, messages: readonly MemoryMessage[]): void {
    const { state, resultMessage, parts, delivery, statusMessage } = follow;
    if (state !== "delivered") return;
    const key = resultKey(follow, 0);
    const result = messages.find(({ id }) => id === resultMessage?.id);
    const isInStatus = delivery === "edit" && resultMessage?.id === statusMessage?.id;
    if (result?.postedFor !== key && !isInStatus)
      this.wrong.push(`${result ? describe(result) : "nothing"} counts as ${key}`);
    for (let part = 2; part <= (parts?.plan.length ?? 0); part += 1)
      if (messages.every(({ postedFor }) => postedFor !== resultKey(follow, part - 1)))
        this.lost.push(resultKey(follow, part - 1));
  }
}

const describe = ({ postedFor, editedFor }: MemoryMessage): string =>
  `${postedFor ?? "a message of somebody else"} (edited for ${editedFor.join(", ")})`;

/** The keys of what tells of an outage end like this. It is edited by itself only. */
const NOTICE = /:outage$/;
/** What it says while the outage lasts. */
const OPEN_NOTICE = sentence("outage.since");

/**
 * Whether it was edited into something else. A follow that continues another's delivery owns its
 * messages.
 */
function isMisused({ id, postedFor, editedFor }: MemoryMessage, simulation: Simulation): boolean {
  const isStatus = postedFor?.endsWith(":status") ?? false;
  const owner = (status = ""): string | undefined =>
    simulation.resultKeys.get(status.replace(/:status$/, ""));
  if (NOTICE.test(postedFor ?? ""))
    return !editedFor.every((what) => what === `edit ${id}` || what === postedFor);
  const isOwn = (what: string | undefined): boolean =>
    what === postedFor || (isStatus && (what === `edit ${id}` || owner(what) === owner(postedFor)));
  return !editedFor.every(isOwn);
}

it("holds on the real classes of both adapters, on platforms that forget, lose responses, and act late", async () => {
  const findings = new Findings();
  const failed: string[] = [];
  const histories = fc.sample(memoryHistories, { seed: profile.seed, numRuns: MEMORY_RUNS });
  for (const history of histories) {
    const told = [...history].map((step) => step.toString()).join("; ");
    const simulation = new Simulation((clock) => [
      new MemoryDiscord(clock),
      new MemorySlack(clock),
    ]);
    try {
      expectPromisesKept(simulation, await runHistory(simulation, history, HOUR));
      const platforms = simulation.platforms as MemoryPlatform[];
      const refuses =
        /the channel on \w+: (?:forbidden|channel_lost)|to edit on \d: (?:channel lost|not editable|forbidden|rejected)/.test(
          told,
        );
      const seen = new Findings().look(simulation, { platforms, refuses });
      for (const kind of ["lost", "twice", "wrong"] as const) {
        if (seen[kind].length > 0) failed.push(`${kind}: ${seen[kind][0]} in ${told}`);
        findings[kind].push(...seen[kind]);
      }
    } catch (error) {
      failed.push(`${String(error)} in ${told}`);
    }
    await simulation.stop();
  }
  const { lost, twice, wrong } = findings;
  const counts = { lost: lost.length, twice: twice.length, wrong: wrong.length };
  expect({ ...counts, failed: failed.slice(0, 3), of: failed.length }).toEqual({
    lost: 0,
    twice: 0,
    wrong: 0,
    failed: [],
    of: 0,
  });
}, 3_600_000);
