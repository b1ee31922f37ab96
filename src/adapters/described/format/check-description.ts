import { isLoopbackUrl } from "../../../core/source/loopback.ts";
import type { SourceDescription } from "./description.ts";
import { variablesIn, placesIn } from "./template.ts";

/** Something wrong with fields that are each well-formed. */
export interface DescriptionProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What does not fit together in a description. */
export function checkDescription(description: SourceDescription): DescriptionProblem[] {
  const { job, status, answer, result, baseUrl } = description;
  const parts = Object.keys(job.parts);
  const problems: DescriptionProblem[] = [];
  const report = (path: readonly PropertyKey[], message: string): void => {
    problems.push({ path, message });
  };
  const checkPlaces = (
    path: readonly PropertyKey[],
    template: string,
    known: readonly string[],
  ) => {
    for (const place of placesIn(template))
      if (!known.includes(place)) report(path, `has a place {${place}} that nothing fills`);
  };
  if (!parts.includes("id")) report(["job", "parts"], "has no part id, the API's own id of a job");
  checkPlaces(["job", "id"], job.id, parts);
  for (const part of parts)
    if (!placesIn(job.id).includes(part)) report(["job", "parts", part], "is not in job.id");
  checkPlaces(["status", "path"], status.path, parts);
  for (const [index, link] of job.links.entries())
    checkPlaces(["job", "links", index], link, parts);
  if (result) checkPlaces(["result", "path"], result.path, [...parts, ...Object.keys(result.with)]);
  const { completed } = answer.words;
  if (completed.length === 0 && answer.when.completed === undefined)
    report(
      ["answer"],
      "never says that a job is completed: give answer.words.completed or answer.when.completed",
    );
  if (answer.words.completed.length > 0 && answer.status === undefined)
    report(["answer"], "has words but no status to find them in");
  if (answer.files === undefined && result?.files === undefined)
    report(["answer"], "finds no files: give answer.files or result.files");
  const hasKey = [description.headers, description.download?.headers ?? {}].some(
    (headers) => variablesIn(headers).length > 0,
  );
  if (hasKey && baseUrl.startsWith("http:") && !isLoopbackUrl(baseUrl))
    report(["baseUrl"], "is plain http, which would send the key in the clear: use https");
  return problems;
}
