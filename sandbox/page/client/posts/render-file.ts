/** Files of messages: videos and sounds play, images show, the rest can be downloaded. A spoiler is covered at first. */
import type { FileView } from "../../page-views.ts";
import { button, el } from "../dom.ts";

/** Players by URL, so that a message that is rendered again keeps them. */
const players = new Map<string, HTMLElement>();
/** Ids of the spoilers that were clicked. */
const uncovered = new Set<string>();

/** Renders a file with its name, size and alternative text. */
export function renderFile(file: FileView): HTMLElement {
  const { id, name, url, alternativeText } = file;
  const player = players.get(`${id} ${url}`) ?? createPlayer(file);
  players.set(`${id} ${url}`, player);
  return el(
    "figure",
    {},
    file.isSpoiler && !uncovered.has(id) ? coverSpoiler(player, file) : player,
    el(
      "figcaption",
      {},
      el("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, name),
      ` · ${saySize(file.sizeBytes)}`,
      alternativeText !== undefined &&
        el(
          "details",
          {},
          el("summary", { "aria-label": `Alternative text of ${name}` }, "ALT"),
          alternativeText,
        ),
    ),
  );
}

/** The file blurred and out of reach, below a button that uncovers it. */
function coverSpoiler(player: HTMLElement, { id, name }: FileView): HTMLElement {
  const cover = button(
    "SPOILER",
    () => {
      uncovered.add(id);
      spoiler.replaceWith(player);
    },
    { "aria-label": `Show ${name}, a spoiler`, "data-key": `spoiler ${id}` },
  );
  const spoiler = el(
    "div",
    { class: "spoiler" },
    el("div", { class: "blurred", inert: true }, player),
    cover,
  );
  return spoiler;
}

function createPlayer({ name, url, mediaType, alternativeText }: FileView): HTMLElement {
  const label = alternativeText ?? name;
  if (mediaType.startsWith("video/"))
    return el("video", {
      src: url,
      controls: true,
      preload: "metadata",
      loop: true,
      "aria-label": label,
    });
  if (mediaType.startsWith("audio/"))
    return el("audio", { src: url, controls: true, preload: "metadata", "aria-label": label });
  if (mediaType.startsWith("image/")) return el("img", { src: url, alt: label });
  return el("div", { class: "file-icon", "aria-hidden": "true" }, "File");
}

function saySize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
