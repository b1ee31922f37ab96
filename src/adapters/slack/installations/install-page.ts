import type { MessageKey } from "../../../messages/i18n/en.ts";
import { translatorFor, type Translator } from "../../../messages/translator.ts";

/** How an installation ended. */
export type InstallOutcome =
  /** `workspace`: its name, or the organisation's. */
  | { readonly kind: "done"; readonly workspace: string; readonly helpCommand: string }
  | { readonly kind: "cancelled" | "expired" | "failed" };

const FAILURES = {
  cancelled: "install.cancelled",
  expired: "install.expired",
  failed: "install.failed",
} as const satisfies Record<string, MessageKey>;

/** Nothing is loaded, no script runs, and no other page shows it. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Renders the page that says how an installation ended. `languages`: the `Accept-Language` of the browser. `installPath`: the
 * address at which an installation begins.
 */
export function renderInstallPage(
  outcome: InstallOutcome,
  { languages, installPath }: { languages: string | null; installPath: string },
): Response {
  const translator = translatorFor(/^[a-z]{2,3}(-\w+)*/i.exec(languages ?? "")?.[0], "slack");
  const title = "Pika Relay";
  const html = [
    "<!doctype html>",
    `<html lang="${translator.locale}">`,
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title}</title>`,
    `<h1>${title}</h1>`,
    ...paragraphs(outcome, translator, installPath),
    "</html>",
  ].join("\n");
  return new Response(html, { status: outcome.kind === "done" ? 200 : 400, headers: HEADERS });
}

function paragraphs(
  outcome: InstallOutcome,
  translator: Translator,
  installPath: string,
): string[] {
  if (outcome.kind === "done") {
    const { workspace, helpCommand } = outcome;
    return [
      paragraph(translator.text("install.done", { workspace })),
      paragraph(translator.text("install.next", { command: helpCommand })),
    ];
  }
  const again = escapeHtml(translator.text("install.again"));
  return [
    paragraph(translator.text(FAILURES[outcome.kind])),
    `<p><a href="${escapeHtml(installPath)}">${again}</a></p>`,
  ];
}

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
