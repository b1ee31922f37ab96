import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultQueue } from "../fault-queue.ts";
import type { JobBody, JobSubject, SandboxFile } from "../jobs/job-body.ts";
import { answerMediaFault, fileHeaders, sendExpired, type MediaFault } from "./media-faults.ts";
import { createLinkSigner } from "./link-signer.ts";

/** The files of all jobs, behind signed links that expire. */
export interface MediaServer {
  /** The attachments of a job, each with a newly signed link. */
  attachments(subject: JobSubject): readonly JobBody[];
  /** Returns the job that the file at this path belongs to. */
  jobIdOf(pathname: string): string | undefined;
  handle(req: IncomingMessage, res: ServerResponse, url: URL): void;
  /** Expires all links issued so far. */
  readonly expireLinks: () => void;
}

interface Stored {
  readonly id: string;
  readonly path: string;
  readonly file: SandboxFile;
  readonly subject: JobSubject;
}

/** Serves files at `/attachments/<channel>/<id>/<filename>?ex=&is=&hm=`, as the real media server does. */
export function createMediaServer(deps: {
  origin: () => string;
  now: () => number;
  faults: FaultQueue<MediaFault>;
  nextSnowflake: () => string;
}): MediaServer {
  const byPath = new Map<string, Stored>();
  const bySubject = new Map<JobSubject, readonly Stored[]>();
  const links = createLinkSigner(deps.now);

  const store = (subject: JobSubject): readonly Stored[] => {
    const known = bySubject.get(subject);
    if (known !== undefined) return known;
    const stored = subject.files.map((file): Stored => {
      const id = deps.nextSnowflake();
      const name = encodeURIComponent(file.filename);
      const path = `/attachments/${subject.account.channel}/${id}/${name}`;
      return { id, path, file, subject };
    });
    for (const entry of stored) byPath.set(entry.path, entry);
    bySubject.set(subject, stored);
    return stored;
  };

  return {
    attachments: (subject) =>
      store(subject).map((entry) =>
        toAttachment(entry, deps.origin(), links.sign(entry.path, subject.linkLifetimeMs)),
      ),
    jobIdOf: (pathname) => byPath.get(pathname)?.subject.jobId,
    expireLinks: links.expireAll,
    handle: (req, res, url) => {
      const entry = byPath.get(url.pathname);
      if (entry === undefined) return sendExpired(res);
      const fault = deps.faults.take(entry.subject.jobId);
      if (fault !== undefined) return answerMediaFault(fault, res, entry.file);
      if (!links.isValid(url)) return sendExpired(res);
      const { bytes } = entry.file;
      res.writeHead(200, { ...fileHeaders(entry.file), "content-length": bytes.length });
      res.end(req.method === "HEAD" ? undefined : bytes);
    },
  };
}

function toAttachment({ id, path, file }: Stored, origin: string, query: string): JobBody {
  const url = `${origin}${path}?${query}`;
  return {
    url,
    proxy_url: url,
    width: file.width,
    height: file.height,
    content_type: file.contentType,
    id,
    filename: file.filename,
    size: file.bytes.length,
  };
}
