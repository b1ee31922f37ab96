/**
 * Every sentence a person reads, in English: the catalogue that the other languages translate. `{name}` is filled in,
 * `**…**` is emphasised. What is counted has a sentence for each plural category, `jobs.one` and `jobs.other` in English.
 */
export const en = {
  // Units and numbers.
  "unit.day": "{n}d",
  "unit.hour": "{n}h",
  "unit.minute": "{n}m",
  "unit.second": "{n}s",
  "unit.bytes": "{n}\u00a0B",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "join.names": "{first}, {second}",
  "join.units": "{first}\u00a0{second}",
  "jobs.one": "{n} job",
  "jobs.other": "{n} jobs",
  "commands.one": "{n} command",
  "commands.other": "{n} commands",
  "files.one": "{n} file",
  "files.other": "{n} files",
  "ahead.one": "{n} job ahead",
  "ahead.other": "{n} jobs ahead",
  "credits.one": "{n} credit",
  "credits.other": "{n} credits",
  "units.one": "{n} billable unit",
  "units.other": "{n} billable units",
  "lines.one": "… ({n} more line)",
  "lines.other": "… ({n} more lines)",
  "characters.one": "… ({n} more character)",
  "characters.other": "… ({n} more characters)",

  // What a job's status is called.
  "status.unasked": "Waiting for the {source} API",
  "status.created": "Queued",
  "status.started": "Started",
  "status.progress": "In progress",
  "status.running": "Running ({status})",
  "status.completed": "Completed",
  "status.failed": "Failed",
  "status.cancelled": "Cancelled",
  "status.moderated": "Blocked by moderation",
  "status.gave-up": "Stopped waiting",
  "status.unknown-job": "Not found",
  "status.quarantined": "Stopped following after internal errors",
  "status.forgotten": "No longer followed",

  // The status message.
  "status.job": "Job {job}",
  "status.submitted": "submitted {when}",
  "status.next": "next in line",
  "status.usual-end": "usually done between {from} and {to}",
  "status.took": "took {duration}",
  "status.asked-every": "Checked every {interval} until {when}.",
  "status.asked-between": "Checked every {from} to {to} until {when}.",
  "status.undelivered": "**The job succeeded, but I couldn’t post its result here:** {reason}.",
  "status.undelivered-bad":
    "**The job has finished, but I couldn’t post its outcome here:** {reason}.",
  "status.sent-privately": "I sent the result to {person} in a direct message instead.",
  "status.files-kept": "I’ve saved the files.",
  "status.files-kept-until": "I’ve saved the files; {source} keeps them until {when}.",
  "status.files-until": "{source} keeps the files until {when}.",
  "status.kept": "You’ll find it in {command} for a week.",
  "status.result": "View result",
  "status.forgotten-by": "{person} stopped following this job here.",
  "status.post-unanswered":
    "I couldn’t post the result yet: {platform} isn’t responding. I’ll keep trying.",
  "status.post-limited":
    "I couldn’t post the result yet: {platform} is rate limiting my messages. I’ll keep trying.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "I no longer have access to the channel",
  "undelivered.forbidden": "I don’t have permission to post in the channel",
  "undelivered.text_refused": "a message filter blocked it",
  "undelivered.channel_not_allowed": "Pika Relay is no longer enabled in the channel",
  "undelivered.too_late": "posting kept failing for 24 hours",
  "undelivered.rejected": "the platform rejected it",
  "undelivered.quarantined": "I ran into repeated internal errors",
  "undelivered.message_lost": "the thread no longer exists",

  // Trouble with the job API.
  "trouble.unauthorised":
    "The {source} API isn’t accepting Pika Relay’s API token. Whoever runs Pika Relay needs to renew it. I’ll keep trying.",
  "trouble.no-subscription":
    "The {source} API refused the request because there’s no active subscription. Whoever runs Pika Relay needs to renew it. I’ll keep trying.",
  "trouble.rate-limited": "The {source} API is rate limiting requests. I’ll keep trying.",
  "trouble.unavailable": "The {source} API is down or not responding. I’ll keep trying.",
  "trouble.not-understood": "The {source} API is sending responses I can’t read. I’ll keep trying.",
  "outage.since": "Since {from}. Waiting here: {jobs}. I’ll post each result as soon as I get it.",
  "outage.over": "The {source} API is working again. The problem lasted from {from} to {to}.",
  "outage.unwatched":
    "No jobs here are waiting for the {source} API anymore. It hadn’t been responding properly since {from}.",

  // The result.
  "result.video-ready": "The video is ready",
  "result.other-ready": "The result is ready",
  "result.file-not-attached": "{ready}, but I couldn’t attach it",
  "result.files-not-attached": "{ready}, but I couldn’t attach the files",
  "result.no-attachments": "The job completed without any files",
  "result.deleted": "The job completed, but its files have already been deleted",
  "result.failed": "The job failed",
  "result.cancelled": "The job was cancelled",
  "result.moderated": "The job was blocked by moderation",
  "result.gave-up": "I stopped waiting after {duration}",
  "result.quarantined": "I stopped following this job after repeated internal errors",
  "result.unknown-job": "The {source} API can’t find this job",
  "result.headline-reason": "{symbol} **{words}:** {reason}",
  "result.headline-sentence": "{symbol} **{words}.** {sentence}",
  "result.summary": "{words}: {rest}",
  "result.shared-by": "shared by {person}",
  "result.sent-privately": "You asked for this in a channel I can no longer post in.",
  "result.see-status": "View status",
  "result.part": "Files {from}–{to} of {count} from job {job}.",
  "result.part-one": "File {from} of {count} from job {job}.",
  "result.smaller-copy": "reduced to {size} (original: {original})",
  "result.cost": "cost {cost}",
  "result.no-reason": "The {source} API didn’t give a reason.",
  "result.api-says": "The {source} API says:",
  "result.api-says-nothing": "The {source} API gave no further details.",
  "result.last-status": "Its last known status was “{status}”. To keep following it: {command}",
  "result.no-status": "The {source} API never reported a status. To keep following it: {command}",
  "result.quarantined-rest": "The job itself isn’t affected. To follow it again later: {command}",
  "result.ask-again": "If that looks wrong, try again: {command}",
  "result.moderated-text": "A message filter blocked the rest of this message.",
  "result.alt-text": "Result of {source} job {job}",
  "result.forgotten":
    "{person} stopped following job {job} here, so I won’t post its result. To follow it again: {command}",
  "result.more-files": "The job has {count} files; {kept} of them are posted here.",

  // A file that is linked.
  "link.line": "Couldn’t attach {file}: {reason}.",
  "link.line-until": "Couldn’t attach {file}: {reason}. The link works until {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "the file",
  "link.expired": "its link expired, and the {source} API has no new one",
  "link.unreachable": "it couldn’t be downloaded",
  "link.not-media": "it isn’t a video, image, or audio file",
  "link.address-refused": "downloads from that address aren’t allowed",
  "link.file-refused": "it couldn’t be uploaded here",
  "link.too-large": "it’s too large for this channel",
  "link.too-large-for": "it’s over the {size} limit here",
  "link.unsafe": "{source} marked it as sensitive, and {platform} can’t blur it",
  "link.unsafe-private":
    "{source} marked it as sensitive, and {platform} can’t blur it. Get it from {source}, or ask whoever runs Pika Relay for it",

  // Files that their source marks as unsafe.
  "unsafe.spoiler": "Behind a spoiler: {files} that {source} marked as sensitive.",
  "unsafe.linked": "Careful with the links: {source} marked {files} as sensitive.",
  "unsafe.hidden":
    "I didn’t post {files} that {source} marked as sensitive. Whoever runs Pika Relay can change that with {variable}.",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Follow a Pika video job and get its result in this channel",
  "command.any-status": "Follow a video job and get its result in this channel",
  "command.pika-jobs": "List the jobs this channel follows and its latest results",
  "command.pika-forget": "Stop following a job in this channel",
  "command.pika-share": "Share a finished job’s result in another channel",
  "command.pika-notify": "Post every finished job on the account in this channel",
  "command.pika-settings": "View or change how results are posted here, and whether they ping you",
  "command.pika-help": "See what you can do with Pika Relay",
  "option.jobid": "The job ID the Pika API returned when the job was submitted",
  "option.any-job": "A job’s ID, a link to it, or its curl command; up to 10 IDs or links at once",
  "option.followed-jobid": "The ID of a job this channel follows",
  "option.finished-jobid": "The ID of a job whose result was posted in this channel",
  "option.channel": "The channel to post it in",
  "option.notify": "Turn notifications on or off, or check whether they’re on",
  "option.delivery": "How results arrive: as a new message, in the status message, or in a thread",
  "option.broadcast": "Whether a short message in the channel points to results in threads",
  "option.ping": "Whether results notify you; applies only to you, in all channels",
  "shortcut.follow": "Follow this job",

  // Buttons.
  "button.refresh": "Refresh",
  "button.stop": "Stop following",
  "button.share": "Share…",
  "button.retry": "Run again",
  "button.retry-now": "Run again",
  "button.cancel": "Cancel",
  "button.cancel-job": "Cancel job",
  "button.keep-running": "Keep running",
  "button.try-again": "Post again",
  "button.previous": "Previous",
  "button.next": "Next",
  "choice.channel": "Choose a channel",

  // Answers that any command may give.
  "answer.interim": "Looking that up…",
  "answer.failed": "Something went wrong, and nothing was changed. Try again.",
  "answer.unknown-command": "I don’t know that command.",
  "answer.restarting": "I’m restarting. Try again in a moment.",
  "answer.people-only": "I only take commands from people.",
  "answer.not-allowed-here":
    "Pika Relay isn’t enabled here. Whoever runs it decides where it can be used.",
  "answer.too-often":
    "You’re going too fast: the limit is {commands} per minute. Try again in {duration}.",
  "answer.too-often-rest": "Nothing was done this time. Jobs you already follow aren’t affected.",
  "answer.store-down": "**I couldn’t save that, so nothing was changed.**",
  "answer.store-unread": "**I can’t look that up right now.**",
  "answer.store-down-rest":
    "Try again in a minute. If it keeps happening, tell whoever runs Pika Relay.",
  "answer.not-found": "I can’t find that job in this channel.",
  "answer.not-found-rest": "{command} lists the jobs this channel follows and its latest results.",
  "answer.needs-manage": "**Only people who can manage this channel can do that.**",
  "answer.cancelled": "OK, nothing was changed.",
  "answer.other-workspace":
    "I’m installed in another workspace, so I only take commands from its members.",
  "answer.platform-slow":
    "The platform didn’t respond in time, so I couldn’t check your permissions, and nothing was changed. Try again in a moment.",
  "answer.not-installed":
    "I’m not installed in this workspace anymore. Someone who manages its apps can install Pika Relay again.",

  "install.done": "Pika Relay is installed in {workspace}.",
  "install.next": "To see what it can do, type {command} in Slack.",
  "install.cancelled": "The installation was cancelled, so nothing was installed.",
  "install.expired":
    "This page has expired, or the installation was started in another browser. Nothing was installed.",
  "install.failed": "Something went wrong, so Pika Relay wasn’t installed. Try again in a moment.",
  "install.again": "Start again",

  // Job ids.
  "jobid.missing": "Add a job ID to the command.",
  "jobid.invalid": "That isn’t a job ID. A job ID is 1 to {max} characters long, with no spaces.",
  "jobid.example": "A job ID looks like {example}.",
  "jobid.where": "You’ll find it as {field} in the response to the request that started the job.",

  // Following.
  "follow.following": "Following job {job}. I’ll post its result in this channel and mention you.",
  "follow.following-thread":
    "Following job {job}. I’ll post its result in this thread and mention you.",
  "follow.over": "Job {job} has already finished. I’m posting its result here now.",
  "follow.already":
    "This channel already follows job {job}. I’ll mention you too when it finishes.",
  "follow.already-you": "You’re already following job {job} here.",
  "follow.already-over":
    "This channel already follows job {job}. It has finished, and I’m posting its result now.",
  "follow.not-found": "The {source} API can’t find job {job}. It says:",
  "follow.not-found-rest": "Check the job ID and try again.",
  "follow.tried": "I asked these services: {sources}.",
  "follow.not-recognised":
    "That doesn’t look like a job ID or a link to a job. I can follow jobs from: {sources}.",
  "follow.source-off":
    "That’s a {source} job, but {source} isn’t turned on here. Whoever runs Pika Relay can turn it on with {variable}.",
  "follow.ambiguous":
    "**Several services have a job with this ID.** Run the command for the one you mean:",
  "follow.ambiguous-choose":
    "**Several services have a job with this ID.** Choose the one you mean.",
  "follow.undecided":
    "I couldn’t check whether this job exists: no response from {sources}. Try again in a moment.",
  "follow.no-access": "**I can’t post results in this channel.** {problem}",
  "follow.no-access-rest": "Until then, this job isn’t being followed.",
  "follow.too-many-of-user":
    "**You already follow {jobs} here, the limit for one person.** Try again when one of them finishes.",
  "follow.too-many-of-channel":
    "**This channel already follows {jobs}, the limit for one channel.** Try again when one of them finishes, or use another channel.",
  "follow.too-many-rest": "Whoever runs Pika Relay can raise the limit.",
  "follow.store-down": "**I couldn’t save that, so the job isn’t being followed.**",
  "follow.see-status": "View status",
  "follow.refused":
    "The {source} API is refusing Pika Relay’s requests; whoever runs it needs to fix that. I’ll keep trying.",
  "follow.slow-down": "The {source} API is rate limiting requests. I’ll keep trying.",
  "follow.no-answer": "The {source} API isn’t responding properly. I’ll keep trying.",

  // Following several jobs at once.
  "follow.each": "Following {job}.",
  "follow.each-rest": "I’ll post each result in this channel and mention you.",
  "follow.each-rest-thread": "I’ll post each result in this thread and mention you.",
  "follow.each-over": "{job} has already finished. I’m posting its result here now.",
  "follow.each-already": "This channel already follows {job}.",
  "follow.each-already-you": "You’re already following {job} here.",
  "follow.each-not-found": "I can’t find {job}.",
  "follow.each-not-recognised": "{job} doesn’t look like a job ID or a link to a job.",
  "follow.each-source-off":
    "{job} is a {source} job, but {source} isn’t turned on here ({variable}).",
  "follow.each-ambiguous":
    "Several services have a job {job}. Run the command for the one you mean:",
  "follow.each-ambiguous-choose":
    "Several services have a job {job}. Choose the one you mean below.",
  "follow.each-undecided": "I couldn’t check {job}: no response from {sources}.",
  "follow.each-refused": "Not following {jobs}.",
  "follow.each-too-often":
    "You’re going too fast: the limit is {commands} per minute, and each job counts as one. Try again in {duration}.",
  "follow.each-store-down": "**I couldn’t save that.**",
  "follow.too-many-jobs":
    "**That’s {jobs}, but I take up to {max} at once.** Nothing was done. Split them into several commands.",

  // Refreshing.
  "refresh.running": "Just checked: {status}.",
  "refresh.over": "Just checked: the job has finished. Its result is on the way.",
  "refresh.done": "This job has finished, and its result was posted here.",
  "refresh.undelivered": "This job has finished, but I couldn’t post its result here.",

  // Stopping.
  "forget.done": "Stopped following job {job} here. I won’t post its result.",
  "forget.told": "I’ll let the other people who follow it know.",
  "forget.over": "Job {job} has already finished, so there’s nothing to stop.",
  "forget.not-yours": "**Only people who follow this job or can manage this channel can do that.**",
  "forget.left":
    "You’ve stopped following job {job} here. Others still follow it, so I’ll still post its result.",
  "forget.left-notified":
    "You’ve stopped following job {job} here. Channel notifications are on, so I’ll still post its result.",

  // Sharing.
  "share.where": "Where do you want to share the result of job {job}?",
  "share.done": "I’m posting the result of job {job} in {channel}.",
  "share.running": "Job {job} is still running. You can share its result when it finishes.",
  "share.already": "The result of job {job} is already in {channel} or on its way there.",
  "share.here": "The result of job {job} is already in this channel.",
  "share.person": "**You can’t post in {channel}**, so I can’t post there for you.",
  "share.bot": "**I can’t post in {channel}.** {problem}",
  "share.elsewhere": "I can’t find that channel. Choose one from this server.",
  "share.channel-missing": "Choose a channel.",

  // Running it again.
  "retry.sure":
    "Run job {job} again? This starts a new job with the same settings and follows it here.",
  "retry.started": "Running again as job {job}.",
  "retry.not-found":
    "The {source} API can’t find this job anymore, so it can’t be run again. It says:",
  "retry.moderated": "The {source} API won’t run it again because of moderation. It says:",
  "retry.queue-full":
    "The account is already running as many jobs as it can. Try again when one of them finishes.",
  "retry.unknown":
    "The {source} API didn’t respond, so I don’t know whether a new job started. Check before you try again.",
  "retry.unavailable":
    "The {source} API isn’t responding properly, so nothing was started. Try again later.",
  "retry.refused":
    "The {source} API is refusing Pika Relay’s requests, so nothing was started. Whoever runs Pika Relay needs to fix that.",
  "retry.slow-down":
    "The {source} API is rate limiting requests, so nothing was started. Try again in a minute.",
  "retry.not-retryable": "Job {job} can’t be run again.",
  "retry.not-yours":
    "**Only people who follow this job or can manage this channel can run it again.**",
  "retry.off":
    "Running jobs again is turned off, so nothing was started. Whoever runs Pika Relay can turn it on.",
  "retry.refused-rest": "Nothing was started.",
  "retry.unknown-here":
    "{people} I asked the {source} API to run job {job} again, but I don’t know whether a new job started. Check before you try again: I won’t post its result.",

  // Cancelling it.
  "cancel.sure": "Cancel job {job}? It ends without a result for everyone who follows it.",
  "cancel.cost-until-then": "The {source} API may still charge for what the job has used so far.",
  "cancel.cost-unknown": "The {source} API may still charge for it.",
  "cancel.cancelling":
    "I asked the {source} API to cancel job {job}. Its status changes here once that’s done.",
  "cancel.over": "Job {job} has already finished, so there’s nothing to cancel.",
  "cancel.not-cancellable": "Job {job} can’t be cancelled.",
  "cancel.not-yours":
    "**Only people who follow this job or can manage this channel can cancel it.**",
  "cancel.not-found": "The {source} API can’t find this job. It says:",
  "cancel.unknown":
    "The {source} API didn’t respond, so I don’t know whether the job is being cancelled. I’ll keep checking it.",
  "cancel.unavailable":
    "The {source} API isn’t responding properly, so nothing was cancelled. Try again later.",
  "cancel.refused":
    "The {source} API is refusing Pika Relay’s requests, so nothing was cancelled. Whoever runs Pika Relay needs to fix that.",
  "cancel.slow-down":
    "The {source} API is rate limiting requests, so nothing was cancelled. Try again in a minute.",

  // Posting again what could not be posted.
  "again.trying": "Trying again to post the result of job {job}.",
  "again.not-yours": "**Only people who follow this job can do that.**",
  "again.not-needed": "The result of job {job} was posted, or is being posted.",

  // The list.
  "list.waiting": "**This channel follows {jobs}.**",
  "list.waiting-none": "**This channel isn’t following any jobs.** Follow one with {command}.",
  "list.asked-by": "for {people}",
  "list.by-notification": "from channel notifications",
  "list.results": "**Latest results**",
  "list.undelivered": "couldn’t be posted: {reason}",
  "list.status": "status",
  "list.result": "result",
  "list.cost": "Cost in {month}: {costs}",
  "list.page": "Page {page} of {pages}",

  // Channel notifications.
  "notify.on":
    "**Channel notifications are on.** Every finished job on the account is posted here.",
  "notify.covers": "This covers jobs from {sources} only.",
  "notify.on-rest": "Turn them off with {command}.",
  "notify.already-on": "**Channel notifications are already on.** {person} turned them on {when}.",
  "notify.off": "**Channel notifications are off.** Jobs that someone follows are still posted.",
  "notify.already-off": "**Channel notifications are off.** Turn them on with {command}.",
  "notify.no-list":
    "**Channel notifications aren’t available here.** I can’t get a list of jobs from {sources}. Follow each job with {command}.",
  "notify.lost":
    "**Channel notifications were turned off in {channel}:** {reason}. Once that’s fixed, turn them back on with {command}.",
  "notify.invalid": "Choose one of these: {choices}.",
  "switch.on": "on",
  "switch.off": "off",
  "switch.status": "status",

  // Settings.
  "settings.delivery": "Results in this channel: **{delivery}**. {explanation}",
  "settings.changed": "Saved. Results in this channel: **{delivery}**. {explanation}",
  "settings.how": "Change it with {command}",
  "settings.broadcast-on": "A short message in the channel points to each result in a thread.",
  "settings.broadcast-off": "No message in the channel points to results in threads.",
  "settings.ping-on":
    "**Pings are on for you in all channels.** You’re notified when a job you follow finishes.",
  "settings.ping-off":
    "**Pings are off for you in all channels.** Results still name you, but don’t notify you.",
  "settings.ping-how": "Turn pings on or off for yourself with {command}",
  "settings.invalid": "Choose one of these: {choices}.",
  "settings.post": "Each result is a new message that replies to the status message.",
  "settings.edit":
    "Each result replaces its status message, and a short message below points to it.",
  "settings.thread": "Each result is posted in a thread on its status message.",
  "delivery.post": "new message",
  "delivery.edit": "in the status message",
  "delivery.thread": "in a thread",
  "broadcast.on": "also in the channel",
  "broadcast.off": "only in the thread",
  "ping.on": "notify me",
  "ping.off": "don’t notify me",

  // Help.
  "help.title": "**Pika Relay follows Pika video jobs and posts their results in your channel.**",
  "help.any-title": "**Pika Relay follows video jobs and posts their results in your channel.**",
  "help.command": "{command} {description}",
  "help.managers": "For people who manage this channel:",

  // What a channel allows.
  "access.not-member": "I’m not in this server, so I won’t be able to post here later.",
  "access.invite": "Someone who manages the server can add me: {url}",
  "access.missing-one": "I’m missing a permission here: {names}.",
  "access.missing-many": "I’m missing permissions here: {names}.",
  "access.allow":
    "Someone who manages this channel can grant it: Edit Channel → Permissions → the bot’s role → {names}.",
  "access.locked": "The thread is locked, so nothing can be posted in it.",
  "access.unlock": "Ask a moderator to unlock the thread, or use the command in another channel.",
  "access.no-history":
    "I can’t read the message history here, so results won’t be replies, and one could appear twice after an outage. Someone who manages this channel can grant me Read Message History.",
  "access.not-invited": "I’m not in the channel, and I can’t join it myself.",
  "access.slack-invite": "Type {command} here, then try again.",
  "access.not-for-me": "I can’t post in direct messages between people.",
  "access.use-elsewhere": "Use the command in a channel, or in a direct message with {bot}.",
  "access.archived": "The channel is archived, so nothing can be posted in it.",
  "access.unarchive": "Unarchive it first, or use another channel.",
  "access.lacks": "I’m missing: {names}.",
  "access.not-allowed": "I don’t have permission to post messages here.",
  "access.ask-manager":
    "Ask someone who manages this channel to add me and to let me post messages and attach files.",

  // What Discord calls permissions.
  "permission.view-channel": "View Channel",
  "permission.send-messages": "Send Messages",
  "permission.send-messages-in-threads": "Send Messages in Threads",
  "permission.create-public-threads": "Create Public Threads",
  "permission.attach-files": "Attach Files",
  "permission.read-message-history": "Read Message History",
} as const;

/** What is counted, as the keys name it. */
export type Countable = keyof typeof en extends infer Key
  ? Key extends `${infer Noun}.other`
    ? Noun
    : never
  : never;
/** Names one sentence of the catalogue, except those that are chosen by number. */
export type MessageKey = Exclude<keyof typeof en, `${Countable}.${"one" | "other"}`>;

/**
 * The sentences of one language: each of the English ones, and for what is counted one per plural category of the
 * language (`new Intl.PluralRules(locale).resolvedOptions().pluralCategories`).
 */
export type Catalogue<Category extends Intl.LDMLPluralRule> = Readonly<
  Record<MessageKey | `${Countable}.${Category}`, string>
>;
