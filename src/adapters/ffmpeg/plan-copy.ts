/** How a copy is encoded. Bit rates in bits per second. */
export interface Plan {
  /** Upper limit for the picture; quiet pictures need less. */
  readonly videoBitRate: number;
  readonly audioBitRate: number;
  /** The picture is scaled down if its longer side has more pixels. */
  readonly maxSidePixels: number;
}

/** Below this a picture of 640 pixels is not worth watching, and the link to the original is better. */
const MIN_VIDEO_BIT_RATE = 150_000;
/** Above this the picture does not look any better, however much room there is. */
const MAX_VIDEO_BIT_RATE = 12_000_000;
/** Share and fixed size of the MP4 container, with a margin: about 1 % of a large file, and its tables. */
const CONTAINER_SHARE = 0.03;
const CONTAINER_BYTES = 8_000;
/**
 * The encoder's buffer holds a second of its bit rate, and a clip may end with what was in it: the picture takes at most
 * the bit rate times its length and this.
 */
const BUFFER_SECONDS = 1;

/** The longest side that still looks well at a bit rate, by the least bit rate for it. */
const SIZES: readonly { readonly leastBitRate: number; readonly sidePixels: number }[] = [
  { leastBitRate: 3_500_000, sidePixels: 1920 },
  { leastBitRate: 1_500_000, sidePixels: 1280 },
  { leastBitRate: 600_000, sidePixels: 854 },
  { leastBitRate: MIN_VIDEO_BIT_RATE, sidePixels: 640 },
];

/** How a video of that length fits into `maxBytes`; `undefined` if it would no longer be watchable. */
export function planCopy(source: {
  readonly durationSeconds: number;
  readonly hasAudio: boolean;
  readonly maxBytes: number;
}): Plan | undefined {
  const bits = (source.maxBytes * (1 - CONTAINER_SHARE) - CONTAINER_BYTES) * 8;
  const bitRate = bits / (source.durationSeconds + BUFFER_SECONDS);
  const audioBitRate = source.hasAudio ? audioShare(bitRate) : 0;
  const videoBitRate = Math.floor(Math.min(bitRate - audioBitRate, MAX_VIDEO_BIT_RATE));
  const size = SIZES.find(({ leastBitRate }) => videoBitRate >= leastBitRate);
  return size && { videoBitRate, audioBitRate, maxSidePixels: size.sidePixels };
}

/** Speech stays clear at 48 kbit/s; more only if the picture has enough. */
function audioShare(bitRate: number): number {
  if (bitRate >= 1_500_000) return 128_000;
  return bitRate >= 500_000 ? 96_000 : 48_000;
}
