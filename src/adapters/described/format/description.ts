import { z } from "zod";
import { expressionProblem } from "./expression.ts";
import { patternProblem } from "./pattern-problem.ts";

/** Units of a duration, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const checked = (problemOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = problemOf(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

const expression = checked(expressionProblem).optional();
const duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, "is no duration: write it like 15s, 24h or 30d")
  .transform((text) => {
    const [, count, unit = ""] = /^(\d+)(\D+)$/.exec(text) ?? [];
    return Number(count) * (UNITS[unit] ?? 0);
  });
const path = z.string().regex(/^\/[\x21-\x7e]*$/, "is no path: begin it with /");
const headers = z.record(
  z.string().regex(/^[\w-]+$/, "is no name of a header"),
  z.string().regex(/^[\x20-\x7e]*$/, "is no value of a header: printable ASCII only"),
);
const words = z.array(z.union([z.string(), z.number()]).transform(String)).default([]);
const PHASES = ["running", "completed", "failed", "cancelled", "moderated"] as const;

const baseUrl = checked((text) => {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    return "is not an http(s) URL: write it like https://host/path";
  if (url.username !== "" || /[?#]/.test(text))
    return "holds a user name, a query or a fragment: remove it";
  return undefined;
}).transform((text) => text.replace(/\/+$/, ""));

/** How a job's files and the reasons of its end are read. */
const outcome = {
  /** An address, an object with `url`, or a list of either. */
  files: expression,
  /** A flag for each file, or one for all: whether it is unsafe to see. */
  unsafe: expression,
  error: expression,
  details: expression,
  /** Conditions that end the job; without a status word, and `moderated` also with one of a failure or a success. */
  when: z
    .strictObject({
      completed: expression,
      failed: expression,
      cancelled: expression,
      moderated: expression,
    })
    .prefault({}),
};

/** The format of a description of a job API. docs/sources.md describes each field. */
export const descriptionSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z\d-]{0,31}$/, "is no name: lower-case letters, digits and hyphens"),
  displayName: z.string().min(1).max(40),
  baseUrl,
  /** The first variable in them switches a preset on, and holds a key, as all others do. */
  headers: headers.prefault({}),
  limits: z
    .strictObject({
      interval: duration.prefault("15s"),
      perSecond: z.number().positive().max(1000).optional(),
      recordsKept: duration.optional(),
      filesKept: duration.optional(),
    })
    .prefault({}),
  job: z
    .strictObject({
      /** The canonical id: all that the requests need. */
      id: z.string().default("{id}"),
      parts: z.record(z.string(), checked(patternProblem)).prefault({ id: "[\\x21-\\x7e]{1,256}" }),
      /** What the id alone, without a link or a prefix, means. */
      bare: z.enum(["certain", "possible", "never"]).default("possible"),
      links: z.array(z.string().regex(/^https?:\/\/\S+$/, "is no link")).default([]),
      /** Which end of a long id channels see: the one in which ids differ. */
      shown: z.enum(["beginning", "end"]).default("beginning"),
    })
    .prefault({}),
  status: z.strictObject({
    path,
    method: z.enum(["GET", "POST"]).default("GET"),
    /** HTTP statuses besides 2xx that mean: the job is known and runs, unless the answer says more. */
    runningOn: z.array(z.int().min(100).max(599)).default([]),
  }),
  answer: z.strictObject({
    /** Fields with JSON in a string, as dotted paths; parsed before any expression is evaluated. */
    json: z.array(z.string()).default([]),
    id: expression,
    status: expression,
    words: z
      .strictObject(
        Object.fromEntries(PHASES.map((phase) => [phase, words])) as Record<Phase, typeof words>,
      )
      .prefault({}),
    ...outcome,
    withoutFiles: z.enum(["completed", "moderated"]).default("completed"),
    percent: expression,
    percentMax: z.number().positive().default(100),
    queuePosition: expression,
    model: expression,
    prompt: expression,
    cost: z
      .strictObject({ amount: checked(expressionProblem), unit: z.string().min(1) })
      .optional(),
    /** A number from 400 on is a refusal, like an HTTP status. */
    code: expression,
    message: checked(expressionProblem).default(
      "error.message || error_message || error || message || msg || detail || title",
    ),
  }),
  /** The second request, once the job has completed. */
  result: z
    .strictObject({
      path,
      /** The values of its path, by expressions over the first answer. Without one of them nothing is asked. */
      with: z.record(z.string(), checked(expressionProblem)).prefault({}),
      json: z.array(z.string()).default([]),
      ...outcome,
    })
    .optional(),
  /** Files that need a key. */
  download: z
    .strictObject({
      headers,
      /** Which origins get the headers. Default: that of the base URL. */
      origins: z.array(z.url("is no origin").transform((text) => new URL(text).origin)).default([]),
    })
    .optional(),
});

type Phase = (typeof PHASES)[number];

/** See {@link descriptionSchema}. */
export type SourceDescription = z.output<typeof descriptionSchema>;

/** What the first and the second answer are both read by. */
export type OutcomeRules = Pick<SourceDescription["answer"], keyof typeof outcome | "json">;
