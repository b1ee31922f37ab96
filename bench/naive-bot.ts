/*
 * A bot that reads its whole store for each request: discord.js, and a Keyv on SQLite whose records are searched one by
 * one. Arguments: token, API URL, file, rows per page. Writes "ready" once it answers.
 */
import {
  Client,
  Events,
  GatewayIntentBits,
  MessageFlags,
  Routes,
  type Interaction,
  type REST,
} from "discord.js";
import { KeyvSqlite } from "@keyv/sqlite";
import { Keyv } from "keyv";

/** Its record of a job that a channel waits for. */
export interface NaiveRecord {
  readonly jobId: string;
  readonly channelId: string;
  readonly prompt: string;
}

/** The store; without `pageSize`, Keyv's default of ten rows per page applies. */
export const openNaiveStore = (file: string, pageSize?: number): Keyv<NaiveRecord> =>
  new Keyv<NaiveRecord>({
    store: new KeyvSqlite({
      uri: `sqlite://${file}`,
      driver: "node:sqlite",
      ...(pageSize !== undefined && { iterationLimit: pageSize }),
    }),
  });

async function ofChannel(store: Keyv<NaiveRecord>, channelId: string): Promise<NaiveRecord[]> {
  const found: NaiveRecord[] = [];
  for await (const [, record] of store.iterator() as AsyncIterable<[string, NaiveRecord]>)
    if (record.channelId === channelId) found.push(record);
  return found;
}

/** Answers suggestions and lists by searching the whole store. */
async function answer(store: Keyv<NaiveRecord>, interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused().toLowerCase();
    const jobs = await ofChannel(store, interaction.channelId);
    const meant = jobs.filter(({ jobId, prompt }) => `${jobId} ${prompt}`.includes(typed));
    await interaction.respond(
      meant.slice(0, 25).map(({ jobId }) => ({ name: jobId, value: jobId })),
    );
  } else if (interaction.isChatInputCommand()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const jobs = await ofChannel(store, interaction.channelId);
    const lines = [`${jobs.length} jobs`, ...jobs.slice(0, 5).map(({ jobId }) => jobId)];
    await interaction.editReply(lines.join("\n"));
  }
}

async function register(applicationId: string, rest: REST): Promise<void> {
  const about = { type: 3, name: "jobid", description: "A job", required: true };
  const body = [
    {
      name: "pika-status",
      description: "Follow a job",
      options: [{ ...about, autocomplete: true }],
    },
    { name: "pika-jobs", description: "List the jobs" },
  ];
  await rest.put(Routes.applicationCommands(applicationId), { body });
  process.stdout.write("ready\n");
}

async function main([token = "", apiUrl = "", file = "", pageSize]: readonly string[]) {
  const store = openNaiveStore(file, pageSize === undefined ? undefined : Number(pageSize));
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: apiUrl } });
  client.on(Events.InteractionCreate, (interaction) => void answer(store, interaction));
  client.once(Events.ClientReady, ({ application }) => void register(application.id, client.rest));
  await client.login(token);
}

if (import.meta.main) await main(process.argv.slice(2));
