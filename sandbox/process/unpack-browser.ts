/*
 * The Chromium of the development packages: one compressed file for x64 Linux, and what it needs on a system without
 * its libraries and fonts. It is unpacked once per installation, beside the packages.
 */
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";

const run = promisify(execFile);
const PARTIAL = "partial-";
/** Unpacking takes seconds; anything older was left by a killed process. */
const MAX_UNPACKING_MS = 10 * 60_000;
const SYSTEM_FONTS = "/etc/fonts/fonts.conf";

/** A program and its environment variables. */
interface BrowserProgram {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Unpacks the browser unless it is already unpacked. */
export async function unpackBrowser(): Promise<BrowserProgram> {
  const source = dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")));
  const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8")) as {
    version: string;
  };
  const cache = join(source, "../../.cache/pika-relay-chromium");
  const target = join(cache, version);
  if (!existsSync(target)) await unpack(join(source, "bin"), cache, target);
  return {
    executablePath: join(target, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(target, "lib"),
      ...(!existsSync(SYSTEM_FONTS) && { FONTCONFIG_FILE: join(target, "fonts.conf") }),
    },
  };
}

/** Several processes may unpack at once: each into its own directory, and the first one renames it. */
async function unpack(bin: string, cache: string, target: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const directory = await mkdtemp(join(cache, PARTIAL));
  try {
    const program = createWriteStream(join(directory, "chromium"), { mode: 0o755 });
    await decompress(join(bin, "chromium.br"), program);
    for (const name of ["al2023", "fonts"]) await untar(join(bin, `${name}.tar.br`), directory);
    await writeFile(join(directory, "fonts.conf"), fontsOf(target));
    await chmod(directory, 0o755);
    await rename(directory, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const decompress = (file: string, into: Writable): Promise<void> =>
  pipeline(createReadStream(file), createBrotliDecompress(), into);

async function untar(file: string, directory: string): Promise<void> {
  const archive = join(directory, "archive.tar");
  await decompress(file, createWriteStream(archive));
  await run("tar", ["-x", "--no-same-owner", "-f", archive, "-C", directory]);
  await rm(archive);
}

/** The package's own font configuration names directories of /tmp. */
const fontsOf = (directory: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${directory}/fonts</dir>
  <cachedir>${directory}/fonts-cache</cachedir>
</fontconfig>
`;

async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (name.startsWith(PARTIAL) && age > MAX_UNPACKING_MS) await rm(path, { recursive: true });
  }
}
