/**
 * Shows what the relay makes of one job of a job API that a file describes: `npm run source -- check FILE --job ID`. FILE may also
 * be the name of a preset. ID is what one would type: an id, a link, or a name and an id. Reads the keys from the environment
 * and from `.env`, as the relay does. Exits with 2 if something is missing or wrong.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { toDefinition } from "../src/adapters/described/definition.ts";
import type { SourceDescription } from "../src/adapters/described/format/description.ts";
import { evaluate } from "../src/adapters/described/format/expression.ts";
import { readDescriptions } from "../src/adapters/described/format/read-descriptions.ts";
import { readAnswer } from "../src/adapters/described/answer/read-answer.ts";
import { DescribedJobSource } from "../src/adapters/described/job-source.ts";
import { readPresets } from "../src/adapters/described/load-described-sources.ts";
import { systemClock } from "../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../src/adapters/undici/api-client.ts";
import { ConfigError } from "../src/core/errors.ts";
import type { ApiAnswer, ApiClient } from "../src/core/ports/api-client.ts";
import type { Logger } from "../src/core/ports/logger.ts";
import type { SourceValues } from "../src/core/ports/source-definition.ts";

const USAGE =
  "usage: npm run source -- check FILE --job ID (FILE: a description, or the name of a preset)";
const silent = (): void => undefined;
const log: Logger = { error: silent, warn: silent, info: silent, debug: silent };

/** A client that hands each answer on before it is read. */
function withAnswers(
  client: ApiClient,
  onAnswer: (call: string, answer: ApiAnswer) => void,
): ApiClient {
  return {
    ask: (query) =>
      client.ask({
        ...query,
        toResult: (answer) => {
          onAnswer(query.call, answer);
          return query.toResult(answer);
        },
      }),
    act: (query) => client.act(query),
    noteUnknownStatus: (_, status) => {
      console.log(
        `The description does not know the status ${JSON.stringify(status)}: it counts as running.`,
      );
    },
    close: () => client.close(),
  };
}

/** The values of a source's variables. Throws a ConfigError that names each key that is missing. */
function valuesOf(description: SourceDescription): SourceValues {
  const { variables } = toDefinition(description, true);
  const read = variables.map(({ name, kind, default: usual }) => {
    const value = process.env[name]?.trim() || usual;
    return { name, kind, value };
  });
  const missing = read.filter(({ value }) => value === undefined);
  if (missing.length > 0)
    throw new ConfigError(missing.map(({ name }) => `${name} is missing: set it to the key`));
  return Object.fromEntries(read.map(({ name, value }) => [name, value]));
}

/** Prints the values of all expressions over an answer. */
function show(description: SourceDescription, call: string, answer: ApiAnswer): void {
  const rules = call === "job" ? description.answer : description.result;
  console.log(
    `\n${call === "job" ? "The status request" : "The second request"}: HTTP ${answer.status}`,
  );
  const body = readAnswer(answer.text, rules?.json ?? []);
  if (!rules || !body) {
    console.log(`  no JSON object that can be read: ${JSON.stringify(answer.text?.slice(0, 200))}`);
    return;
  }
  const { when, ...others } = rules;
  const conditions = Object.entries(when).map(([phase, each]) => [`when.${phase}`, each] as const);
  for (const [field, expression] of [...Object.entries(others), ...conditions])
    if (typeof expression === "string" && field !== "withoutFiles" && field !== "path")
      console.log(`  ${field}: ${JSON.stringify(evaluate(expression, body)) ?? "nothing"}`);
}

async function check(file: string, text: string): Promise<void> {
  const preset = (await readPresets()).filter(({ name }) => name === file);
  const descriptions =
    preset.length > 0 ? preset : readDescriptions(await readFile(file, "utf8"), file);
  for (const description of descriptions) {
    const values = valuesOf(description);
    const source = new DescribedJobSource(description, {
      values,
      createClient: (baseUrl) =>
        withAnswers(createUndiciApiClient({ baseUrl, clock: systemClock, log }), (call, answer) =>
          show(description, call, answer),
        ),
    });
    const job = source.recognise(text) ?? source.recognise(`${source.name}:${text}`);
    if (job) {
      console.log(
        `${source.displayName} recognises ${job.source}:${job.jobId} (${job.certainty}), shown as ${source.toPublicId(job.jobId)}`,
      );
      const pollResult = await source.pollJob(job.jobId);
      console.log("\nThe relay makes of it:");
      console.log(JSON.stringify(pollResult, null, 2));
    }
    await source.close();
    if (job) return;
  }
  throw new ConfigError(["--job is no id of a described API: see job.parts and job.links"]);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { job: { type: "string" } },
});
const [command, file] = positionals;
try {
  if (command !== "check" || file === undefined || values.job === undefined)
    throw new ConfigError([USAGE]);
  if (existsSync(".env")) process.loadEnvFile(".env");
  await check(file, values.job);
} catch (error) {
  const isKnown = error instanceof ConfigError;
  const problems = isKnown
    ? error.problems
    : [`${file}: ${error instanceof Error ? error.message : "failed"}`];
  for (const problem of problems) console.error(problem);
  process.exitCode = 2;
}
