import type { Backend } from "../backend.ts";
import type { SlackSocketFaults } from "../slack-sandbox.ts";

/** Creates the faults of the socket that tests can inject. */
export function createSocketFaults(backend: Backend): SlackSocketFaults {
  const { sockets, faults } = backend;
  return {
    disconnect: (reason) => sockets.disconnect(reason),
    reset: () => sockets.reset(),
    refuseConnections: (times) =>
      faults.add({ method: "apps.connections.open", status: 503, times }),
    muteHeartbeat: (muted) => sockets.muteHeartbeat(muted),
    resendEnvelopes: (times) => sockets.resendEnvelopes(times),
    sendAnything: (frame) => sockets.sendAnything(frame),
    sendEnvelope: (type, payload) => sendEnvelope(backend, type, payload),
  };
}

async function sendEnvelope(
  { sender, waiters, settings }: Backend,
  type: Parameters<SlackSocketFaults["sendEnvelope"]>[0],
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  const envelopeId = crypto.randomUUID();
  sender.send({ envelope_id: envelopeId, type, accepts_response_payload: false, payload });
  await waiters.wait({
    find: () => (sender.acksOf(envelopeId) > 0 ? true : undefined),
    timeoutMs: settings.ackTimeoutMs,
    describe: () => `${JSON.stringify(payload)} was not acknowledged`,
  });
}
