/** What the app's manifest allows. Without a manifest, everything is allowed. */
import { z } from "zod";

const manifestSchema = z.looseObject({
  features: z
    .looseObject({
      slash_commands: z
        .array(z.looseObject({ command: z.string(), should_escape: z.boolean().default(false) }))
        .default([]),
      shortcuts: z
        .array(z.looseObject({ type: z.enum(["message", "global"]), callback_id: z.string() }))
        .default([]),
    })
    .prefault({}),
  oauth_config: z
    .looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).default([]) }).prefault({}) })
    .prefault({}),
  settings: z
    .looseObject({
      event_subscriptions: z
        .looseObject({ bot_events: z.array(z.string()).default([]) })
        .prefault({}),
      interactivity: z.looseObject({ is_enabled: z.boolean().default(false) }).prefault({}),
    })
    .prefault({}),
});

/** See the file's header. */
export interface AppSetup {
  /** `undefined` without a manifest. */
  readonly scopes: readonly string[] | undefined;
  /** Whether buttons and shortcuts work. */
  readonly isInteractive: boolean;
  hasCommand(command: string): boolean;
  escapes(command: string): boolean;
  hasShortcut(callbackId: string): boolean;
  subscribesTo(event: string): boolean;
}

/** Throws for a manifest that Slack would not accept. */
export function readManifest(manifest: unknown): AppSetup {
  if (manifest === undefined) return allowEverything;
  const { features, oauth_config: oauth, settings } = manifestSchema.parse(manifest);
  const find = (name: string) => features.slash_commands.find(({ command }) => command === name);
  return {
    scopes: oauth.scopes.bot,
    isInteractive: settings.interactivity.is_enabled,
    hasCommand: (command) => find(command) !== undefined,
    escapes: (command) => find(command)?.should_escape ?? false,
    hasShortcut: (callbackId) =>
      features.shortcuts.some(
        ({ type, callback_id: id }) => type === "message" && id === callbackId,
      ),
    subscribesTo: (event) => settings.event_subscriptions.bot_events.includes(event),
  };
}

const allowEverything: AppSetup = {
  scopes: undefined,
  isInteractive: true,
  hasCommand: () => true,
  escapes: () => false,
  hasShortcut: () => true,
  subscribesTo: () => true,
};
