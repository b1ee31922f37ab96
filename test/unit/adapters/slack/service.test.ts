import { serviceContract } from "../../../contracts/service.ts";
import { openWorkspace } from "../../../support/slack/workspace.ts";

serviceContract("SlackAdapter", "used-once", async () => {
  const workspace = await openWorkspace();
  const { slack, adapter } = workspace;
  return {
    service: {
      start: () => adapter.start(new AbortController().signal),
      stop: () => adapter.stop(),
    },
    running: () => slack.socketCount,
    pass: (until) => until,
    dispose: async () => workspace[Symbol.asyncDispose](),
  };
});
