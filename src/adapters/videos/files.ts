import type { Attachment } from "../../core/job/job.ts";
import { toLinkedFile } from "../../core/source/linked-file.ts";
import type { VideoBody } from "./schema.ts";

/** Where the files of a job can be. */
export interface FilePlace {
  /** The address of the job's `content`, on the host that the API is asked at. Needs the key. */
  readonly contentUrl: string;
  /** Whether a completed job has a file there without saying so. */
  readonly hasUnlistedFile: boolean;
}

/** The files of a completed job. Those that need the key are private. */
export function toFiles(body: VideoBody, { contentUrl, hasUnlistedFile }: FilePlace): Attachment[] {
  const { origin } = new URL(contentUrl);
  const resolve = (url: string | undefined): URL | null => (url ? URL.parse(url, origin) : null);
  const open = resolve(body.outputs?.video_url);
  const keyed = body.unsigned_urls.map((url, index) => {
    const resolved = resolve(url);
    // The key may not go elsewhere, and without it the address is of no use. `content` has the same file.
    return resolved?.origin === origin ? resolved.href : `${contentUrl}?index=${index}`;
  });
  if (!open && keyed.length === 0 && hasUnlistedFile) keyed.push(contentUrl);
  const files = [
    ...keyed.map((url) => ({ file: toLinkedFile(url), isPrivate: true })),
    {
      file: open ? toLinkedFile(open.href) : undefined,
      // On a server of one's own.
      isPrivate: open?.protocol === "http:" && open.origin === origin,
    },
  ];
  return files.flatMap(({ file, isPrivate }) =>
    file ? [{ ...file, isPrivate, expiresAt: body.expires_at }] : [],
  );
}
