/**
 * Every sentence a person reads, in English: the catalogue that the other languages translate. `{name}` is filled in,
 * `**…**` is emphasised. Keys that end in `.one` and `.other` are chosen by number.
 */
export const en = {
  // Units and numbers.
  "unit.day": "{n} d",
  "unit.hour": "{n} h",
  "unit.minute": "{n} min",
  "unit.second": "{n} s",
  "unit.bytes": "{n} bytes",
  "unit.kilobytes": "{n} kB",
  "unit.megabytes": "{n} MB",
  "unit.percent": "{n} %",
  "jobs.one": "{n} job",
  "jobs.other": "{n} jobs",
  "commands.one": "{n} command",
  "commands.other": "{n} commands",
  "lines.one": "… ({n} more line)",
  "lines.other": "… ({n} more lines)",
  "characters.one": "… ({n} more character)",
  "characters.other": "… ({n} more characters)",

  // What a job's status is called.
  "status.unasked": "Waiting for the job API",
  "status.created": "Waiting to start",
  "status.started": "Started",
  "status.progress": "In progress",
  "status.running": "Running ({status})",
  "status.completed": "Completed",
  "status.failed": "Failed",
  "status.cancelled": "Cancelled",
  "status.moderated": "Stopped by moderation",
  "status.gave-up": "Gave up waiting",
  "status.unknown-job": "Unknown to the job API",
  "status.forgotten": "No longer followed",

  // The status message.
  "status.word": "status {status}",
  "status.job": "Job {job}",
  "status.asked-by": "Asked by {people}",
  "status.submitted": "submitted {when}",
  "status.took": "took {duration}",
  "status.asked-every": "The job API is asked every {interval}. I stop waiting {when}.",
  "status.asked-between": "The job API is asked every {from} to {to}. I stop waiting {when}.",
  "status.upload-limit": "Files of up to {size} can be attached here; a larger one is linked.",
  "status.undelivered": "**The job worked, but its result could not be posted here:** {reason}.",
  "status.undelivered-bad":
    "**The job is over, but how it ended could not be posted here:** {reason}.",
  "status.sent-privately": "The result was sent to {person} as a direct message instead.",
  "status.kept": "The result is kept for a week: see {command}.",
  "status.result": "See the result",
  "status.forgotten-by": "{person} stopped following this job here.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "the channel is gone, or I was removed from it",
  "undelivered.forbidden": "I am not allowed to post here",
  "undelivered.text_refused": "the moderation of messages refuses it",
  "undelivered.channel_not_allowed": "I am no longer set up to be used here",
  "undelivered.too_late": "posting failed for 24 hours",
  "undelivered.rejected": "the platform does not accept it",

  // Trouble with the job API.
  "trouble.unauthorised":
    "The job API refuses this relay right now (not authorised). Whoever runs the relay must renew its API token. The relay keeps asking.",
  "trouble.no-subscription":
    "The job API refuses this relay right now (no subscription, or it expired). Whoever runs the relay must renew the subscription. The relay keeps asking.",
  "trouble.rate-limited":
    "The job API asks the relay to slow down right now. The relay keeps asking.",
  "trouble.unavailable":
    "The job API is down or does not answer right now. The relay keeps asking.",
  "trouble.not-understood":
    "The job API answers with something unreadable right now. The relay keeps asking.",

  // The result.
  "result.video-ready": "Your video is ready",
  "result.other-ready": "Your result is ready",
  "result.file-not-attached": "{ready}, but it could not be attached",
  "result.files-not-attached": "{ready}, but the files could not be attached",
  "result.no-attachments": "The job completed, but it has no attachments",
  "result.failed": "The job failed",
  "result.cancelled": "The job was cancelled",
  "result.moderated": "The job was stopped by moderation",
  "result.gave-up": "I stopped waiting after {duration}",
  "result.unknown-job": "The job API does not know this job",
  "result.headline": "{people} {symbol} **{words}.** Job {job}.",
  "result.headline-took": "{people} {symbol} **{words}.** Job {job} took {duration}.",
  "result.headline-alone": "{symbol} **{words}.** Job {job}.",
  "result.headline-alone-took": "{symbol} **{words}.** Job {job} took {duration}.",
  "result.shared-by": "Shared by {person}.",
  "result.notification": "Posted here because channel notifications are on.",
  "result.sent-privately": "This was asked for in a channel that I can no longer post in.",
  "result.one-line": "{people} {symbol} **{words}.** {link}",
  "result.see-status": "Status message",
  "result.part": "Files {from} to {to} of {count} of job {job}.",
  "result.smaller-copy": "a smaller copy of {size}, because the original has {original}",
  "result.error": "Error:",
  "result.details": "Details:",
  "result.no-reason": "The job API gave no reason.",
  "result.api-says": "The job API says:",
  "result.api-says-nothing": "The job API says nothing more.",
  "result.last-status": "When last seen, its status was “{status}”. To go on waiting: {command}",
  "result.no-status": "The job API never told its status. To go on waiting: {command}",
  "result.ask-again": "If that is a mistake, ask again: {command}",
  "result.moderated-text":
    "The rest of this message was refused here by the moderation of messages.",
  "result.alt-text": "Result of Pika job {job}",
  "result.forgotten":
    "{person} stopped following job {job} here, so its result will not be posted. To follow it again: {command}",

  // A file that is linked.
  "link.line": "Not attached: {file}: {reason}.",
  "link.line-until": "Not attached: {file}: {reason}. The link works until {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "file",
  "link.expired": "its link has expired, and the job API has no fresh one",
  "link.unreachable": "it could not be downloaded",
  "link.not-media": "it is not a video, picture or sound",
  "link.address-refused": "the relay does not download from that address",
  "link.file-refused": "it could not be posted as a file here",
  "link.too-large": "it is too large for this channel",
  "link.too-large-for": "it is larger than the {size} allowed here",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Follow a Pika video job and get its result in this channel",
  "command.pika-jobs": "See what this channel waits for, and its latest results",
  "command.pika-forget": "Stop following a job in this channel",
  "command.pika-share": "Post a finished job's result into another channel",
  "command.pika-notify": "Post every finished job of the account in this channel",
  "command.pika-settings": "See or change how results are posted in this channel",
  "command.pika-help": "What you can do with Pika Relay here",
  "option.jobid": "The job id the Pika API answered when the job was submitted",
  "option.followed-jobid": "The id of a job that this channel follows",
  "option.finished-jobid": "The id of a job whose result was posted in this channel",
  "option.channel": "Where to post it",
  "option.notify": "Switch notifications on or off, or see whether they are on",
  "option.delivery": "How results arrive: as a new message, in the status message, or in a thread",
  "shortcut.follow": "Follow this Pika job",

  // Buttons.
  "button.refresh": "Refresh",
  "button.stop": "Stop following",
  "button.share": "Share…",
  "button.retry": "Retry",
  "button.retry-now": "Run it again",
  "button.cancel": "Cancel",
  "button.try-again": "Try again",
  "button.previous": "Previous",
  "button.next": "Next",
  "choice.channel": "Choose a channel",

  // Answers that any command may give.
  "answer.interim": "Looking that up; the answer follows in a moment.",
  "answer.failed": "Something went wrong in the relay, and nothing was done. Please try again.",
  "answer.unknown-command": "I do not know that command.",
  "answer.restarting": "I am restarting. Please try again in a moment.",
  "answer.people-only": "I take commands from people only.",
  "answer.not-allowed-here":
    "I am not set up to be used here. Whoever runs this relay decides where it may be used.",
  "answer.too-often":
    "That was one too many: I take {commands} a minute from one person. Please try again in {duration}.",
  "answer.too-often-rest":
    "Jobs that are followed already go on, and nothing was done about this one.",
  "answer.store-down": "**I could not save this just now, so nothing was changed.**",
  "answer.store-down-rest":
    "Please try again in a minute. If it stays like this, tell whoever runs this relay.",
  "answer.not-found": "I know no such job in this channel.",
  "answer.not-found-rest": "{command} shows what this channel waits for, and its latest results.",
  "answer.needs-manage": "**Only somebody who may manage this channel can do that.**",
  "answer.cancelled": "Nothing was done.",

  // Job ids.
  "jobid.missing": "A job id is missing.",
  "jobid.invalid": "That is not a job id: it has to be 1 to {max} characters without spaces.",
  "jobid.example": "A job id looks like {example}.",
  "jobid.where": "It is the {field} in the answer to the request that started the job.",

  // Following.
  "follow.following": "Following job {job}. Its result will be posted in this channel.",
  "follow.following-thread": "Following job {job}. Its result will be posted in this thread.",
  "follow.over": "Following job {job}. Its result is posted in this channel now.",
  "follow.already":
    "This channel already follows job {job}. You will be mentioned too when it ends.",
  "follow.already-over":
    "This channel already follows job {job}. The job is over, and its result is being posted now.",
  "follow.not-found": "The job API does not know job {job}. It says:",
  "follow.not-found-rest": "Nothing is followed. Check the job id and try again.",
  "follow.no-access": "**I cannot post results in this channel.** {problem}",
  "follow.no-access-rest": "Nothing is followed yet. Try again after that.",
  "follow.too-many-of-user":
    "**You already wait for {jobs} here, the limit for one person.** This one is not followed. Try again when one of yours is over.",
  "follow.too-many-of-channel":
    "**This channel already follows {jobs}, the limit for one channel.** This one is not followed. Try again when one of them is over, or in another channel.",
  "follow.too-many-rest": "Whoever runs this relay can raise the limit.",
  "follow.store-down": "**I could not save this just now, so the job is not followed.**",
  "follow.see-status": "See the status message",
  "follow.refused":
    "The job API refuses the relay right now; whoever runs it must act. I keep asking.",
  "follow.slow-down": "The job API asks me to slow down right now. I keep asking.",
  "follow.no-answer": "The job API does not answer properly right now. I keep asking.",

  // Refreshing.
  "refresh.running": "Asked just now: {status}.",
  "refresh.over": "Asked just now: the job is over. Its result is on the way.",
  "refresh.done": "This job is over. Its result was posted here.",
  "refresh.undelivered": "This job is over, and its result could not be posted here.",

  // Stopping.
  "forget.done": "Stopped following job {job} here. Its result will not be posted.",
  "forget.told": "The others who asked for it are told.",
  "forget.over": "Job {job} is over: there is nothing left to stop.",
  "forget.not-yours":
    "**Only those who asked for this job, or somebody who may manage this channel, can stop following it.**",

  // Sharing.
  "share.where": "Where should the result of job {job} be posted?",
  "share.done": "The result of job {job} is being posted in {channel}.",
  "share.running": "Job {job} is not over yet. Its result can be shared when it is.",
  "share.already": "{channel} already gets the result of job {job}.",
  "share.here": "The result of job {job} is in this channel already.",
  "share.person": "**You may not post in {channel}**, so I do not post there for you.",
  "share.bot": "**I cannot post in {channel}.** {problem}",
  "share.elsewhere": "I know no such channel here. It has to be one of this server or workspace.",
  "share.channel-missing": "A channel is missing.",

  // Running it again.
  "retry.sure":
    "Run job {job} again? A new job with the same settings is started, and followed here.",
  "retry.started": "Started again as job {job}.",
  "retry.not-found": "The job API no longer knows this job, so it cannot be run again. It says:",
  "retry.moderated": "The job API refuses to run it again (moderation). It says:",
  "retry.queue-full":
    "The account runs as many jobs as it may. Please try again when one of them is over.",
  "retry.unknown":
    "The job API did not answer, so I do not know whether a new job was started. Please look before you try again.",
  "retry.unavailable":
    "The job API does not answer properly right now, and nothing was started. Please try again later.",
  "retry.refused":
    "The job API refuses the relay right now, and nothing was started. Whoever runs the relay must act.",
  "retry.slow-down":
    "The job API asks me to slow down right now, and nothing was started. Please try again in a minute.",
  "retry.not-retryable": "Job {job} cannot be run again.",

  // Posting again what could not be posted.
  "again.trying": "Trying again to post the result of job {job}.",
  "again.not-yours": "**Only those who asked for this job can do that.**",
  "again.not-needed": "The result of job {job} was posted, or is being posted.",

  // The list.
  "list.waiting": "**This channel waits for {jobs}.**",
  "list.waiting-none": "**This channel waits for no job.** {command} follows one.",
  "list.since": "followed {when}",
  "list.asked-by": "asked by {people}",
  "list.by-notification": "by channel notifications",
  "list.next-look": "next look {when}",
  "list.looking": "being asked now",
  "list.results": "**Latest results**",
  "list.ended": "{when}",
  "list.undelivered": "could not be posted: {reason}",
  "list.status": "status",
  "list.result": "result",
  "list.page": "Page {page} of {pages}",

  // Channel notifications.
  "notify.on":
    "**Channel notifications are on.** Every job of the account that ends is posted here.",
  "notify.on-rest": "{command} switches them off.",
  "notify.already-on": "**Channel notifications are on already**, switched on {when} by {person}.",
  "notify.off": "**Channel notifications are off.** Jobs that somebody follows are still posted.",
  "notify.already-off": "**Channel notifications are off.** {command} switches them on.",
  "notify.lost":
    "**Channel notifications were switched off in {channel}:** {reason}. Once that is mended, {command} switches them on again.",
  "notify.invalid": "That has to be one of {choices}.",

  // Settings.
  "settings.delivery": "Results arrive here like this: **{delivery}**. {explanation}",
  "settings.changed": "Changed. Results arrive here like this: **{delivery}**. {explanation}",
  "settings.how": "To change it: {command}",
  "settings.invalid": "Results can arrive in one of these ways: {choices}.",
  "settings.post": "The result is a new message that answers the status message.",
  "settings.edit": "The result appears in the status message, and one line below says so.",
  "settings.thread": "The result is posted in a thread of the status message.",

  // Help.
  "help.title": "**Pika Relay follows Pika video jobs and posts their results where you asked.**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description} (you may, because you manage this channel)",
  "help.manage-not": "{command} {description} (needs somebody who may manage this channel)",
  "help.buttons": "The buttons under a status message do the same with one click.",

  // What a channel allows.
  "access.not-member": "The bot is not a member of this server, so it cannot post here later.",
  "access.invite": "Somebody who manages the server can add it: {url}",
  "access.missing-one": "The bot is missing a permission here: {names}.",
  "access.missing-many": "The bot is missing permissions here: {names}.",
  "access.allow":
    "Somebody who manages this channel can allow it: Edit Channel → Permissions → the bot's role → {names}.",
  "access.locked": "This thread is locked, and nothing can be posted in it.",
  "access.unlock": "Ask a moderator to unlock the thread, or use the command in another channel.",
  "access.no-history":
    "The bot may not read the message history here: results are no replies, and after an outage one could appear twice. Somebody who manages this channel can allow it: Read Message History.",
  "access.not-invited": "I am not a member of this channel, and I cannot join it by myself.",
  "access.slack-invite": "Type {command} here, then try again.",
  "access.not-for-me": "I cannot post into direct messages between people.",
  "access.use-elsewhere": "Use the command in a channel, or in a direct message with {bot}.",
  "access.archived": "This channel is archived, so nothing can be posted here.",
  "access.unarchive": "Unarchive it first, or use another channel.",
  "access.lacks": "I am missing: {names}.",
  "access.not-allowed": "I am not allowed to post messages here.",
  "access.ask-manager":
    "Ask somebody who manages this channel to add me to it and to let me post messages and attach files.",
} as const;

/** The sentences of one language: each of the English ones. */
export type Catalogue = Readonly<Record<keyof typeof en, string>>;
