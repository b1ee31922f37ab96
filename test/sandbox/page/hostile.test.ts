import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { said } from "../../support/sentence.ts";
import { PLATFORMS, openPage, seen, type PageFixture } from "./page-fixture.ts";

let fixture: PageFixture;
beforeAll(async () => {
  fixture = await openPage();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const ATTACK =
  `<img src=x onerror="window.broken=1"><script>window.broken=1</script>` +
  `[click](javascript:window.broken=1) <javascript:window.broken=1|click> "'&amp;</div>`;

describe("outside text", () => {
  it.each(PLATFORMS)("is only text on %s, in a prompt and in an error", async (platform) => {
    const pane = fixture.pane(platform);
    const fields = { error: `${ATTACK} in the error`, errorDetails: `${ATTACK} in the details` };
    const prompt = `${ATTACK} in the prompt`;
    const jobid = fixture.addJob({ prompt, ends: "failed", stepPolls: 1, fields });
    await pane.command("pika-status", { jobid });
    const result = pane.message(said("result.failed")).filter({ hasText: shortJobId(jobid) });
    await seen(result);
    for (const text of ["in the error", "in the details"])
      expect(await result.textContent()).toContain(text);
    for (const message of [result, pane.status(jobid)]) {
      expect(await message.locator("img, script, iframe, object").count()).toBe(0);
      expect(await message.getByRole("link", { name: /^click/ }).count()).toBe(0);
    }
    const broken = await fixture.page.evaluate(() => "broken" in window);
    expect(broken).toBe(false);
    expect(fixture.complaints).toEqual([]);
  });

  it.each(PLATFORMS)("typed at the page is only text on %s", async (platform) => {
    const pane = fixture.pane(platform);
    await pane.type(`said by a person ${ATTACK}`);
    const message = pane.message("said by a person");
    await seen(message);
    expect(await message.textContent()).toContain("<img src=x");
    expect(await message.locator("img, script").count()).toBe(0);
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Sends a request as another site or program might. */
const ask = (path: string, headers: Record<string, string>, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, fixture.sandbox.url), { method, headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, headers: answer.headers });
    });
    outgoing.once("error", reject);
    outgoing.end(method === "POST" ? JSON.stringify({ kind: "clear-faults" }) : undefined);
  });

describe("the page's server", () => {
  it("allows only its own scripts and styles, and no innerHTML", async () => {
    const { headers } = await ask("/", {});
    const policy = String(headers["content-security-policy"]);
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'"])
      expect(policy).toContain(rule);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|https?:\/\/(?!127\.0\.0\.1:\d+)/);
  });

  it("accepts actions only from the page, and answers only to its own host name", async () => {
    const { origin, host } = new URL(fixture.sandbox.url);
    const other = { origin: "https://example.com" };
    expect((await ask("/action", other, "POST")).status).toBe(403);
    expect((await ask("/action", {}, "POST")).status).toBe(403);
    expect((await ask("/action", { origin }, "POST")).status).toBe(200);
    expect((await ask("/feed", { host: "rebound.example:80" })).status).toBe(403);
    expect((await ask("/", { host })).status).toBe(200);
  });

  it("serves only its own files", async () => {
    expect((await ask("/client/main.ts", {})).status).toBe(200);
    for (const path of [
      "/client/../server/page-server.ts",
      "/client/tsconfig.json",
      "/page-views.ts",
      "/client/%2e%2e/page-views.ts",
    ])
      expect({ path, status: (await ask(path, {})).status }).toEqual({ path, status: 404 });
  });
});
