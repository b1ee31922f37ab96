import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";

/** The same platform as another process sees it that only posts there: it receives no commands, and its end ends nothing. */
export const postingAdapter = (adapter: PlatformAdapter): PlatformAdapter =>
  new Proxy(adapter, {
    get: (target, name) => {
      if (name === "start" || name === "stop") return async () => {};
      if (name === "stopCommands") return () => {};
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
