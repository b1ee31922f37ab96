import { toDefinition, urlVariableOf } from "../../../../src/adapters/described/definition.ts";
import type { CreateApiClient } from "../../../../src/core/ports/api-client.ts";
import type { SourceDescription } from "../../../../src/adapters/described/format/description.ts";
import { DescribedJobSource } from "../../../../src/adapters/described/job-source.ts";
import { readPresets } from "../../../../src/adapters/described/load-described-sources.ts";
import { createDescribedSandbox } from "../../../../sandbox/described/described-sandbox.ts";
import type { VendorState } from "../../../../sandbox/described/vendor.ts";
import { VENDORS } from "../../../../sandbox/described/vendors.ts";
import type { ApiFault } from "../../../../sandbox/job-api/api-fault.ts";
import { sourceContract } from "../../../contracts/source.ts";
import type { RemoteState, SourceDriver } from "../../../contracts/source-driver.ts";
import { PRESET_TRAITS } from "./preset-traits.ts";

const PREVIEW = Buffer.from("a preview, a twin or a thumbnail");

const raw = (status: number, body: unknown): ApiFault => ({
  kind: "raw",
  status,
  headers: { "content-type": "application/json" },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

const escaped = (path: string): string => path.replace(/[?.]/g, "\\$&");

async function start(
  description: SourceDescription,
  createClient: CreateApiClient,
): Promise<SourceDriver> {
  const vendor = VENDORS[description.name]!;
  const sandbox = await createDescribedSandbox(vendor);
  const { variables } = toDefinition(description, true);
  const source = new DescribedJobSource(description, {
    values: { [variables[0].name]: sandbox.key, [urlVariableOf(description)]: sandbox.url },
    createClient,
  });
  const toState = (state: RemoteState): VendorState =>
    state.kind === "completed"
      ? {
          kind: "completed",
          ...(state.bytes && { file: sandbox.addFile(state.bytes) }),
          extra: sandbox.addFile(PREVIEW),
        }
      : state;
  const pattern = (path: string): RegExp => new RegExp(`^${escaped(`${vendor.basePath}${path}`)}$`);
  return {
    source,
    key: sandbox.key,
    server: sandbox.server,
    addJob: () => sandbox.addJob(),
    show: (jobId, state) => sandbox.show(jobId, toState(state)),
    remove: (jobId) => sandbox.remove(jobId),
    refusal: (status) => raw(status, vendor.refusal(status)),
    pathOf: (jobId) => pattern(vendor.pathOf(jobId)),
    ...(vendor.second && { secondPathOf: (jobId) => pattern(vendor.second!.pathOf(jobId)) }),
    stop: async () => {
      await source.close();
      await sandbox.close();
    },
  };
}

for (const description of await readPresets()) {
  const { name } = description;
  const vendor = VENDORS[name]!;
  const { hasNoId, ...traits } = PRESET_TRAITS[name]!;
  sourceContract(name, (createClient) => start(description, createClient), {
    ...traits,
    ...(!hasNoId && {
      otherJob: () => raw(200, vendor.answers.failed(vendor.newId(99), "x")),
    }),
  });
}
