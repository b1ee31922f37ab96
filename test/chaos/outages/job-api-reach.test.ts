import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { describe, expect, it } from "vitest";
import type { TestEnvironment } from "../../support/processes/test-environment.ts";
import { promisesResult } from "../../support/sentence.ts";
import { eventually } from "../../support/processes/eventually.ts";
import { isDelivered } from "../../support/processes/relay-log.ts";
import { createForgetfulEnvironment } from "../../support/processes/test-environment.ts";
import { discordClient, expectOnce } from "../../support/processes/user-client.ts";
import { expiredCertificate, key, validCertificate } from "./localhost-certificates.ts";
import { profile } from "../../support/profile.ts";

/** The number of followed jobs. */
const EACH = profile.amount({ small: 2, full: 20 });
const PRELOAD = new URL("nameless-process.ts", import.meta.url).href;

/** The job API under a name and a certificate, as it is on the internet. */
interface Front extends AsyncDisposable {
  readonly url: string;
  /** Ends all connections; those to come are shown this certificate. */
  show(certificate: string): void;
}

async function createFront({ pika }: TestEnvironment): Promise<Front> {
  const behind = new URL(pika.url);
  const open = new Set<Socket>();
  const server = createServer({ cert: validCertificate, key }, (client) => {
    const upstream = connect(Number(behind.port), behind.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {}).on("close", () => open.delete(socket));
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}${behind.pathname}`,
    show: (certificate) => {
      server.setSecureContext({ cert: certificate, key });
      cut();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

type SourceProblem = (front: Front, namelessFile: string) => Promise<void>;

const TROUBLES: readonly { reason: string; begin: SourceProblem; end: SourceProblem }[] = [
  {
    reason: "CERT_HAS_EXPIRED",
    begin: async (front) => front.show(expiredCertificate),
    end: async (front) => front.show(validCertificate),
  },
  {
    reason: "ENOTFOUND",
    begin: async (front, file) => {
      await writeFile(file, "");
      front.show(validCertificate);
    },
    end: (_front, file) => rm(file),
  },
];

describe.concurrent("a job API that cannot be reached", () => {
  it.each(TROUBLES)(
    "$reason: is logged once, ends no follow, and lets no request through until the API is back",
    async ({ reason, begin, end }) => {
      await using environment = await createForgetfulEnvironment();
      const { pika, directory } = environment;
      await using front = await createFront(environment);
      const nameless = join(directory, "nameless");
      const authority = join(directory, "authority.pem");
      await writeFile(authority, validCertificate + expiredCertificate);
      const client = discordClient(environment);
      const relay = await environment.readyRelay({
        ...client.env,
        PIKA_API_URL: front.url,
        NODE_EXTRA_CA_CERTS: authority,
        NODE_OPTIONS: `--import ${PRELOAD}`,
        CHAOS_NAMELESS_FILE: nameless,
      });
      const jobs = Array.from({ length: EACH }, () => pika.addJob());
      for (const jobId of jobs)
        await client.ask(jobId, () =>
          eventually("the status", () => client.about(jobId).length === 1),
        );
      await begin(front, nameless);
      await relay.event("api.troubled", (line) => line["reason"] === reason);
      const reached = pika.requests.length;
      for (const jobId of jobs) pika.setJob(jobId, { status: "completed" });
      const other = pika.addJob({ ends: "completed" });
      await client.ask(other, (said) => eventually("an answer", () => promisesResult(said())));
      expect(pika.requests).toHaveLength(reached);
      for (const jobId of jobs) expect(client.about(jobId)).toHaveLength(1);
      await end(front, nameless);
      for (const jobId of [...jobs, other]) {
        await eventually("the delivery", () => isDelivered([relay], jobId), 60_000);
        await expectOnce(client, jobId);
      }
      const said = relay.log.filter(({ msg, ...line }) => {
        return msg === "api.troubled" && line["reason"] === reason;
      });
      expect(said).toHaveLength(1);
      expect(relay.errors()).toBe("");
      expect(await relay.stop()).toEqual({ code: 0, signal: null });
    },
    120_000,
  );

  it("a single 404: ends no follow", async () => {
    await using environment = await createForgetfulEnvironment();
    const { pika } = environment;
    const client = discordClient(environment);
    const relay = await environment.readyRelay(client.env);
    const jobs = Array.from({ length: EACH }, () => pika.addJob());
    for (const jobId of jobs)
      await client.ask(jobId, () =>
        eventually("the status", () => client.about(jobId).length === 1),
      );
    const before = pika.requests.length;
    for (const jobId of jobs) pika.fault({ kind: "refuse", status: 404 }, { jobId, times: 1 });
    const askedSince = (jobId: string): number =>
      pika.requests.slice(before).filter((request) => request.jobId === jobId).length;
    for (const jobId of jobs) await eventually("three questions", () => askedSince(jobId) >= 3);
    for (const jobId of jobs) expect(client.about(jobId)).toHaveLength(1);
    for (const jobId of jobs) pika.setJob(jobId, { status: "completed" });
    for (const jobId of jobs) {
      await eventually("the delivery", () => isDelivered([relay], jobId));
      await expectOnce(client, jobId);
    }
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
  }, 120_000);
});
