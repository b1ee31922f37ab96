import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { ConfigError } from "../../../core/errors.ts";
import { checkDescription } from "./check-description.ts";
import { descriptionSchema, type SourceDescription } from "./description.ts";

const fileSchema = z.strictObject({ sources: z.array(descriptionSchema).min(1) });

type Path = readonly PropertyKey[];

/**
 * The job APIs that a file describes in YAML, or in JSON, which is YAML, too. Throws a ConfigError; each problem in it names the
 * file, the line and the field. `file`: its name, for the problems.
 */
export function readDescriptions(text: string, file: string): SourceDescription[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => `${file}, line ${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message.split("\n")[0]}`),
    );
  const problemAt = (path: Path, message: string): string =>
    `${at(offsetOf(document, path))}: ${path.map(String).join(".") || "the file"} ${message}`;
  const parsed = fileSchema.safeParse(toValue(document, file));
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.flatMap((issue) => {
        const own = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
        return own.map((key) =>
          key === undefined
            ? problemAt(issue.path, toMessage(issue))
            : problemAt([...issue.path, key], "is no field of the format"),
        );
      }),
    );
  const problems = parsed.data.sources.flatMap((description, index) =>
    checkDescription(description).map(({ path, message }) =>
      problemAt(["sources", index, ...path], message),
    ),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed.data.sources;
}

/** An alias that multiplies itself is refused by the library. */
function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    throw new ConfigError([`${file}: repeats parts of itself too often`]);
  }
}

const toMessage = ({ code, message }: z.core.$ZodIssue): string =>
  code === "custom" || !message.startsWith("Invalid ") ? message : `is wrong: ${message}`;

/** Where a field begins; if it is missing, where the one around it begins. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const around = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(around)
      ? around.items.find(({ key: each }) => isScalar(each) && each.value === key)
      : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
