import { describe, expect, it } from "vitest";
import { PlatformError, type PlatformErrorCode } from "../../../../src/core/errors.ts";
import {
  stepDown,
  toDraft,
  type ResultDraft,
} from "../../../../src/services/delivery/result-draft.ts";
import { aSettledFollow } from "../../../support/follows.ts";

const attachment = (name: string) => ({ url: `https://cdn.test/${name}`, filename: name });

const aFile = (name: string, sizeBytes: number) => ({
  attachment: attachment(name),
  file: {
    filename: name,
    contentType: "video/mp4",
    sizeBytes,
    open: async function* () {},
    dispose: async () => {},
  },
});
const small = aFile("small.mp4", 1_000);
const large = aFile("large.mp4", 9_000);
const refused = (file: typeof small) => ({ attachment: file.attachment, reason: "file-refused" });

const bare: ResultDraft = {
  part: 0,
  files: [],
  links: [],
  hiddenCount: 0,
  delivery: "post",
  withReply: true,
  isBare: false,
};
/** Every state that a draft can be in, as far as stepping down tells them apart. */
const STATES = {
  "with files": { ...bare, files: [small, large] },
  "without files": bare,
  "without reply": { ...bare, withReply: false },
  "with nothing but its head": { ...bare, isBare: true },
  "in the status message": { ...bare, files: [small, large], delivery: "edit" },
  "in a thread": { ...bare, files: [small, large], delivery: "thread" },
} as const satisfies Record<string, ResultDraft>;

const linked = { files: [], links: [refused(small), refused(large)] };
const asPost = { delivery: "post" };
const withLargestLinked = {
  files: [small],
  links: [{ attachment: large.attachment, reason: "too-large" }],
};
type Steps = Readonly<Record<keyof typeof STATES, object | undefined>>;

/** What changes in a draft of each state with each error; `undefined`: nothing less can be sent. */
const STEPS: Readonly<Record<PlatformErrorCode, Steps>> = {
  too_large: {
    "with files": withLargestLinked,
    "without files": undefined,
    "without reply": undefined,
    "with nothing but its head": undefined,
    "in the status message": withLargestLinked,
    "in a thread": withLargestLinked,
  },
  file_refused: {
    "with files": linked,
    "without files": { isBare: true },
    "without reply": { isBare: true },
    "with nothing but its head": undefined,
    "in the status message": asPost,
    "in a thread": asPost,
  },
  forbidden: {
    "with files": linked,
    "without files": undefined,
    "without reply": undefined,
    "with nothing but its head": undefined,
    "in the status message": asPost,
    "in a thread": asPost,
  },
  rejected: {
    "with files": linked,
    "without files": { withReply: false },
    "without reply": undefined,
    "with nothing but its head": { withReply: false },
    "in the status message": asPost,
    "in a thread": asPost,
  },
  message_lost: {
    "with files": { withReply: false },
    "without files": { withReply: false },
    "without reply": undefined,
    "with nothing but its head": { withReply: false },
    "in the status message": asPost,
    "in a thread": asPost,
  },
  channel_lost: {
    "with files": undefined,
    "without files": undefined,
    "without reply": undefined,
    "with nothing but its head": undefined,
    "in the status message": undefined,
    "in a thread": asPost,
  },
  rate_limited: {
    "with files": undefined,
    "without files": undefined,
    "without reply": undefined,
    "with nothing but its head": undefined,
    "in the status message": undefined,
    "in a thread": undefined,
  },
  unavailable: {
    "with files": undefined,
    "without files": undefined,
    "without reply": undefined,
    "with nothing but its head": undefined,
    "in the status message": undefined,
    "in a thread": undefined,
  },
};

const CASES = Object.entries(STEPS).flatMap(([code, steps]) =>
  Object.entries(steps).map(
    ([state, change]) => [code as PlatformErrorCode, state as keyof typeof STATES, change] as const,
  ),
);

describe("stepping down", () => {
  it.each(CASES)("after %s, of a draft %s", (code, state, change) => {
    const draft = deepFreeze(STATES[state]);
    const next = stepDown(draft, new PlatformError(code, "no"));
    expect(next).toEqual(change && { ...draft, ...change });
  });

  it.each(Object.keys(STEPS) as PlatformErrorCode[])("ends (%s)", (code) => {
    for (const state of Object.values(STATES)) {
      let draft: ResultDraft | undefined = state;
      let steps = 0;
      for (; draft && steps < 20; steps += 1) draft = stepDown(draft, new PlatformError(code, ""));
      expect(steps).toBeLessThan(10);
    }
  });
});

function deepFreeze(draft: ResultDraft): ResultDraft {
  Object.freeze(draft.files);
  Object.freeze(draft.links);
  return Object.freeze(draft);
}

describe("the first draft of a message", () => {
  const media = { files: [small], links: [], indexes: [0], laterIndexes: [] };
  const follow = aSettledFollow({ kind: "failed" }, { delivery: "thread" });

  it.each(["edit", "thread"] as const)(
    "is a post if there is no status message (%s)",
    (delivery) => {
      expect(toDraft({ ...follow, delivery }, media, "spoiler")).toMatchObject({
        delivery: "post",
        part: 0,
      });
      const shown = { ...follow, delivery, statusMessage: { id: "s1" } };
      expect(toDraft(shown, media, "spoiler")).toMatchObject({ delivery });
    },
  );

  it("continues after the messages that are posted", () => {
    const parts = { plan: [[0], [1]], posted: [{ id: "m1" }] };
    expect(toDraft({ ...follow, parts }, media, "spoiler").part).toBe(1);
  });
});
