/**
 * Application commands, global and of one guild. Does: list, bulk overwrite, create (which overwrites by name), edit, delete,
 * the limits of 100 commands and of 200 creations (a day, there; ever, here). Does not: permissions per command, delays.
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
import type { CommandRecord, World } from "../state.ts";

const MAX_COMMANDS = 100;
const MAX_CREATES = 200;

/** The guild whose commands are meant; undefined for the global ones. Throws where they are not the bot's to change. */
function scopeOf(world: World, { params }: RouteRequest): string | undefined {
  if (params["applicationId"] !== world.application.id) throw answerError("notYourApplication");
  const guildId = params["guildId"];
  if (guildId !== undefined && !world.guilds.get(guildId)?.hasBot)
    throw answerError("missingAccess");
  return guildId;
}

const inScope = (world: World, guildId: string | undefined): CommandRecord[] =>
  world.commands.filter((command) => command.guildId === guildId);

/** ApplicationCommandResponse. */
export function renderCommand(
  world: World,
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
    application_id: world.application.id,
    version: command.version,
    ...rest,
    ...(command.guildId === undefined ? {} : { guild_id: command.guildId }),
    ...(withLocalizations
      ? { name_localizations: names, description_localizations: descriptions }
      : {}),
  };
}

/** One request that writes commands, and where to. */
interface Writing {
  readonly guildId: string | undefined;
  readonly registration: { method: string; created: number };
}

/** Writes one definition over the command of its name (or id), or creates it. */
function put(world: World, body: CommandBody, { guildId, registration }: Writing): CommandRecord {
  const existing = inScope(world, guildId).find(
    ({ id, definition }) => id === body.id || definition["name"] === body.name,
  );
  const definition = toDefinition(body);
  if (existing) {
    if (!isDeepStrictEqual(existing.definition, definition)) existing.version = world.nextId();
    existing.definition = definition;
    return existing;
  }
  if (inScope(world, guildId).length >= MAX_COMMANDS) throw answerError("tooManyCommands");
  const earlier = world.registrations.reduce((sum, { created }) => sum + created, 0);
  if (earlier + registration.created >= MAX_CREATES) throw answerError("dailyCreates");
  const command = { id: world.nextId(), guildId, version: world.nextId(), definition };
  world.commands.push(command);
  registration.created += 1;
  return command;
}

function register(world: World, registration: Writing["registration"]): void {
  world.registrations.push(registration);
  world.changed();
}

function list(world: World, request: RouteRequest): RouteAnswer {
  const commands = inScope(world, scopeOf(world, request));
  const localized = request.query.get("with_localizations") === "true";
  return {
    status: 200,
    body: commands.map((command) => renderCommand(world, command, localized)),
  };
}

function overwriteAll(world: World, request: RouteRequest): RouteAnswer {
  const guildId = scopeOf(world, request);
  const bodies = parseStrictly(bulkCommandBody, request.json, request.report);
  if (bodies.length > MAX_COMMANDS) throw answerError("tooManyCommands");
  const registration = { method: "PUT", created: 0 };
  const kept = bodies.map((body) => put(world, body, { guildId, registration }));
  for (const command of inScope(world, guildId)) {
    if (!kept.includes(command)) drop(world, command);
  }
  register(world, registration);
  return { status: 200, body: kept.map((command) => renderCommand(world, command)) };
}

function drop(world: World, command: CommandRecord): void {
  world.commands.splice(world.commands.indexOf(command), 1);
}

function create(world: World, request: RouteRequest): RouteAnswer {
  const guildId = scopeOf(world, request);
  const body = parseStrictly(createCommandBody, request.json, request.report);
  const registration = { method: "POST", created: 0 };
  const command = put(world, body, { guildId, registration });
  register(world, registration);
  return { status: registration.created > 0 ? 201 : 200, body: renderCommand(world, command) };
}

function find(world: World, request: RouteRequest): CommandRecord {
  const commands = inScope(world, scopeOf(world, request));
  const command = commands.find(({ id }) => id === request.params["commandId"]);
  if (!command) throw answerError("unknownCommand");
  return command;
}

function edit(world: World, request: RouteRequest): RouteAnswer {
  const command = find(world, request);
  const part = parseStrictly(editCommandBody, request.json, request.report);
  const whole = { ...command.definition, ...part } as CommandBody;
  command.definition = toDefinition(whole);
  command.version = world.nextId();
  register(world, { method: "PATCH", created: 0 });
  return { status: 200, body: renderCommand(world, command) };
}

function remove(world: World, request: RouteRequest): RouteAnswer {
  drop(world, find(world, request));
  register(world, { method: "DELETE", created: 0 });
  return { status: 204 };
}

const read = (world: World, request: RouteRequest): RouteAnswer => ({
  status: 200,
  body: renderCommand(world, find(world, request)),
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
