import type { Backend } from "./backend.ts";
import type { SlackSocketFaults } from "./handle.ts";

/** The faults of the socket that tests can order. */
export const createSocketFaults = ({ sockets, faults }: Backend): SlackSocketFaults => ({
  disconnect: (reason) => sockets.disconnect(reason),
  reset: () => sockets.reset(),
  refuseConnections: (times) => faults.add({ method: "apps.connections.open", status: 503, times }),
  muteHeartbeat: (muted) => sockets.muteHeartbeat(muted),
  resendEnvelopes: (times) => sockets.resendEnvelopes(times),
  sendAnything: (frame) => sockets.sendAnything(frame),
});
