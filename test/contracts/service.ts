import { describe, expect, it } from "vitest";
import type { Service } from "../../src/core/ports/service.ts";

/** A service before its start, and what shows whether it still does anything. */
export interface ServiceDriver {
  readonly service: Service;
  /** The number of its own timers, listeners and calls: 0 once it has stopped. */
  readonly running: () => number;
  /** Lets time pass for as long as `until` takes. */
  readonly pass: <T>(until: Promise<T>) => Promise<T>;
  /** Has it do something that does not end by itself, once it is started. */
  readonly keepBusy?: () => Promise<void>;
  readonly dispose?: () => Promise<void>;
}

/** Whether it starts again after a stop, or rejects then because it is used once. */
export type AfterStop = "starts-again" | "used-once";

/** The contract of every Service. */
export function serviceContract(
  name: string,
  afterStop: AfterStop,
  create: () => Promise<ServiceDriver>,
): void {
  const withDriver =
    (test: (driver: ServiceDriver) => Promise<void>): (() => Promise<void>) =>
    async () => {
      const driver = await create();
      try {
        await test(driver);
      } finally {
        await driver.pass(driver.service.stop(AbortSignal.abort())).catch(() => {});
        await driver.dispose?.();
      }
    };

  describe(`${name}, as a service`, () => {
    it(
      "stops without a start",
      withDriver(async ({ service, running, pass }) => {
        await pass(service.stop());
        expect(running()).toBe(0);
      }),
    );

    it(
      "stops twice, one after the other and at the same time",
      withDriver(async ({ service, running, pass }) => {
        await pass(service.start());
        await pass(Promise.all([service.stop(), service.stop()]));
        await pass(service.stop());
        expect(running()).toBe(0);
      }),
    );

    it(
      "starts twice",
      withDriver(async ({ service, running, pass }) => {
        await pass(Promise.all([service.start(), service.start()]));
        await pass(service.start());
        await pass(service.stop());
        expect(running()).toBe(0);
      }),
    );

    it(
      "stops during its start, which ends as well",
      withDriver(async ({ service, running, pass }) => {
        const started = service.start();
        const stopped = service.stop();
        await pass(Promise.all([started.catch(() => {}), stopped]));
        expect(running()).toBe(0);
      }),
    );

    it(
      "aborts its work when a stop is told to hurry",
      withDriver(async ({ service, running, pass, keepBusy }) => {
        await pass(service.start());
        await keepBusy?.();
        await service.stop(AbortSignal.abort());
        expect(running()).toBe(0);
        await pass(Promise.resolve());
      }),
    );

    AFTER_STOP[afterStop](withDriver);
  });
}

/** The test of a start after a stop. */
const AFTER_STOP = { "used-once": refusesToStart, "starts-again": startsAgain } as const;

type WithDriver = (test: (driver: ServiceDriver) => Promise<void>) => () => Promise<void>;

function refusesToStart(withDriver: WithDriver): void {
  it(
    "refuses to start after a stop",
    withDriver(async ({ service, running, pass }) => {
      await pass(service.start());
      await pass(service.stop());
      await expect(service.start()).rejects.toMatchObject({ code: "stopped" });
      expect(running()).toBe(0);
    }),
  );
}

const ORDERS = [
  ["start", "start", "stop"],
  ["stop", "stop", "start"],
  ["start", "stop", "start", "stop"],
  ["stop", "start", "stop", "start"],
  ["start", "stop", "stop", "start", "start", "stop"],
] as const;

function startsAgain(withDriver: WithDriver): void {
  it(
    "starts again after a stop",
    withDriver(async ({ service, running, pass }) => {
      await pass(service.start());
      await pass(service.stop());
      await pass(service.start());
      await pass(service.stop());
      expect(running()).toBe(0);
    }),
  );

  it(
    "starts and stops in any order without waiting in between",
    withDriver(async ({ service, running, pass }) => {
      for (const order of ORDERS) {
        const all = order.map((step) => service[step]());
        await pass(Promise.all(all));
        await pass(service.stop());
        expect(running()).toBe(0);
      }
    }),
  );
}
