/** What each message is for: no platform knows it, only the tests do. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Message } from "../../../src/core/message.ts";
import type { PlatformAdapter } from "../../../src/core/ports/platform.ts";

/** Stands for the text of a result among what a message shows. */
export const RESULT_TEXT = "the text of the result";

/** What is being posted or edited. */
export interface Purpose {
  /** What the message is for: its key, or the message that is edited. */
  readonly key: string;
  /** What of a result its text shows: the names of linked files, and {@link RESULT_TEXT}. */
  readonly shows: readonly string[];
}
/** The purpose of the requests that are being sent. */
export const purpose = new AsyncLocalStorage<Purpose>();

/** The real class that posts and edits on a platform. */
type Poster = Pick<PlatformAdapter, "postStatus" | "findStatus" | "editStatus" | "postResult">;

/** The same poster, which tells the platform in memory what each message is for. */
export function withPurpose(poster: Poster): Poster {
  return {
    postStatus: (post) => purpose.run(asStatus(post.key), () => poster.postStatus(post)),
    findStatus: (post) => purpose.run(asStatus(post.key), () => poster.findStatus(post)),
    editStatus: (edit) => {
      const shows = edit.files ? [RESULT_TEXT, ...linkedIn(edit.message)] : [];
      return purpose.run({ key: `edit ${edit.ref.id}`, shows }, () => poster.editStatus(edit));
    },
    postResult: (post) => {
      const { key, message } = post;
      // The line below a result, and the line that points to one, have no small print.
      const isWhole = message.blocks.some(({ kind }) => kind === "small");
      const shows = [...(isWhole ? [RESULT_TEXT] : []), ...linkedIn(message)];
      return purpose.run({ key, shows }, () => poster.postResult(post));
    },
  };
}

const asStatus = (key: string): Purpose => ({ key, shows: [] });

/** The names of the files that a message links. */
const linkedIn = ({ blocks }: Message): string[] => [
  ...new Set(
    [...JSON.stringify(blocks).matchAll(/https:\/\/cdn\.test\/(\w+\.mp4)/g)].map(
      ([, name = ""]) => name,
    ),
  ),
];
