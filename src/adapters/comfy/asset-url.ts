import type { ApiAnswer } from "../../core/ports/api-client.ts";
import type { SourceProblem } from "../../core/job/job.ts";
import { isOk } from "../../core/source/refusal.ts";
import { readBody } from "./schema.ts";

// The link of a file expires, and its asset gives a new one. The asset's id stands behind the link as its fragment, which is
// never sent, so it is stored where the link is.
const FRAGMENT = /^#asset=([\w-]+)$/;

/** A file's link, with the id of its asset. */
export function toAssetUrl(url: URL, assetId: string | undefined): string {
  if (assetId !== undefined && /^[\w-]+$/.test(assetId)) url.hash = `asset=${assetId}`;
  return url.href;
}

/** The link, and the id of its asset if there is one. */
export function fromAssetUrl(assetUrl: string): { url: string; assetId: string | undefined } {
  const url = new URL(assetUrl);
  const assetId = FRAGMENT.exec(url.hash)?.[1];
  if (assetId !== undefined) url.hash = "";
  return { url: url.href, assetId };
}

/** The answer to a request for an asset. */
export type AssetLink = { readonly kind: "link"; readonly url: string } | SourceProblem;

/** The new link of an asset, resolved against the server's origin. */
export function toAssetLink(answer: ApiAnswer, origin: string): AssetLink {
  const url = isOk(answer) ? readBody(answer.text)?.url : undefined;
  const resolved = url === undefined ? null : URL.parse(url, origin);
  return resolved ? { kind: "link", url: resolved.href } : { kind: "not-understood" };
}
