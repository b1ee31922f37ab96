import { shortJobId } from "../../core/job/short-job-id.ts";

const END = 8;
const EMAIL = /[^\s:/]*@[^\s:/]*/g;

/** An id as channels may see it: the end of it in which ids differ, without anything like an e-mail address. */
export function toPublicId(id: string, shown: "beginning" | "end"): string {
  const bare = id.replace(EMAIL, "") || "job";
  return shown === "beginning" ? shortJobId(bare) : bare.slice(-END);
}
