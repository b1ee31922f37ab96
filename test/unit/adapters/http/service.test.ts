import { HttpServer } from "../../../../src/adapters/http/server.ts";
import { serviceContract } from "../../../contracts/service.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { openSocket } from "../../../support/http/raw-client.ts";

serviceContract("the HTTP server", "used-once", async () => {
  const log = createFakeLogger();
  const server = new HttpServer({ host: "127.0.0.1", port: 0, endpoints: [], log });
  const sockets: { readonly closed: boolean }[] = [];
  return {
    service: server,
    running: () => 0,
    pass: (until) => until,
    keepBusy: async () => void sockets.push(await openSocket(server.port)),
  };
});
