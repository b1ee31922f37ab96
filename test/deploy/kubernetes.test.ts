import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { KUBERNETES, isKind, ofKind, readManifests, unknownFields } from "./manifests.ts";
import { parseSettings, SETTING_NAMES } from "./relay-settings.ts";

const read = (file: string): string => readFileSync(resolve(KUBERNETES, file), "utf8");
const manifests = readManifests();
const kinds = [
  "Deployment",
  "StatefulSet",
  "Service",
  "Ingress",
  "NetworkPolicy",
  "PodDisruptionBudget",
] as const;
const kindOf = (document: unknown) => kinds.find((kind) => isKind(kind, document));
const nameOf = (document: unknown): string =>
  z.object({ metadata: z.object({ name: z.string() }) }).parse(document).metadata.name;
const kustomization = z
  .object({
    resources: z.array(z.string()),
    images: z.array(z.object({ name: z.string(), newName: z.string(), newTag: z.string() })),
    configMapGenerator: z.array(z.object({ name: z.string(), envs: z.array(z.string()) })),
  })
  .parse(parse(read("kustomization.yaml")));

const deployments = ofKind("Deployment").map((each) => [nameOf(each), each] as const);
const workloads = [...ofKind("Deployment"), ...ofKind("StatefulSet")].map(
  (each) => [nameOf(each), each] as const,
);
type Workload = (typeof workloads)[number][1];
const podOf = ({ spec }: Workload) => spec?.template.spec;
const labelsOf = ({ spec }: Workload) => spec?.template.metadata?.labels ?? {};
const containersOf = (workload: Workload) => podOf(workload)?.containers ?? [];
const settings = parseEnv(read("relay.env"));

const isSecret = (name: string): boolean => /TOKEN|SECRET|KEY|PASSWORD|AUTH|_URL$/.test(name);

const fits = (
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>> = {},
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

describe("the Kubernetes manifests", () => {
  it.each(manifests.map(({ file, document }) => [file, nameOf(document), document] as const))(
    "%s: %s has the form that Kubernetes describes, and no unknown field",
    (_, __, document) => {
      const kind = kindOf(document);
      expect(kind).toBeDefined();
      expect(kind && unknownFields(kind, document)).toEqual([]);
    },
  );

  it("finds a misspelt field", () => {
    const [, deployment] = deployments[0] ?? [];
    const wrong = { ...deployment, spec: { ...deployment?.spec, replica: 2 } };
    expect(unknownFields("Deployment", wrong)).toEqual(["spec.replica"]);
  });

  it("are applied together, without the examples", () => {
    const files = [...new Set(manifests.map(({ file }) => file))];
    expect(kustomization.resources.toSorted()).toEqual(
      files.filter((file) => !file.startsWith("examples/")),
    );
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(resolve(KUBERNETES, "../../package.json"), "utf8")));
    const relayImages = deployments.flatMap(([, each]) =>
      containersOf(each).map(({ image }) => image),
    );
    expect(new Set(relayImages)).toEqual(new Set(["pika-relay"]));
    expect(kustomization.images.map(({ name, newTag }) => [name, newTag])).toEqual([
      ["pika-relay", version],
    ]);
  });

  it("have a README whose links lead somewhere", () => {
    const links = [...read("README.md").matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, path]) => path,
    );
    expect(links.filter((path) => !existsSync(resolve(KUBERNETES, path ?? "")))).toEqual([]);
    expect(links).toContain("kustomization.yaml");
  });

  it("cover both roles, several pods each", () => {
    const roles = deployments.map(([, each]) => {
      const env = containersOf(each)[0]?.env ?? [];
      return [env.find(({ name }) => name === "RELAY_ROLE")?.value, each.spec?.replicas];
    });
    expect(roles).toEqual([
      ["gateway", 2],
      ["worker", 2],
    ]);
  });

  it.each(deployments)("%s has settings that the relay knows and accepts", (_, deployment) => {
    const [container] = containersOf(deployment);
    const env = container?.env ?? [];
    const names = [...env.map(({ name }) => name), ...Object.keys(settings)];
    expect(names.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
    const given = env.map(({ name, value }) => [name, value ?? "redis://:password@redis:6379"]);
    const all = {
      ...z.record(z.string(), z.string()).parse(settings),
      ...Object.fromEntries(given),
    };
    expect(() => parseSettings(all)).not.toThrow();
    expect(container?.envFrom).toEqual([
      { configMapRef: { name: kustomization.configMapGenerator[0]?.name } },
      { secretRef: { name: "pika-relay" } },
    ]);
  });

  it("contain no secret, only references to secrets", () => {
    const inline = workloads.flatMap(([, each]) =>
      containersOf(each)
        .flatMap(({ env }) => env ?? [])
        .filter(
          ({ name, value, valueFrom }) => isSecret(name) && (value || !valueFrom?.secretKeyRef),
        ),
    );
    expect(inline).toEqual([]);
    expect(Object.keys(settings).filter(isSecret)).toEqual([]);
  });

  it.each(workloads)("%s has labels that its selectors fit", (_, workload) => {
    const labels = labelsOf(workload);
    expect(fits(labels, workload.spec?.selector.matchLabels)).toBe(true);
    for (const { labelSelector } of podOf(workload)?.topologySpreadConstraints ?? [])
      expect(labelSelector?.matchLabels).toEqual(labels);
  });

  it("select pods that exist", () => {
    const all = workloads.map(([, each]) => labelsOf(each));
    const selectors = [
      ...ofKind("Service").map(({ spec }) => spec?.selector),
      ...ofKind("PodDisruptionBudget").map(({ spec }) => spec?.selector?.matchLabels),
      ...ofKind("NetworkPolicy").map(({ spec }) => spec?.podSelector?.matchLabels),
    ];
    for (const selector of selectors)
      expect(all.some((labels) => fits(labels, selector ?? {}))).toBe(true);
  });

  it.each(workloads)("%s runs without the rights of root", (_, workload) => {
    expect(podOf(workload)).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    for (const container of containersOf(workload))
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    expect(podOf(workload)?.hostNetwork).toBeUndefined();
  });

  it.each(workloads)("%s asks for resources, and mounts only volumes that exist", (_, workload) => {
    const claims = "volumeClaimTemplates" in (workload.spec ?? {}) ? ["data"] : [];
    const volumes = [...(podOf(workload)?.volumes ?? []).map(({ name }) => name), ...claims];
    for (const { resources, volumeMounts } of containersOf(workload)) {
      expect(resources?.requests).toHaveProperty("memory");
      expect(resources?.limits).toHaveProperty("memory");
      expect(volumeMounts?.map(({ name }) => name).toSorted()).toEqual(volumes.toSorted());
    }
  });

  it.each(deployments)("%s is restarted for a stuck event loop only", (_, deployment) => {
    const [container] = containersOf(deployment);
    expect(container?.startupProbe?.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container?.livenessProbe?.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container?.readinessProbe?.httpGet).toEqual({ path: "/readyz", port: "http" });
    expect(container?.ports).toEqual([
      { name: "http", containerPort: Number(settings["RELAY_HTTP_PORT"]) },
    ]);
    expect(settings["RELAY_HTTP_HOST"]).toBe("0.0.0.0");
  });

  it.each(deployments)("%s is replaced without a gap, and has time to stop", (_, deployment) => {
    const { spec } = deployment;
    expect(spec?.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    const preStop = podOf(deployment)?.containers[0]?.lifecycle?.preStop?.exec?.command?.[1] ?? "0";
    expect(podOf(deployment)?.terminationGracePeriodSeconds).toBeGreaterThan(10 + Number(preStop));
    const budgets = ofKind("PodDisruptionBudget").filter(({ spec: budget }) =>
      fits(labelsOf(deployment), budget?.selector?.matchLabels ?? { none: "" }),
    );
    expect(budgets.map(({ spec: budget }) => budget?.unhealthyPodEvictionPolicy)).toEqual([
      "AlwaysAllow",
    ]);
  });

  it("publish what the platforms send, and nothing else", () => {
    const paths = ofKind("Ingress").flatMap(({ spec }) =>
      (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []),
    );
    expect(paths.map(({ path, pathType }) => `${pathType} ${path}`)).toEqual([
      "Exact /discord/interactions",
      "Exact /slack/events",
      "Exact /slack/install",
      "Exact /slack/oauth_redirect",
    ]);
    const ports = ofKind("Service").flatMap((each) =>
      (each.spec?.ports ?? []).map(({ name }) => `${nameOf(each)} ${name}`),
    );
    for (const { backend } of paths)
      expect(ports).toContain(`${backend.service?.name} ${backend.service?.port?.name}`);
  });

  it("runs the example's Redis as the store requires", () => {
    const [redis] = ofKind("StatefulSet");
    const command = containersOf(
      redis ?? { apiVersion: "apps/v1", kind: "StatefulSet" },
    )[0]?.command?.join(" ");
    expect(command).toContain("--appendonly yes --appendfsync always");
    expect(command).toContain("--maxmemory-policy noeviction");
  });
});
