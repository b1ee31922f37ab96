import type { JobReference } from "./job-reference.ts";

/** In an id: an e-mail address. */
const EMAIL = /@|%40|email:/i;
/** In an id: an account's number. */
const ACCOUNT = /user:|-u\d+-|^\d+\//i;
/**
 * In an id: the address of a server, with or without its scheme (`10.0.0.5:8188/<UUID>`). The name of a host may have no sign
 * that tells it, so everything with a UUID, or a video's id of OpenAI's form, as the last part of its path counts.
 */
const SERVER =
  /:\/\/|^[^/]*[.:][^/]*\/|^localhost\/|\/(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|video_[\w=-]+)$/i;

/** Whether an id has an e-mail address or the address of a server in it. */
export const hasAddress = (jobId: string): boolean => EMAIL.test(jobId) || SERVER.test(jobId);

/** Whether an id has a part that is not for channels. */
const isPrivate = (jobId: string): boolean => hasAddress(jobId) || ACCOUNT.test(jobId);

/**
 * What people in a channel type to mean a job: its source and its whole id, which mean the job everywhere and for ever. If
 * the id has a part that is not for channels, the job's name in the channel, which is known there while the job's record is.
 */
export const referenceInChannel = ({ source, jobId }: JobReference, name: string): string =>
  isPrivate(jobId) ? name : `${source}:${jobId}`;

/** An API's text about a job as a channel may see it: with the job's name there instead of an id that is not for channels. */
export const nameInText = (text: string, jobId: string, name: string): string =>
  isPrivate(jobId)
    ? text.replaceAll(jobId, name).replaceAll(encodeURIComponent(jobId), name)
    : text;
