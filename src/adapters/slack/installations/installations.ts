import { z } from "zod";
import { PlatformError, StoreError } from "../../../core/errors.ts";
import { installationKey, type Installation } from "../../../core/channel/installation.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { RecordStore } from "../../../core/ports/stores.ts";
import { SealedError, type SecretBox } from "./secret-box.ts";

/** What is sealed. The log removes all that looks like a bot token of Slack's, so nothing else is taken for one. */
const openedSchema = z.object({
  botToken: z.string().regex(/^(xoxe\.)?xoxb-[\w.-]+$/),
  identity: z.object({
    /** The workspace, or the organisation if the app is installed for all of it. */
    teamId: z.string().min(1),
    enterpriseId: z.string().optional(),
    isOrganisation: z.boolean().optional(),
    teamUrl: z.string().optional(),
    botId: z.string().optional(),
    botUserId: z.string().optional(),
    botName: z.string().optional(),
  }),
});

/** The app in one workspace or organisation: its token, and who the bot is there. */
export type OpenedInstallation = Readonly<z.infer<typeof openedSchema>>;

/** Options of {@link SlackInstallations}. */
export interface SlackInstallationsOptions {
  readonly store: RecordStore<Installation>;
  readonly box: SecretBox;
  readonly log: Logger;
}

/** The workspaces and organisations that have installed the app, in the store. */
export class SlackInstallations {
  readonly #options: SlackInstallationsOptions;
  /** Keys of the records that were logged as unreadable. */
  readonly #unreadable = new Set<string>();

  constructor(options: SlackInstallationsOptions) {
    this.#options = options;
  }

  /**
   * Resolves with `undefined` if the app is not installed there. Rejects with a PlatformError `unavailable` if the store
   * fails, or if the record cannot be opened, which is logged once.
   */
  async read(workspace: string): Promise<OpenedInstallation | undefined> {
    const stored = await fromStore(this.#options.store.get(keyOf(workspace)));
    // Its own words for where it belongs do not count: it may have been copied from another workspace.
    return stored && this.#open({ ...stored, workspace });
  }

  /** Stores an installation in place of an earlier one. Throws a ZodError if it lacks anything; rejects with a StoreError. */
  async save(installation: OpenedInstallation, installedAt: number): Promise<void> {
    const opened = openedSchema.parse(installation);
    const record = this.#seal(opened, installedAt);
    await this.#options.store.update(installationKey(record), () => record);
    this.#unreadable.delete(installationKey(record));
  }

  /** Removes the installation that was there at `atMs`, but none that came after. Resolves with whether there was one. */
  async remove(workspace: string, atMs: number): Promise<boolean> {
    const { before, after } = await this.#options.store.update(keyOf(workspace), (stored) =>
      stored !== undefined && stored.installedAt > atMs ? stored : undefined,
    );
    return before !== undefined && after === undefined;
  }

  /**
   * Seals every record anew that an older key has sealed, so that the older key is no longer needed. Logs those that cannot
   * be opened. Resolves with the number of installations that can. Rejects with a StoreError.
   */
  async reseal(): Promise<number> {
    const { store, box, log } = this.#options;
    let readable = 0;
    let resealed = 0;
    for await (const stored of store.all()) {
      if (stored.platform !== "slack" || !this.#canOpen(stored)) continue;
      readable += 1;
      if (box.isCurrent(stored)) continue;
      await store.update(installationKey(stored), (current) =>
        current && this.#canOpen(current) && !box.isCurrent(current)
          ? this.#seal(this.#open(current), current.installedAt)
          : current,
      );
      resealed += 1;
    }
    if (resealed > 0) log.info({ platform: "slack", resealed }, "installations.resealed");
    return readable;
  }

  #seal(opened: OpenedInstallation, installedAt: number): Installation {
    const workspace = opened.identity.teamId;
    const sealed = this.#options.box.seal(JSON.stringify(opened), keyOf(workspace));
    return { platform: "slack", workspace, ...sealed, installedAt };
  }

  #canOpen(stored: Installation): boolean {
    try {
      this.#open(stored);
      return true;
    } catch (error) {
      if (error instanceof PlatformError) return false;
      throw error;
    }
  }

  #open(stored: Installation): OpenedInstallation {
    const key = installationKey(stored);
    try {
      const { data } = openedSchema.safeParse(JSON.parse(this.#options.box.open(stored, key)));
      if (data?.identity.teamId === stored.workspace) return data;
      throw new SealedError("damaged");
    } catch (error) {
      if (!(error instanceof SealedError)) throw error;
      this.#logUnreadable(stored, error);
      throw new PlatformError("unavailable", "an installation cannot be opened", { cause: error });
    }
  }

  #logUnreadable(stored: Installation, { code }: SealedError): void {
    const key = installationKey(stored);
    if (this.#unreadable.has(key)) return;
    this.#unreadable.add(key);
    const { workspace, keyId } = stored;
    const cure =
      code === "unknown_key"
        ? "add the key that sealed it to RELAY_SECRET_KEY and restart, or have the app installed there again"
        : "have the app installed there again";
    const fields = { platform: "slack", workspace, keyId, reason: code, cure };
    this.#options.log.error(fields, "installation.unreadable");
  }
}

const keyOf = (workspace: string): string => installationKey({ platform: "slack", workspace });

async function fromStore<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new PlatformError("unavailable", "the store does not answer", { cause: error });
  }
}
