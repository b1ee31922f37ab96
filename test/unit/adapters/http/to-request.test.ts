import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { toRequest } from "../../../../src/adapters/http/to-request.ts";

const convert = (message: Partial<IncomingMessage>, body = ""): Request =>
  toRequest(
    { method: "POST", url: "/slack/events", rawHeaders: [], ...message } as IncomingMessage,
    {
      path: "/slack/events",
      body: Buffer.from(body),
      signal: new AbortController().signal,
    },
  );

describe("toRequest", () => {
  it("has method, path, query, headers and body", async () => {
    const rawHeaders = ["X-Slack-Signature", "v0=abc", "Content-Type", "application/json"];
    const request = convert({ url: "/slack/events?code=1&state=%20", rawHeaders }, "{}");
    expect(request.method).toBe("POST");
    const { pathname, search } = new URL(request.url);
    expect([pathname, search]).toEqual(["/slack/events", "?code=1&state=%20"]);
    expect(request.headers.get("x-slack-signature")).toBe("v0=abc");
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(await request.text()).toBe("{}");
  });

  it("takes neither host nor path from the client", () => {
    const url = "http://evil.example/other?a=b";
    const request = convert({ url, rawHeaders: ["Host", "evil.example"] });
    expect(request.url).toBe("http://localhost/slack/events?a=b");
  });

  it("keeps both values of a header that comes twice, so that a check of a signature sees them", () => {
    const { headers } = convert({ rawHeaders: ["X-Signature", "a", "X-Signature", "b"] });
    expect(headers.get("x-signature")).toBe("a, b");
  });

  it("has no body for GET and HEAD", () => {
    for (const method of ["GET", "HEAD"]) expect(convert({ method }).body).toBeNull();
  });
});
