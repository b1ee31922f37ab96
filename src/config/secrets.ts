import type { SourceDefinition } from "../core/ports/source-definition.ts";
import type { Config } from "./config.ts";
import { tokensOf } from "./source-settings.ts";
import { storeSecrets } from "./store-url.ts";

/** Everything in a configuration that must not appear in the log. */
export function secretsOf(config: Config, definitions: readonly SourceDefinition[]): string[] {
  const secrets = [
    ...tokensOf(definitions, config.sources),
    config.discord?.token,
    config.slack?.botToken,
    config.slack?.appToken,
    config.slack?.signingSecret,
    config.media.bucket?.secretAccessKey,
    config.media.bucket?.sessionToken,
    ...storeSecrets(config.store),
  ];
  return secrets.filter((secret) => secret !== undefined);
}
