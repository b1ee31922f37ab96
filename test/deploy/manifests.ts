import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { IDeployment, IStatefulSet } from "kubernetes-models/apps/v1";
import type { IIngress, INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1";
import type { IService } from "kubernetes-models/v1";
import { validate as isStatefulSet } from "kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet";
import { validate as isDeployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as isService } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as isIngress } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress";
import { validate as isNetworkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { validate as isBudget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { parseAllDocuments } from "yaml";
import { watchFields } from "./watch-fields.ts";

/** The folder of the manifests. */
export const KUBERNETES = resolve(import.meta.dirname, "../../deploy/kubernetes");

/** What the manifests consist of, by kind. */
interface Kinds {
  readonly Deployment: IDeployment;
  readonly StatefulSet: IStatefulSet;
  readonly Service: IService;
  readonly Ingress: IIngress;
  readonly NetworkPolicy: INetworkPolicy;
  readonly PodDisruptionBudget: IPodDisruptionBudget;
}

const VALIDATORS: Readonly<Record<keyof Kinds, (data: unknown) => boolean>> = {
  Deployment: isDeployment,
  StatefulSet: isStatefulSet,
  Service: isService,
  Ingress: isIngress,
  NetworkPolicy: isNetworkPolicy,
  PodDisruptionBudget: isBudget,
};

/** A document of a manifest. */
export interface Manifest {
  readonly file: string;
  readonly document: unknown;
}

/** All documents of the folder, except the kustomization itself. */
export function readManifests(): Manifest[] {
  const files = readdirSync(KUBERNETES, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".yaml") && file !== "kustomization.yaml",
  );
  return files.toSorted().flatMap((file) =>
    parseAllDocuments(readFileSync(resolve(KUBERNETES, file), "utf8")).map((document) => ({
      file,
      document: document.toJS() as unknown,
    })),
  );
}

/** Whether a document is of a kind, and has the form that Kubernetes' description of its API gives that kind. */
export function isKind<Kind extends keyof Kinds>(
  kind: Kind,
  document: unknown,
): document is Kinds[Kind] {
  return VALIDATORS[kind](document);
}

/** The documents of one kind. */
export const ofKind = <Kind extends keyof Kinds>(kind: Kind): Kinds[Kind][] =>
  readManifests().flatMap(({ document }) => (isKind(kind, document) ? [document] : []));

/**
 * Returns the fields of a document that Kubernetes does not know. Its description of the API, unlike its server, allows them:
 * but a validator never reads them.
 */
export function unknownFields(kind: keyof Kinds, document: unknown): string[] {
  const { watched, unread } = watchFields(document);
  VALIDATORS[kind](watched);
  return unread();
}
