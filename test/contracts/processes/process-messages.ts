import { describe, expect, it } from "vitest";
import type {
  ProcessMessage,
  ProcessMessages,
} from "../../../src/core/ports/processes/process-messages.ts";

/** Processes that read the same messages. It ends with the scope. */
export interface MessagesDriver extends AsyncDisposable {
  /** A process that is not started. */
  join(): Promise<{
    readonly messages: ProcessMessages;
    /** Breaks what it is connected by; it connects again by itself. */
    disconnect(): Promise<void>;
  }>;
  /** Puts something among the messages that no release of the relay has written. */
  writeForeign(): Promise<void>;
  /** Everything that was published is gone. */
  wipe(): Promise<void>;
  until(what: string, holds: () => boolean, withinMs: number): Promise<void>;
}

const poll = (jobKey: string): ProcessMessage => ({ kind: "poll", jobKey });

/** A process that has started, and what has arrived there. */
async function joinStarted(driver: MessagesDriver) {
  const process = await driver.join();
  const arrived: ProcessMessage[] = [];
  const gaps: number[] = [];
  process.messages.subscribe((message) => void arrived.push(message));
  process.messages.onGap(() => void gaps.push(arrived.length));
  await process.messages.start();
  return { ...process, arrived, gaps };
}

/** The contract of every {@link ProcessMessages}. */
export function messagesContract(name: string, start: () => Promise<MessagesDriver>): void {
  describe(`${name}, shared by processes`, { timeout: 60_000 }, () => {
    it("carries messages to all processes, the sender included, in their order", async () => {
      await using driver = await start();
      const first = await joinStarted(driver);
      const second = await joinStarted(driver);
      const sent = ["a", "b", "c"].map(poll);
      for (const message of sent) await first.messages.publish(message);
      await driver.until("first", () => first.arrived.length === 3, 5_000);
      await driver.until("second", () => second.arrived.length === 3, 5_000);
      expect([first.arrived, second.arrived]).toEqual([sent, sent]);
    });

    it("carries only what is published after the start", async () => {
      await using driver = await start();
      const first = await joinStarted(driver);
      await first.messages.publish(poll("before"));
      const second = await joinStarted(driver);
      await first.messages.publish(poll("after"));
      await driver.until("after", () => second.arrived.length > 0, 5_000);
      expect(second.arrived).toEqual([poll("after")]);
    });

    it("carries what was published while a process was not connected, or says that it cannot", async () => {
      await using driver = await start();
      const first = await joinStarted(driver);
      const second = await joinStarted(driver);
      await first.messages.publish(poll("a"));
      await driver.until("a", () => second.arrived.length === 1, 5_000);
      await second.disconnect();
      await first.messages.publish(poll("b"));
      await driver.until("b", () => second.arrived.length === 2, 10_000);
      expect(second.gaps).toEqual([]);
      await driver.wipe();
      await second.disconnect();
      await driver.until("the gap", () => second.gaps.length === 1, 10_000);
      await first.messages.publish(poll("c"));
      await driver.until("c", () => second.arrived.length === 3, 5_000);
    });

    it("ignores what is not a message", async () => {
      await using driver = await start();
      const first = await joinStarted(driver);
      await driver.writeForeign();
      await first.messages.publish(poll("a"));
      await driver.until("a", () => first.arrived.length > 0, 5_000);
      expect(first.arrived).toEqual([poll("a")]);
    });

    it("refuses to publish before its start and after its stop", async () => {
      await using driver = await start();
      const { messages } = await driver.join();
      await expect(messages.publish(poll("a"))).rejects.toMatchObject({
        code: "queue_unavailable",
      });
      await messages.start();
      await messages.publish(poll("a"));
      await messages.stop();
      await expect(messages.publish(poll("b"))).rejects.toMatchObject({
        code: "queue_unavailable",
      });
      await expect(messages.start()).rejects.toMatchObject({ code: "stopped" });
    });
  });
}
