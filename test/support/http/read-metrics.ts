/** The metrics in a text of Prometheus' format. */
export interface ReadMetrics {
  readonly families: readonly {
    readonly name: string;
    readonly type: string;
    readonly help: string;
  }[];
  /** The value of a sample, named with its labels as in the text; `undefined` if there is none. */
  readonly value: (sample: string) => number | undefined;
  /** All names of labels of a metric, except the limits of a histogram. */
  readonly labelsOf: (metric: string) => readonly string[];
}

/** Reads an answer of `/metrics`. */
export function readMetrics(text: string): ReadMetrics {
  const help = new Map(
    [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = "", words = ""]) => [name, words]),
  );
  const samples = new Map(
    [...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)].map(([, name = "", value]) => [
      name,
      Number(value),
    ]),
  );
  return {
    families: [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({
      name,
      type,
      help: help.get(name) ?? "",
    })),
    value: (sample) => samples.get(sample),
    labelsOf: (metric) => {
      const own = [...samples.keys()].filter((sample) => sample.startsWith(metric));
      const labels = own.flatMap((sample) =>
        [...sample.matchAll(/([a-z_]+)="/g)].map(([, label = ""]) => label),
      );
      return [...new Set(labels)].filter((label) => label !== "le");
    },
  };
}
