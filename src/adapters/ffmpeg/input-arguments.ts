/**
 * The demuxer for each accepted kind of video, by content type. It is named, never guessed: ffmpeg would otherwise open the
 * files and addresses in a playlist that pretends to be a video.
 */
const DEMUXERS: ReadonlyMap<string, string> = new Map([
  ["video/mp4", "mov"],
  ["video/x-m4v", "mov"],
  ["video/quicktime", "mov"],
  ["video/3gpp", "mov"],
  ["video/3gpp2", "mov"],
  ["video/webm", "matroska"],
  ["video/matroska", "matroska"],
  ["video/x-matroska", "matroska"],
  ["video/vnd.avi", "avi"],
  ["video/x-msvideo", "avi"],
  ["video/mp2t", "mpegts"],
]);

/** The only decoders for untrusted bytes: those for what generators and cameras make, not all the hundreds there are. */
const DECODERS = [
  ["h264", "hevc", "libdav1d", "av1", "vp8", "vp9", "libvpx", "libvpx-vp9"],
  ["mpeg4", "mpeg2video", "mjpeg", "prores"],
  ["aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "ac3", "pcm_s16le", "pcm_s16be"],
]
  .flat()
  .join(",");

/** A picture of 4096 × 2304. A larger one is not decoded: a single frame could take all memory. */
const MAX_PIXELS = 4096 * 2304;

/** The arguments before an input; `undefined` if it is not an accepted kind of video. */
export function inputArguments(contentType: string): readonly string[] | undefined {
  const demuxer = DEMUXERS.get(contentType);
  if (demuxer === undefined) return undefined;
  return [
    ["-protocol_whitelist", "file", "-format_whitelist", demuxer, "-f", demuxer],
    // An MP4 may point to other files for its frames. Off by default, and here to stay.
    demuxer === "mov" ? ["-enable_drefs", "0", "-use_absolute_path", "0"] : [],
    ["-codec_whitelist", DECODERS, "-max_pixels", String(MAX_PIXELS)],
  ].flat();
}
