import { jobIdSchema } from "../../core/job/job.ts";
import type { RecognisedJob } from "../../core/job/job-reference.ts";
import { afterPrefix, decodePart, urlsIn, UUID } from "../../core/source/pasted-text.ts";

/** What stands between a server's address and a job's UUID, in API v2 and on the classic server. */
const JOB_PATH = /(?:\/api\/v2\/jobs|(?:\/api)?\/history)$/;

/** A job's UUID, and the server if the text names one. */
interface Meant {
  readonly uuid: string;
  readonly server?: string;
}

/**
 * The jobs that a text may mean to the `servers` (as in {@link toServerAddress}): a link to a job, `<server>/<uuid>`, or a
 * UUID. A UUID may be a job on each server. So may a link to a server that is not among them: a person may know one of them
 * under another name, as `localhost`. Without `servers`, every text that names ComfyUI means a job.
 */
export function recogniseComfy(text: string, servers: readonly string[]): RecognisedJob[] {
  const named = afterPrefix(text, "comfy");
  const linked = inLink(text);
  const meant = linked ?? atServer(named ?? text) ?? bare(named ?? text);
  if (!meant) return [];
  const { server, uuid } = meant;
  const isListed = server !== undefined && servers.includes(server);
  const isCertain = isListed || named !== undefined;
  if (!isCertain && server !== undefined && !linked) return [];
  if (isListed || servers.length === 0) return toJob(meant, isCertain || linked !== undefined);
  return servers.flatMap((each) => toJob({ server: each, uuid }, isCertain));
}

function inLink(text: string): Meant | undefined {
  for (const { host, pathname } of urlsIn(text)) {
    const parts = pathname.split("/");
    const at = parts.findIndex((part) => UUID.test(decodePart(part) ?? ""));
    const before = parts.slice(0, at).join("/");
    if (at > 0 && JOB_PATH.test(before))
      return { server: `${host}${before.replace(JOB_PATH, "")}`, uuid: lower(parts[at] ?? "") };
  }
  return undefined;
}

function atServer(text: string): Meant | undefined {
  const { server, uuid } =
    /^(?:https?:\/\/)?(?<server>[^\s?#]+)\/(?<uuid>[^/]+)$/i.exec(text)?.groups ?? {};
  const url = URL.parse(`http://${server}`);
  if (!url || uuid === undefined || !UUID.test(uuid)) return undefined;
  return { server: `${url.host}${url.pathname.replace(/\/+$/, "")}`, uuid: lower(uuid) };
}

const bare = (text: string): Meant | undefined =>
  UUID.test(text) ? { uuid: lower(text) } : undefined;

const lower = (uuid: string): string => (decodePart(uuid) ?? uuid).toLowerCase();

function toJob({ server, uuid }: Meant, isCertain: boolean): RecognisedJob[] {
  const id = jobIdSchema.safeParse(server === undefined ? uuid : `${server}/${uuid}`);
  if (!id.success) return [];
  return [{ source: "comfy", jobId: id.data, certainty: isCertain ? "certain" : "possible" }];
}
