import type { Command } from "../src/core/command.ts";
import { pikaStatus } from "./pika-status.ts";

/** Every command, in the order people see them. */
export const commands: readonly Command[] = [pikaStatus];
