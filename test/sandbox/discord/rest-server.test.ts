import { describe, expect, it } from "vitest";
import { call, post, register, startSandbox, upload } from "./discord-fixture.ts";

const file = (size: number, name = "film.mp4"): File =>
  new File([new Uint8Array(size)], name, { type: "video/mp4" });

describe("the REST server", () => {
  it("refuses a wrong token with 401, and records only a missing one as a violation", async () => {
    const sandbox = await startSandbox();
    const wrong = await call(sandbox, {
      path: "/users/@me",
      headers: { authorization: "Bot wrong" },
    });
    expect(wrong).toMatchObject({ status: 401, body: { code: 0, message: "401: Unauthorized" } });
    expect(sandbox.violations).toEqual([]);
    const response = await fetch(`${sandbox.apiUrl}/v10/users/@me`, {
      headers: { "user-agent": "DiscordBot (https://example.invalid, 1.0)" },
    });
    expect(response.status).toBe(401);
    expect(sandbox.violations).toMatchObject([{ reason: "Authorization missing" }]);
  });

  it("records unknown routes, methods, versions, queries and user agents", async () => {
    const sandbox = await startSandbox();
    const unknown = await call(sandbox, { path: "/users/@me/coffee" });
    expect(unknown).toMatchObject({ status: 404, body: { message: "404: Not Found", code: 0 } });
    expect((await call(sandbox, { method: "PUT", path: "/users/@me" })).status).toBe(405);
    expect((await call(sandbox, { path: "/users/@me?fields=all" })).status).toBe(200);
    await call(sandbox, { path: "/users/@me", headers: { "user-agent": "curl/8" } });
    const headers = { "user-agent": "DiscordBot (x, 1)" };
    expect((await fetch(`${sandbox.apiUrl}/v9/users/@me`, { headers })).status).toBe(400);
    expect(sandbox.violations.map(({ reason }) => reason)).toEqual([
      "unknown route",
      "unknown route",
      "unknown query parameter fields",
      'user agent "curl/8"',
      "not API version 10",
    ]);
  });
});

describe("a message's body", () => {
  it("may hold unknown fields, which are ignored and recorded", async () => {
    const sandbox = await startSandbox();
    const answer = await post(sandbox, { content: "x", sparkle: 1, embeds: [{ video: {} }] });
    expect(answer.status).toBe(200);
    expect(sandbox.violations.map(({ reason }) => reason)).toEqual([
      "unknown field embeds.0.video",
      "unknown field sparkle",
    ]);
  });

  it.each([
    ["2,001 characters", { content: "x".repeat(2001) }, "content", "BASE_TYPE_MAX_LENGTH"],
    ["a number as content", { content: 5 }, "content", "BASE_TYPE_INVALID"],
    ["a nonce of 26", { content: "x", nonce: "n".repeat(26) }, "nonce", "BASE_TYPE_MAX_LENGTH"],
    [
      "parse and a list",
      { content: "x", allowed_mentions: { parse: ["users"], users: ["1"] } },
      "allowed_mentions",
      "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ],
  ])("may not have %s", async (...[, json, field, code]) => {
    const sandbox = await startSandbox();
    const { status, body } = await post(sandbox, json);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 50035, message: "Invalid Form Body" });
    expect(body.errors[field]._errors[0].code).toBe(code);
    expect(sandbox.violations).not.toEqual([]);
    expect(sandbox.messages()).toEqual([]);
  });

  it("may not be blank, and loses the blanks around it", async () => {
    const sandbox = await startSandbox();
    expect((await post(sandbox, { content: " \n " })).body.code).toBe(50006);
    expect((await post(sandbox, { content: " hi \n" })).body.content).toBe("hi");
  });

  it("is read back with what Discord promises, newest first", async () => {
    const sandbox = await startSandbox();
    const ids: string[] = [];
    for (const content of ["1", "2", "3", "4", "5"]) {
      ids.push((await post(sandbox, { content })).body.id);
    }
    const path = `/channels/${sandbox.channelId}/messages`;
    const contents = async (query: string): Promise<string> => {
      const { body } = await call(sandbox, { path: `${path}?${query}` });
      return body.map((message: { content: string }) => message.content).join("");
    };
    expect(await contents("")).toBe("54321");
    expect(await contents("limit=2")).toBe("54");
    expect(await contents(`before=${ids[3]}&limit=2`)).toBe("32");
    expect(await contents(`after=${ids[0]}&limit=2`)).toBe("32");
    expect(await contents(`around=${ids[2]}&limit=3`)).toBe("432");
    expect((await call(sandbox, { path: `${path}?limit=101` })).status).toBe(400);
  });
});

const described = (length: number) => ({
  attachments: [{ id: 0, filename: "name it.mp4", description: "d".repeat(length) }],
});

describe("files", () => {
  it("are refused over the guild's limit and taken below it", async () => {
    const sandbox = await startSandbox({ uploadLimitBytes: 1000 });
    const tooLarge = await upload(sandbox, { content: "x" }, [file(1001)]);
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 40005 } });
    expect(sandbox.messages()).toEqual([]);
    expect((await upload(sandbox, { content: "x" }, [file(1000), file(1000)])).status).toBe(200);
    sandbox.setUploadLimit(sandbox.guildId, 2000);
    expect((await upload(sandbox, {}, [file(2000)])).status).toBe(200);
    expect(sandbox.violations).toEqual([]);
  });

  it("keep their description, at most 1,024 characters of it", async () => {
    const sandbox = await startSandbox();
    const { body } = await upload(sandbox, described(1024), [file(3)]);
    expect(body.attachments[0]).toMatchObject({ filename: "name_it.mp4", size: 3 });
    expect(body.attachments[0].description).toHaveLength(1024);
    expect((await upload(sandbox, described(1025), [file(3)])).body.code).toBe(50035);
  });

  it("stay through an edit that does not mention them, and are removed when it lists others", async () => {
    const sandbox = await startSandbox();
    const { body } = await upload(sandbox, { content: "x" }, [file(1, "a.mp4"), file(2, "b.mp4")]);
    const path = `/channels/${sandbox.channelId}/messages/${body.id}`;
    const names = async (json: object): Promise<string[]> => {
      const edited = await call(sandbox, { method: "PATCH", path, json });
      return edited.body.attachments.map(({ filename }: { filename: string }) => filename);
    };
    expect(await names({ content: "y" })).toEqual(["a.mp4", "b.mp4"]);
    expect(await names({ attachments: [{ id: body.attachments[1].id }] })).toEqual(["b.mp4"]);
    expect(sandbox.violations).toEqual([]);
    const unknown = await call(sandbox, {
      method: "PATCH",
      path,
      json: { attachments: [{ id: 7 }] },
    });
    expect(unknown.body.code).toBe(50035);
  });

  it("that the body does not list, or lists without sending, are recorded", async () => {
    const sandbox = await startSandbox();
    await upload(sandbox, { content: "x", attachments: [{ id: 0 }] }, [file(1), file(1)]);
    expect(sandbox.violations.map(({ reason }) => reason)).toEqual([
      "files[1] is not listed in attachments",
    ]);
    expect((await upload(sandbox, { attachments: [{ id: 3 }] }, [file(1)])).body.code).toBe(50035);
  });
});

describe("commands", () => {
  it("are registered, kept by name, and only changed ones get a new version", async () => {
    const sandbox = await startSandbox();
    const first = await register(sandbox);
    const again = await register(sandbox);
    expect(again.body).toEqual(first.body);
    expect(first.body[0]).toMatchObject({
      name: "pika-status",
      type: 1,
      application_id: sandbox.applicationId,
      options: [{ type: 3, name: "jobid", required: true, max_length: 256 }],
    });
    expect(sandbox.registrations).toEqual([
      { method: "PUT", created: 1 },
      { method: "PUT", created: 0 },
    ]);
    const [command] = first.body;
    const changed = await register(sandbox, [{ name: "pika-status", description: "other" }]);
    expect(changed.body[0].id).toBe(command.id);
    expect(changed.body[0].version).not.toBe(command.version);
    await register(sandbox, []);
    expect(sandbox.commands()).toEqual([]);
  });

  it("of a guild are separate from the global ones", async () => {
    const sandbox = await startSandbox();
    const path = `/applications/${sandbox.applicationId}/guilds/${sandbox.guildId}/commands`;
    const json = { name: "here", description: "only here" };
    expect((await call(sandbox, { method: "POST", path, json })).status).toBe(201);
    expect((await call(sandbox, { method: "POST", path, json })).status).toBe(200);
    expect(sandbox.commands()).toEqual([]);
    const [command] = sandbox.commands(sandbox.guildId);
    const one = `${path}/${command!.id}`;
    const patch = { description: "changed" };
    expect((await call(sandbox, { method: "PATCH", path: one, json: patch })).body.name).toBe(
      "here",
    );
    expect((await call(sandbox, { method: "DELETE", path: one })).status).toBe(204);
    expect((await call(sandbox, { path: one })).body.code).toBe(10063);
  });

  it.each([
    ["an upper-case name", [{ name: "Pika", description: "d" }]],
    ["no description", [{ name: "pika" }]],
    ["a description of 101", [{ name: "pika", description: "d".repeat(101) }]],
    [
      "the same name twice",
      [
        { name: "a", description: "d" },
        { name: "a", description: "d" },
      ],
    ],
    [
      "a required option after an optional one",
      [
        {
          name: "a",
          description: "d",
          options: [
            { type: 3, name: "x", description: "d" },
            { type: 3, name: "y", description: "d", required: true },
          ],
        },
      ],
    ],
  ])("are refused with %s", async (_, commands) => {
    const sandbox = await startSandbox();
    expect((await register(sandbox, commands)).body.code).toBe(50035);
    expect(sandbox.commands()).toEqual([]);
    expect(sandbox.registrations).toEqual([]);
  });
});
