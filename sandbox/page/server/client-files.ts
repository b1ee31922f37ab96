/** The page's own files. The browser gets the TypeScript of `client` without its types: nothing is built or bundled. */
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";

const PAGE_FOLDER = new URL("../", import.meta.url);
const OWN_FILE = /^\/(?:client|style)\/(?:[a-z-]+\/)?[a-z-]+\.(ts|css)$/;

/** A file to send. */
export interface ClientFile {
  readonly mediaType: string;
  readonly body: string;
}

/** Resolves with the file at a path; `undefined` if there is none. */
export async function readClientFile(path: string): Promise<ClientFile | undefined> {
  if (path === "/")
    return {
      mediaType: "text/html",
      body: await readFile(new URL("index.html", PAGE_FOLDER), "utf8"),
    };
  const kind = OWN_FILE.exec(path)?.[1];
  if (kind === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(new URL(`.${path}`, PAGE_FOLDER), "utf8");
  } catch {
    return undefined;
  }
  return kind === "css"
    ? { mediaType: "text/css", body: text }
    : { mediaType: "text/javascript", body: stripTypeScriptTypes(text) };
}
