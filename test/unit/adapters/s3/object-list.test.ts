import { expect, it } from "vitest";
import { parseObjectPage } from "../../../../src/adapters/s3/object-list.ts";

const object = (fields: string): string => `<Contents>${fields}</Contents>`;
const WHOLE =
  "<Key>a/key.kept</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>12</Size>";

it("reads an answer of Amazon, with line breaks and fields of no interest", () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
    <Name>bucket</Name>
    <Prefix/>
    <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=&amp;&#x2B;</NextContinuationToken>
    <KeyCount>1</KeyCount>
    <IsTruncated>true</IsTruncated>
    <Contents>
        <Key>my-image.kept</Key>
        <LastModified>2009-10-12T17:50:30.000Z</LastModified>
        <ETag>"fba9dede5f27731c9771645a39863328"</ETag>
        <Size>434234</Size>
        <StorageClass>STANDARD</StorageClass>
        <Owner><ID>8a6925ce4a7f21c32aa379004fef</ID><DisplayName>mtd@amazon.com</DisplayName></Owner>
    </Contents>
</ListBucketResult>`;
  expect(parseObjectPage(xml)).toEqual({
    objects: [
      {
        name: "my-image.kept",
        sizeBytes: 434_234,
        modifiedAt: Date.UTC(2009, 9, 12, 17, 50, 30),
      },
    ],
    next: "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=&+",
  });
});

it.each([
  ["no key", object(WHOLE.replace(/<Key>.*<\/Key>/, ""))],
  ["a size that is no number", object(WHOLE.replace("12", "many"))],
  ["no time", object(WHOLE.replace(/<LastModified>.*<\/LastModified>/, ""))],
  ["a web page", "<html><body>Welcome</body></html>"],
  ["nothing", ""],
])("leaves out what it does not understand: %s", (_what, xml) => {
  expect(parseObjectPage(xml)).toEqual({ objects: [], next: undefined });
});

it("ends with the last page, whatever else the answer says", () => {
  const xml = `${object(WHOLE)}<IsTruncated>false</IsTruncated><NextContinuationToken>more</NextContinuationToken>`;
  expect(parseObjectPage(xml)).toMatchObject({
    objects: [{ name: "a/key.kept" }],
    next: undefined,
  });
});
