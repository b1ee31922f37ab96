import { isLoopbackUrl } from "../../../core/source/loopback.ts";
import type { SourceDescription } from "./description.ts";
import { placesIn, variablesIn } from "./template.ts";

/** Something wrong with fields that are each well-formed. */
export interface DescriptionProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Names of headers that hold a key. */
const SECRET = /authorization|key|token|secret/i;

/** What does not fit together in a description. */
export const checkDescription = (description: SourceDescription): DescriptionProblem[] => [
  ...placeProblems(description),
  ...answerProblems(description),
  ...keyProblems(description),
];

/** Places in templates that have no value, and parts of an id that have no place. */
function placeProblems({ job, status, result }: SourceDescription): DescriptionProblem[] {
  const parts = Object.keys(job.parts);
  const links = job.links.map((template, index) => ({ path: ["job", "links", index], template }));
  const templates = [
    { path: ["job", "id"], template: job.id },
    { path: ["status", "path"], template: status.path },
    { path: ["result", "path"], template: result?.path ?? "" },
    ...links,
  ];
  const known = [...parts, ...Object.keys(result?.with ?? {})];
  const unfilled = templates.flatMap(({ path, template }) =>
    placesIn(template)
      .filter((place) => !(path[0] === "result" ? known : parts).includes(place))
      .map((place) => ({ path, message: `has a place {${place}} that nothing fills` })),
  );
  const unused = parts
    .filter((part) => !placesIn(job.id).includes(part))
    .map((part) => ({ path: ["job", "parts", part], message: "is not in job.id" }));
  const nameless = parts.includes("id")
    ? []
    : [{ path: ["job", "parts"], message: "has no part id, the API's own id of a job" }];
  return [...unfilled, ...unused, ...nameless];
}

/** Rules that never complete a job, or never find its files. */
function answerProblems({ answer, result }: SourceDescription): DescriptionProblem[] {
  const { words, when, status, files } = answer;
  const messages: string[] = [];
  if (words.completed.length === 0 && when.completed === undefined)
    messages.push(
      "never says that a job is completed: give answer.words.completed or answer.when.completed",
    );
  if (words.completed.length > 0 && status === undefined)
    messages.push("has words but no status to find them in");
  if (files === undefined && result?.files === undefined)
    messages.push("finds no files: give answer.files or result.files");
  return messages.map((message) => ({ path: ["answer"], message }));
}

/** A key that stands in the file itself, where the log does not know it; or one that would be sent in the clear. */
function keyProblems({ baseUrl, headers, download }: SourceDescription): DescriptionProblem[] {
  const all = [
    { path: ["headers"], headers },
    { path: ["download", "headers"], headers: download?.headers ?? {} },
  ];
  const literal = all.flatMap(({ path, headers: each }) =>
    Object.keys(each)
      .filter((name) => SECRET.test(name) && variablesIn({ [name]: each[name] ?? "" }).length === 0)
      .map((name) => ({
        path: [...path, name],
        message: "holds a key in the file: name an environment variable in its place, ${NAME}",
      })),
  );
  const hasKey = all.some((each) => variablesIn(each.headers).length > 0);
  const origins = download?.origins ?? [];
  const addresses = [
    { path: ["baseUrl"], url: hasKey ? baseUrl : "" },
    ...origins.map((url, index) => ({ path: ["download", "origins", index], url })),
  ];
  const message = "is plain http, which would send the key in the clear: use https";
  const clear = addresses
    .filter(({ url }) => url.startsWith("http:") && !isLoopbackUrl(url))
    .map(({ path }) => ({ path, message }));
  return [...literal, ...clear];
}
