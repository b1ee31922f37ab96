import type { SourceDefinition } from "../core/ports/source-definition.ts";
import type { Config } from "./config.ts";
import { tokensOf } from "./source-settings.ts";
import { urlSecrets } from "./store-url.ts";

/** Everything in a configuration that must not appear in the log. */
export function secretsOf(config: Config, definitions: readonly SourceDefinition[]): string[] {
  const secrets = [
    ...tokensOf(definitions, config.sources),
    config.discord?.token,
    config.slack?.botToken,
    config.slack?.appToken,
    config.slack?.signingSecret,
    config.slack?.oauth?.clientSecret,
    config.slack?.oauth?.stateSecret,
    ...(config.slack?.secretKeys ?? []).flatMap(spellingsOf),
    config.media.bucket?.secretAccessKey,
    config.media.bucket?.sessionToken,
    ...("url" in config.store ? urlSecrets(config.store.url) : []),
    ...(config.queue ? urlSecrets(config.queue.url) : []),
  ];
  return secrets.filter((secret) => secret !== undefined);
}

/** A key as an environment may have it, without the padding of Base64. */
function spellingsOf(hex: string): string[] {
  const bytes = Buffer.from(hex, "hex");
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  return [hex, hex.toUpperCase(), base64, bytes.toString("base64url")];
}
