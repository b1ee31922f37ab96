import { expect, it } from "vitest";
import { choiceButtons } from "../../../../commands/shared/source-choice.ts";

const choice = (displayName: string, text: string) => ({ displayName, text });
const labels = (buttons: ReturnType<typeof choiceButtons>) => buttons?.map(({ label }) => label);

const PIKA = choice("Pika", "pika:a");
const FAL = choice("fal", "fal:a");

it("labels a button with the name of its source", () => {
  expect(choiceButtons([PIKA, FAL])).toEqual([
    { kind: "button", name: "follow", argument: "pika:a", label: "Pika" },
    { kind: "button", name: "follow", argument: "fal:a", label: "fal" },
  ]);
});

it("tells the servers of one source apart", () => {
  const servers = [choice("ComfyUI", "comfy:one/a"), choice("ComfyUI", "comfy:two/a")];
  expect(labels(choiceButtons(servers))).toEqual(["comfy:one/a", "comfy:two/a"]);
});

it("names the job if the message is about other jobs, too", () => {
  const job = "x".repeat(50);
  expect(labels(choiceButtons([PIKA, FAL], { job }))).toEqual([
    `Pika · ${"x".repeat(36)}`,
    `fal · ${"x".repeat(36)}`,
  ]);
});

it("makes no buttons if an id is too long for Discord, or the message would have too many", () => {
  const longest = choice("fal", `fal:${"x".repeat(80)}`);
  expect(choiceButtons([PIKA, longest])).toHaveLength(2);
  expect(`follow:${longest.text}`.length).toBeLessThan(100);
  expect(choiceButtons([PIKA, choice("fal", `${longest.text}x`)])).toBeUndefined();
  const others = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => choiceButtons([choice("fal", `fal:${index}`)])?.[0],
    ).filter((button) => button !== undefined);
  expect(choiceButtons([PIKA, FAL], { besides: others(23) })).toHaveLength(2);
  expect(choiceButtons([PIKA, FAL], { besides: others(24) })).toBeUndefined();
});

it("makes no second button for a choice that has one in the same message", () => {
  const besides = choiceButtons([PIKA]) ?? [];
  expect(labels(choiceButtons([PIKA, FAL], { besides }))).toEqual(["fal"]);
});
