import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { draw } from "../profile.ts";
import type { Cluster, Member, Role } from "./cluster.ts";

/** Random numbers for choices, the same ones for the same seed. */
export const drawNumbers = (count: number, max: number): number[] =>
  draw(
    fc.array(fc.noBias(fc.integer({ min: 0, max })), { minLength: count, maxLength: count }),
    1,
  )[0]!;

/** Random lives of jobs, each of between `minMs` and `maxMs`, in milliseconds. */
export const drawLives = (
  count: number,
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
): number[] => drawNumbers(count, maxMs - minMs).map((ms) => minMs + ms);

/** The `choice`th of the ready processes in a role; waits for one if there is none. */
export async function memberOf(cluster: Cluster, role: Role, choice: number): Promise<Member> {
  for (;;) {
    const ready = cluster.members.filter((member) => member.role === role);
    const member = ready[choice % ready.length];
    if (member !== undefined) return member;
    await sleep(50);
  }
}

/** Kills random processes of a role within a time, and starts another in place of each. Resolves when all have started. */
export async function killAtRandom(
  cluster: Cluster,
  {
    role,
    kills,
    withinMs,
  }: { readonly role: Role; readonly kills: number; readonly withinMs: number },
): Promise<void> {
  const times = drawNumbers(kills, withinMs).toSorted((a, b) => a - b);
  const choices = drawNumbers(kills, 1_000);
  const beganAt = performance.now();
  const replaced: Promise<unknown>[] = [];
  for (const [index, choice] of choices.entries()) {
    await sleep(Math.max(0, beganAt + times[index]! - performance.now()));
    const member = await memberOf(cluster, role, choice);
    await cluster.kill(member);
    replaced.push(cluster.start(role, member.env));
  }
  await Promise.all(replaced);
}
