/**
 * The adapters' files that have no unit test under their own name, by the test that covers them. Most are one step of an
 * exchange with a server, and only a test of the whole exchange shows whether they are right. A new file gets either a test
 * of its own or a line here; `test/architecture.test.ts` checks both.
 */
export const TESTED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // The HTTP server, over real connections.
  "test/unit/adapters/http/server.test.ts": ["src/adapters/http/plain-response.ts"],
  "test/behaviour/operation/hostile-http-clients.test.ts": [
    "src/adapters/http/body-reader.ts",
    "src/adapters/http/limit-connections.ts",
    "src/adapters/http/limits.ts",
  ],
  // Discord: the adapter, logged in to a stand-in.
  "test/unit/adapters/discord/contract.test.ts": [
    "src/adapters/discord/messages/history.ts",
    "src/adapters/discord/messages/find-recorded.ts",
    "src/adapters/discord/messages/existing-message-finder.ts",
    "src/adapters/discord/adapter.ts",
    "src/adapters/discord/gateway/cache.ts",
  ],
  "test/unit/adapters/discord/api/upload.test.ts": [
    "src/adapters/discord/api/http.ts",
    "src/adapters/discord/api/multipart.ts",
  ],
  "test/unit/adapters/discord/connection.test.ts": [
    "src/adapters/discord/gateway/cached-channels.ts",
    "src/adapters/discord/gateway/client.ts",
    "src/adapters/discord/gateway/gateway.ts",
  ],
  "test/unit/adapters/discord/interactions/commands.test.ts": [
    "src/adapters/discord/interactions/interaction-replies.ts",
  ],
  "test/unit/adapters/discord/interactions/interactions.test.ts": [
    "src/adapters/discord/interactions/invocation.ts",
    "src/adapters/discord/interactions/interaction.ts",
    "src/adapters/discord/interactions/interaction-payload.ts",
  ],
  "test/unit/adapters/discord/interactions/actions.test.ts": [
    "src/adapters/discord/messages/components.ts",
  ],
  "test/unit/adapters/discord/messages/render.test.ts": [
    "src/adapters/discord/messages/escape-markdown.ts",
  ],
  "test/unit/adapters/discord/messages/messages.test.ts": [
    "src/adapters/discord/messages/message-body.ts",
  ],
  "test/behaviour/discord/existing-message.test.ts": [
    "src/adapters/discord/messages/find-unrecorded.ts",
    "src/adapters/discord/messages/fingerprint.ts",
    "src/adapters/discord/messages/post-checkpoint.ts",
  ],
  "test/unit/adapters/discord/access/sharing.test.ts": [
    "src/adapters/discord/access/permissions.ts",
  ],
  // Slack: the adapter in a stand-in workspace.
  "test/unit/adapters/slack/contract.test.ts": ["src/adapters/slack/adapter.ts"],
  "test/unit/adapters/slack/access/access.test.ts": ["src/adapters/slack/access/conversation.ts"],
  "test/unit/adapters/slack/api/odd-answers.test.ts": [
    "src/adapters/slack/access/can-manage-channel.ts",
    "src/adapters/slack/access/user.ts",
  ],
  "test/unit/adapters/slack/api/web-client.test.ts": ["src/adapters/slack/api/http.ts"],
  "test/unit/adapters/slack/errors.test.ts": ["src/adapters/slack/error-codes.ts"],
  "test/unit/adapters/slack/events/bolt-app.test.ts": [
    "src/adapters/slack/events/unhandled-events.ts",
  ],
  "test/unit/adapters/slack/events/odd-payloads.test.ts": [
    "src/adapters/slack/events/interaction.ts",
    "src/adapters/slack/events/read-action.ts",
    "src/adapters/slack/events/to-interaction.ts",
    "src/adapters/slack/events/read-command.ts",
    "src/adapters/slack/events/read-mention.ts",
    "src/adapters/slack/events/read-shortcut.ts",
    "src/adapters/slack/events/unchecked.ts",
  ],
  "test/behaviour/slack/actions.test.ts": [
    "src/adapters/slack/events/interactions.ts",
    "src/adapters/slack/events/to-invocation.ts",
  ],
  "test/unit/adapters/slack/messages/messages.test.ts": [
    "src/adapters/slack/messages/message-ref.ts",
    "src/adapters/slack/messages/posts.ts",
    "src/adapters/slack/messages/text-checkpoint.ts",
  ],
  "test/unit/adapters/slack/messages/results.test.ts": [
    "src/adapters/slack/messages/upload.ts",
    "src/adapters/slack/messages/wait-for-share.ts",
  ],
  "test/behaviour/slack/people.test.ts": [
    "src/adapters/slack/access/sharing.ts",
    "src/adapters/slack/access/locales.ts",
  ],
  "test/unit/adapters/slack/post-only.test.ts": [
    "src/adapters/slack/installations/create-workspaces.ts",
  ],
  "test/behaviour/slack/http/installing.test.ts": [
    "src/adapters/slack/installations/install-endpoints.ts",
  ],
  "test/behaviour/slack/http/many-workspaces.test.ts": [
    "src/adapters/slack/installations/slack-workspace.ts",
    "src/adapters/slack/installations/watch-removals.ts",
    "src/adapters/slack/installations/workspaces.ts",
  ],
  "test/behaviour/slack/start.test.ts": [
    "src/adapters/slack/api/identity.ts",
    "src/adapters/slack/installations/one-workspace.ts",
  ],
  "test/behaviour/slack/removed-bot.test.ts": ["src/adapters/slack/access/open-direct.ts"],
  // The job API: the client against a stand-in.
  "test/unit/adapters/pika/contract.test.ts": [
    "src/adapters/pika/job-source.ts",
    "src/adapters/pika/definition.ts",
  ],
  "test/unit/adapters/pika/answers.test.ts": [
    "src/adapters/pika/refusal.ts",
    "src/adapters/undici/api-problem-log.ts",
  ],
  "test/unit/adapters/pika/connection.test.ts": ["src/adapters/undici/read-answer.ts"],
  "test/unit/adapters/pika/list.test.ts": ["src/adapters/pika/job-list-result.ts"],
  "test/unit/adapters/pika/poll-result.test.ts": [
    "src/adapters/pika/schema.ts",
    "src/adapters/pika/to-job.ts",
  ],
  "test/unit/adapters/pika/retry.test.ts": ["src/adapters/pika/retry-request-result.ts"],
  "test/unit/adapters/fal/contract.test.ts": ["src/adapters/fal/definition.ts"],
  "test/unit/adapters/fal/poll-result.test.ts": [
    "src/adapters/fal/failure.ts",
    "src/adapters/fal/refusal.ts",
    "src/adapters/fal/schema.ts",
  ],
  "test/unit/adapters/fal/recognise.test.ts": ["src/adapters/fal/job-id.ts"],
  "test/unit/adapters/comfy/contract.test.ts": ["src/adapters/comfy/refusal.ts"],
  "test/unit/adapters/comfy/history-result.test.ts": [
    "src/adapters/comfy/classic-schema.ts",
    "src/adapters/comfy/ended-job.ts",
  ],
  "test/unit/adapters/comfy/poll-result.test.ts": [
    "src/adapters/comfy/schema.ts",
    "src/adapters/comfy/to-job.ts",
  ],
  "test/unit/adapters/comfy/recognise.test.ts": ["src/adapters/comfy/definition.ts"],
  "test/unit/adapters/comfy/server.test.ts": [
    "src/adapters/comfy/job-source.ts",
    "src/adapters/comfy/server-address.ts",
  ],
  "test/unit/adapters/replicate/contract.test.ts": [
    "src/adapters/replicate/definition.ts",
    "src/adapters/replicate/job-source.ts",
  ],
  "test/unit/adapters/replicate/poll-result.test.ts": [
    "src/adapters/replicate/schema.ts",
    "src/adapters/replicate/to-job.ts",
  ],
  "test/unit/adapters/runway/contract.test.ts": ["src/adapters/runway/definition.ts"],
  "test/unit/adapters/runway/poll-result.test.ts": [
    "src/adapters/runway/refusal.ts",
    "src/adapters/runway/schema.ts",
    "src/adapters/runway/to-job.ts",
  ],
  "test/unit/adapters/useapi/contract.test.ts": ["src/adapters/useapi/definition.ts"],
  "test/unit/adapters/useapi/media-link.test.ts": ["src/adapters/useapi/job-source.ts"],
  "test/unit/adapters/useapi/poll-result.test.ts": [
    "src/adapters/useapi/files.ts",
    "src/adapters/useapi/schema.ts",
    "src/adapters/useapi/service.ts",
    "src/adapters/useapi/services.ts",
    "src/adapters/useapi/to-job.ts",
  ],
  "test/unit/adapters/videos/contract.test.ts": ["src/adapters/videos/definition.ts"],
  "test/unit/adapters/videos/recognise.test.ts": [
    "src/adapters/videos/job-id.ts",
    "src/adapters/videos/video-api.ts",
  ],
  "test/unit/adapters/videos/poll-result.test.ts": [
    "src/adapters/videos/schema.ts",
    "src/adapters/videos/to-job.ts",
  ],
  // Job APIs that a file describes.
  "test/unit/adapters/described/contract.test.ts": [
    "src/adapters/described/definition.ts",
    "src/adapters/described/job-source.ts",
  ],
  "test/unit/adapters/described/answer/poll-result.test.ts": [
    "src/adapters/described/answer/attachments.ts",
    "src/adapters/described/answer/facts.ts",
    "src/adapters/described/answer/outcome.ts",
    "src/adapters/described/answer/read-answer.ts",
    "src/adapters/described/answer/to-number.ts",
  ],
  "test/unit/adapters/described/format/read-descriptions.test.ts": [
    "src/adapters/described/format/check-description.ts",
    "src/adapters/described/format/description.ts",
  ],
  "test/unit/adapters/described/recognise.test.ts": ["src/adapters/described/public-id.ts"],
  // The store: records written and read through it.
  "test/unit/adapters/keyv/store.test.ts": [
    "src/adapters/keyv/claim-store.ts",
    "src/adapters/keyv/connection.ts",
    "src/adapters/keyv/envelope.ts",
    "src/adapters/keyv/follow-store.ts",
    "src/adapters/keyv/memory-adapter.ts",
    "src/adapters/keyv/record-errors.ts",
    "src/adapters/keyv/strict-adapter.ts",
    "src/adapters/keyv/update-attempt.ts",
  ],
  // The contract of the index of open follows, on a server.
  "test/unit/adapters/keyv/redis/redis-index-rows.test.ts": [
    "src/adapters/keyv/index/follow-index.ts",
    "src/adapters/keyv/index/index-entry.ts",
    "src/adapters/keyv/index/index-rows.ts",
    "src/adapters/keyv/redis/index-scripts.ts",
  ],
  "test/unit/adapters/keyv/postgres/postgres-index-rows.test.ts": [
    "src/adapters/keyv/postgres/index-statements.ts",
  ],
  "test/unit/adapters/keyv/sqlite.test.ts": [
    "src/adapters/keyv/sql-records.ts",
    "src/adapters/keyv/sqlite/open-sqlite.ts",
    "src/adapters/keyv/sqlite/store-lock.ts",
    "src/adapters/keyv/store-locked-error.ts",
  ],
  "test/unit/adapters/keyv/redis/contract.test.ts": [
    "src/adapters/keyv/redis/connect-redis.ts",
    "src/adapters/redis/connect-again.ts",
    "src/adapters/redis/is-replica-error.ts",
    "src/adapters/redis/redis-script.ts",
  ],
  "test/unit/adapters/keyv/redis/check-durability.test.ts": [
    "src/adapters/redis/is-permission-error.ts",
  ],
  "test/unit/adapters/keyv/postgres/contract.test.ts": [
    "src/adapters/keyv/postgres/postgres-lock.ts",
  ],
  "test/unit/adapters/keyv/postgres/open-postgres.test.ts": [
    "src/adapters/keyv/postgres/postgres-lock-key.ts",
    "src/adapters/keyv/postgres/postgres-queue-lock.ts",
  ],
  // Media: downloads from servers of the test, and copies by the real ffmpeg.
  "test/unit/adapters/media/hostile-addresses.test.ts": ["src/adapters/media/checked-connector.ts"],
  "test/unit/adapters/media/http-media-fetcher.test.ts": [
    "src/adapters/media/errors.ts",
    "src/adapters/media/media-kind.ts",
  ],
  "test/unit/adapters/media/interruptions.test.ts": ["src/adapters/media/incoming-bytes.ts"],
  "test/unit/adapters/media/disk.test.ts": ["src/adapters/media/temporary-file.ts"],
  "test/unit/adapters/media/spool-directory.test.ts": ["src/adapters/media/sync-lane.ts"],
  "test/unit/adapters/s3/media-bucket.test.ts": [
    "src/adapters/s3/bucket-location.ts",
    "src/adapters/s3/read-text.ts",
  ],
  "test/unit/adapters/s3/s3-client.test.ts": [
    "src/adapters/s3/errors.ts",
    "src/adapters/s3/signed-request.ts",
  ],
  "test/unit/adapters/ffmpeg/transcoder.test.ts": [
    "src/adapters/ffmpeg/encode-arguments.ts",
    "src/adapters/ffmpeg/input-arguments.ts",
    "src/adapters/ffmpeg/probe-video.ts",
  ],
  "test/unit/adapters/ffmpeg/faults.test.ts": ["src/adapters/ffmpeg/run-program.ts"],
  "test/unit/load-queue.test.ts": [
    "src/adapters/bullmq/queue-rights.ts",
    "src/adapters/redis/check-rights.ts",
  ],
  "test/unit/adapters/bullmq/partitions.test.ts": ["src/adapters/bullmq/partition-queue.ts"],
  "test/unit/adapters/bullmq/outage-log.test.ts": ["src/adapters/bullmq/silence-watch.ts"],
  // The log: what a line holds, and what never gets into one.
  "test/unit/adapters/pino/logger.test.ts": [
    "src/adapters/pino/expected-failure.ts",
    "src/adapters/pino/loggable-fields.ts",
    "src/adapters/pino/readable-line.ts",
    "src/adapters/pino/scrub.ts",
  ],
};
