import type { CrashMarks } from "../../../src/core/ports/processes/crash-marks.ts";

/** The marks of processes that share a queue. */
export class FakeMarkedProcesses {
  readonly #processes: Map<string, string>[] = [];
  /** How many marks were stored. */
  stored = 0;

  /** The marks of one more process. It ends by never being used again. */
  join(): CrashMarks {
    const own = new Map<string, string>();
    this.#processes.push(own);
    const others = () => this.#processes.filter((each) => each !== own);
    return {
      leftBehind: async (partition) => {
        const counts = new Map<string, number>();
        for (const marks of others())
          for (const [mark, key] of marks)
            if (mark === toMark(partition, key)) counts.set(key, (counts.get(key) ?? 0) + 1);
        return counts;
      },
      begin: async (partition, key) => {
        own.set(toMark(partition, key), key);
        this.stored += 1;
      },
      end: async (partition, key) => {
        own.delete(toMark(partition, key));
      },
      clear: async (partition, key) => {
        for (const marks of others()) marks.delete(toMark(partition, key));
      },
    };
  }
}

const toMark = (partition: number, key: string): string => `${partition} ${key}`;
