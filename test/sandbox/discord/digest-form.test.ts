import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestForm } from "../../../sandbox/discord/rest/digest-form.ts";
import { startSandbox, upload } from "./discord-fixture.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const PAYLOAD = JSON.stringify({ content: "two files" });
const BYTES = [Buffer.from("\r\n--\r\n-- not the end \r\n\r\n"), randomBytes(500)];

/** A form as a client sends it. */
async function encodeForm(): Promise<{ bytes: Buffer; boundary: string }> {
  const form = new FormData();
  form.set("payload_json", PAYLOAD);
  for (const [index, bytes] of BYTES.entries())
    form.set(`files[${index}]`, new File([bytes], `${index}.mp4`, { type: "video/mp4" }));
  const response = new Response(form);
  const boundary = /boundary=(.+)$/.exec(response.headers.get("content-type") ?? "")?.[1] ?? "";
  return { bytes: Buffer.from(await response.arrayBuffer()), boundary };
}

async function* inChunks(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

describe("a form that is read while it arrives", () => {
  it("has the same parts whatever its chunks", async () => {
    const { bytes, boundary } = await encodeForm();
    for (const chunkBytes of [1, 2, 7, boundary.length, 100, bytes.length])
      expect(await digestForm(inChunks(bytes, chunkBytes), boundary)).toMatchObject([
        { name: "payload_json", filename: undefined, text: PAYLOAD },
        ...BYTES.map((each, index) => ({
          name: `files[${index}]`,
          filename: `${index}.mp4`,
          contentType: "video/mp4",
          text: "",
          sizeBytes: each.length,
          sha256: sha256(each),
        })),
      ]);
  });

  it("is not whole without its end", async () => {
    const { bytes, boundary } = await encodeForm();
    const cut = bytes.subarray(0, bytes.length - 10);
    expect(await digestForm(inChunks(cut, 100), boundary)).toBeUndefined();
  });
});

describe("a stand-in that keeps no files", () => {
  it("knows their length and their SHA-256, and has nothing behind their links", async () => {
    const sandbox = await startSandbox({ keepsFiles: false });
    const bytes = randomBytes(300_000);
    const answer = await upload(sandbox, { content: "a video", attachments: [{ id: 0 }] }, [
      new File([bytes], "video.mp4", { type: "video/mp4" }),
    ]);
    expect(answer.status).toBe(200);
    const [message] = sandbox.messages();
    expect(message).toMatchObject({
      content: "a video",
      attachments: [
        {
          filename: "video.mp4",
          size: bytes.length,
          sha256: sha256(bytes),
          content_type: "video/mp4",
        },
      ],
    });
    expect((await fetch(message!.attachments[0]!.url)).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  });

  it("refuses a form that ends too early", async () => {
    const sandbox = await startSandbox({ keepsFiles: false });
    const response = await fetch(`${sandbox.apiUrl}/v10/channels/${sandbox.channelId}/messages`, {
      method: "POST",
      headers: {
        authorization: `Bot ${sandbox.token}`,
        "user-agent": "DiscordBot (https://example.invalid, 1.0)",
        "content-type": "multipart/form-data; boundary=x",
      },
      body: '--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{}',
    });
    expect(response.status).toBe(400);
    expect(sandbox.violations).toHaveLength(1);
  });
});
