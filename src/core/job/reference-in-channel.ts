import type { JobReference } from "./job-reference.ts";

/** In an id: an e-mail address, an account's number, or the address of a server. None of them is for a channel. */
const PRIVATE_PARTS = /@|%40|email:|user:|-u\d+-|:\/\//i;

const isPrivate = (jobId: string): boolean => PRIVATE_PARTS.test(jobId);

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
