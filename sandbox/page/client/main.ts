/** Starts the page: two panes, a panel, and the feed that updates them. */
import type { PlatformName } from "../page-views.ts";
import { byId } from "./dom.ts";
import { keepTime } from "./local-time.ts";
import { JobsPanel } from "./panel/jobs-panel.ts";
import { Pane } from "./pane.ts";
import { listen } from "./server.ts";
import { showPart, startTabs } from "./tabs.ts";
import { startTheme } from "./theme.ts";

const panes: Readonly<Record<PlatformName, Pane>> = {
  discord: new Pane("discord", byId("discord")),
  slack: new Pane("slack", byId("slack")),
};
const panel = new JobsPanel(byId("panel"), {
  placeOf: (platform) => panes[platform].placeId,
  ask: (platform, text) => {
    showPart(platform);
    panes[platform].propose(text);
  },
});

const RELAY_WORDS = {
  starting: "The relay is starting.",
  ready: "The relay is ready.",
  "not ready": "The relay is not ready:",
  ended: "The relay has stopped:",
} as const;

function say(state: string, words: string): void {
  const line = byId("relay");
  line.dataset["state"] = state;
  if (line.textContent !== words) line.textContent = words;
}

startTheme();
startTabs();
keepTime();
listen(
  (event) => {
    switch (event.kind) {
      case "start":
        for (const pane of Object.values(panes)) pane.clear();
        panel.clear();
        return;
      case "platform":
        return panes[event.platform].setView(event.view);
      case "post":
        return panes[event.platform].setPost(event.post);
      case "gone":
        return panes[event.platform].removePost(event.postId);
      case "job-apis":
        return panel.setApis(event.jobApis);
      case "job":
        return panel.setJob(event.job);
      case "request":
        return panel.setRequest(event.request);
      case "faults":
        return panel.setFaults(event.faults);
      case "relay": {
        const { state, detail } = event.relay;
        return say(state, `${RELAY_WORDS[state]} ${detail}`.trim());
      }
    }
  },
  () => say("ended", "The sandbox isn’t responding. Retrying…"),
);
