import { expect, it } from "vitest";
import { renderInstallPage } from "../../../../../src/adapters/slack/installations/install-page.ts";

const render = (
  outcome: Parameters<typeof renderInstallPage>[0],
  languages: string | null = null,
): Response => renderInstallPage(outcome, { languages, installPath: "/slack/install" });

const done = (workspace: string) => ({
  kind: "done" as const,
  workspace,
  helpCommand: "/pika-help",
});

it("says where the app is installed and what comes next", async () => {
  const page = render(done("Studio"));
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(html).toContain("Pika Relay is installed in Studio.");
  expect(html).toContain("/pika-help");
});

it("shows a name literally, whatever is in it", async () => {
  const html = await render(done(`<script>alert("1")</script>&'`)).text();
  expect(html).not.toContain("<script>");
  expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
});

it.each(["cancelled", "expired", "failed"] as const)(
  "says that an installation was %s, and how to start again",
  async (kind) => {
    const page = render({ kind });
    expect(page.status).toBe(400);
    expect(await page.text()).toMatch(/<p>.+<\/p>\n<p><a href="\/slack\/install">Start again/);
  },
);

it("is not kept, loads nothing and is in no frame", () => {
  const { headers } = render({ kind: "failed" });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("content-security-policy")).toMatch(
    /default-src 'none'.*frame-ancestors 'none'/,
  );
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
});

it.each([
  ["de-CH,de;q=0.9,en;q=0.8", '<html lang="de">'],
  ["ja", '<html lang="ja">'],
  ["xx", '<html lang="en">'],
  ["*", '<html lang="en">'],
  ['"><script>', '<html lang="en">'],
])("speaks the language of %s", async (languages, html) => {
  expect(await render({ kind: "failed" }, languages).text()).toContain(html);
});
