import type { SlackWorkspaces } from "./workspaces.ts";
import type { BoltApp } from "../events/bolt-app.ts";

/** Has the workspaces forget an installation once Slack says that the app was uninstalled, or its token revoked. */
export function watchRemovals(app: BoltApp, workspaces: SlackWorkspaces): void {
  const forget = async (body: object): Promise<void> => {
    app.markHandled(body);
    await workspaces.forget(body);
  };
  app.event("app_uninstalled", async ({ body }) => forget(body));
  app.event("tokens_revoked", async ({ body, event }) => {
    // The other tokens are people's, of whom the relay has none.
    if (event.tokens.bot?.length) await forget(body);
  });
}
