import { expect, test } from "vitest";
import { toLinkedFile } from "../../../../src/core/source/linked-file.ts";

test.each([
  ["https://x.test/a/out.mp4", { filename: "out.mp4", contentType: "video/mp4" }],
  ["https://x.test/a/my%20cat.PNG?sig=1", { filename: "my cat.PNG", contentType: "image/png" }],
  ["https://x.test/a/mesh.glb", { filename: "mesh.glb" }],
  ["http://x.test/files/123", {}],
  ["https://x.test/a/%FF.mp4", {}],
])("%s is the address of a file", (url, file) => {
  expect(toLinkedFile(url)).toEqual({ url, ...file });
});

test.each([
  "",
  "a cat",
  "see https://x.test/a.mp4",
  "https://x.test/a.mp4 and more",
  "https://x.test/",
  "https://x.test",
  "https://",
  "data:video/mp4;base64,AAAA",
  "ftp://x.test/a.mp4",
])("%j is none", (text) => {
  expect(toLinkedFile(text)).toBeUndefined();
});
