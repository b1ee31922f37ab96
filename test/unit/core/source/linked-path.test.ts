import { expect, test } from "vitest";
import { findLinkedPath } from "../../../../src/core/source/linked-path.ts";

const AT = { hosts: ["api.test", "127.0.0.1:81", undefined], path: /^\/jobs\/(\d+)$/ };

test.each([
  ["https://api.test/jobs/1", "1"],
  ["curl -H 'x: y' http://127.0.0.1:81/jobs/2?full=1", "2"],
  ["https://other.test/jobs/3 https://api.test/about https://api.test/jobs/4.", "4"],
  ["https://other.test/jobs/5", undefined],
  ["http://127.0.0.1/jobs/6", undefined],
  ["jobs/7", undefined],
])("%s", (text, id) => {
  expect(findLinkedPath(text, AT)?.[1]).toBe(id);
});
