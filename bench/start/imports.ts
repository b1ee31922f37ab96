// The least that a start could do: loads the packages that the relay needs for both platforms and its store, and nothing else.
import "@keyv/sqlite";
import "@slack/bolt";
import "discord.js";
import "keyv";
import "pino";
import "undici";
import "zod";

process.stdout.write("ready\n");
setInterval(() => {}, 60_000);
