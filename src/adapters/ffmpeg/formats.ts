/**
 * The demuxer for each kind of video that is taken, by content type. It is named, never guessed: a playlist that calls
 * itself a video would else have ffmpeg open the files and addresses in it.
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

/** The decoders that are let near a stranger's bytes: what generators and cameras make, not the hundreds there are. */
const DECODERS = [
  ["h264", "hevc", "libdav1d", "av1", "vp8", "vp9", "libvpx", "libvpx-vp9"],
  ["mpeg4", "mpeg2video", "mjpeg", "prores"],
  ["aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "ac3", "pcm_s16le", "pcm_s16be"],
]
  .flat()
  .join(",");

/** A picture of 4096 × 2304. What claims to be larger is not decoded: a frame of it alone could take the memory. */
const MAX_PIXELS = 4096 * 2304;

/** The arguments that come before an input, or undefined for what is no video that is taken. */
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
