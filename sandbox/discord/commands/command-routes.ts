/**
 * Application commands, global and per guild. Implemented: list, bulk overwrite, create (which overwrites by type and
 * name), edit, delete, the limits of 100 slash commands and of 200 creations (per day on Discord, in total here). Not
 * implemented: permissions per command, delays, the lower limit of message commands.
 */
import { isDeepStrictEqual } from "node:util";
import { answerError } from "../rest/errors.ts";
import {
  bulkCommandBody,
  createCommandBody,
  editCommandBody,
  toDefinition,
  type CommandBody,
} from "./command-body.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { CommandRecord, DiscordState } from "../discord-state.ts";

const MAX_COMMANDS = 100;
const MAX_CREATES = 200;

/** Returns the guild of a path; `undefined` for global commands. Throws if the bot may not change them. */
function scopeOf(state: DiscordState, { params }: RouteRequest): string | undefined {
  if (params["applicationId"] !== state.application.id) throw answerError("notYourApplication");
  const guildId = params["guildId"];
  if (guildId !== undefined && !state.guilds.get(guildId)?.hasBot)
    throw answerError("missingAccess");
  return guildId;
}

const inScope = (state: DiscordState, guildId: string | undefined): CommandRecord[] =>
  state.commands.filter((command) => command.guildId === guildId);

/** ApplicationCommandResponse. */
export function renderCommand(
  state: DiscordState,
  command: CommandRecord,
  withLocalizations = true,
): Record<string, unknown> {
  const {
    name_localizations: names,
    description_localizations: descriptions,
    ...rest
  } = command.definition;
  return {
    id: command.id,
    application_id: state.application.id,
    version: command.version,
    ...rest,
    ...(command.guildId === undefined ? {} : { guild_id: command.guildId }),
    ...(withLocalizations
      ? { name_localizations: names, description_localizations: descriptions }
      : {}),
  };
}

/** A request that writes commands, and their guild. */
interface Writing {
  readonly guildId: string | undefined;
  readonly registration: { method: string; created: number };
}

/** Replaces the command of the definition's type and name (or id), or creates it. */
function put(
  state: DiscordState,
  body: CommandBody,
  { guildId, registration }: Writing,
): CommandRecord {
  const definition = toDefinition(body);
  const { type, name } = definition;
  const existing = inScope(state, guildId).find(
    ({ id, definition: other }) =>
      id === body.id || (other["type"] === type && other["name"] === name),
  );
  if (existing) {
    if (!isDeepStrictEqual(existing.definition, definition)) existing.version = state.nextId();
    existing.definition = definition;
    return existing;
  }
  const ofType = inScope(state, guildId).filter(({ definition: other }) => other["type"] === type);
  if (ofType.length >= MAX_COMMANDS) throw answerError("tooManyCommands");
  const earlier = state.registrations.reduce((sum, { created }) => sum + created, 0);
  if (earlier + registration.created >= MAX_CREATES) throw answerError("dailyCreates");
  const command = { id: state.nextId(), guildId, version: state.nextId(), definition };
  state.commands.push(command);
  registration.created += 1;
  return command;
}

function register(state: DiscordState, registration: Writing["registration"]): void {
  state.registrations.push(registration);
  state.changed();
}

function list(state: DiscordState, request: RouteRequest): RouteAnswer {
  const commands = inScope(state, scopeOf(state, request));
  const localized = request.query.get("with_localizations") === "true";
  return {
    status: 200,
    body: commands.map((command) => renderCommand(state, command, localized)),
  };
}

function overwriteAll(state: DiscordState, request: RouteRequest): RouteAnswer {
  const guildId = scopeOf(state, request);
  const bodies = parseStrictly(bulkCommandBody, request.json, request.report);
  const slashCommands = bodies.filter(({ type }) => type !== 3);
  if (slashCommands.length > MAX_COMMANDS) throw answerError("tooManyCommands");
  const registration = { method: "PUT", created: 0 };
  const kept = bodies.map((body) => put(state, body, { guildId, registration }));
  for (const command of inScope(state, guildId)) {
    if (!kept.includes(command)) drop(state, command);
  }
  register(state, registration);
  return { status: 200, body: kept.map((command) => renderCommand(state, command)) };
}

function drop(state: DiscordState, command: CommandRecord): void {
  state.commands.splice(state.commands.indexOf(command), 1);
}

function create(state: DiscordState, request: RouteRequest): RouteAnswer {
  const guildId = scopeOf(state, request);
  const body = parseStrictly(createCommandBody, request.json, request.report);
  const registration = { method: "POST", created: 0 };
  const command = put(state, body, { guildId, registration });
  register(state, registration);
  return { status: registration.created > 0 ? 201 : 200, body: renderCommand(state, command) };
}

function find(state: DiscordState, request: RouteRequest): CommandRecord {
  const commands = inScope(state, scopeOf(state, request));
  const command = commands.find(({ id }) => id === request.params["commandId"]);
  if (!command) throw answerError("unknownCommand");
  return command;
}

function edit(state: DiscordState, request: RouteRequest): RouteAnswer {
  const command = find(state, request);
  const part = parseStrictly(editCommandBody, request.json, request.report);
  const whole = { ...command.definition, ...part } as CommandBody;
  command.definition = toDefinition(whole);
  command.version = state.nextId();
  register(state, { method: "PATCH", created: 0 });
  return { status: 200, body: renderCommand(state, command) };
}

function remove(state: DiscordState, request: RouteRequest): RouteAnswer {
  drop(state, find(state, request));
  register(state, { method: "DELETE", created: 0 });
  return { status: 204 };
}

const read = (state: DiscordState, request: RouteRequest): RouteAnswer => ({
  status: 200,
  body: renderCommand(state, find(state, request)),
});

const GLOBAL = "/applications/:applicationId/commands";
const GUILD = "/applications/:applicationId/guilds/:guildId/commands";

/** See the head of this file. */
export const commandRoutes: readonly Route[] = [GLOBAL, GUILD].flatMap((path): Route[] => [
  { method: "GET", path, query: ["with_localizations"], run: list },
  { method: "PUT", path, run: overwriteAll },
  { method: "POST", path, run: create },
  { method: "GET", path: `${path}/:commandId`, run: read },
  { method: "PATCH", path: `${path}/:commandId`, run: edit },
  { method: "DELETE", path: `${path}/:commandId`, run: remove },
]);
