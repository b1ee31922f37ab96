import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
/** What GCM is made for; a random one must not repeat under the same key, which takes 2^32 texts to become likely. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text, and the key that opens it. */
export interface Sealed {
  /** Names the key; tells nothing about it. */
  readonly keyId: string;
  /** Nonce, tag and ciphertext, in Base64. */
  readonly sealed: string;
}

/** Why a text cannot be opened: its key is not among those of the box, or it or its place was changed. */
export type OpenProblem = "unknown_key" | "damaged";

/** Thrown by {@link SecretBox.open}. */
export class SealedError extends Error {
  readonly code: OpenProblem;

  constructor(code: OpenProblem, options?: ErrorOptions) {
    super(code === "unknown_key" ? "sealed with an unknown key" : "damaged, or moved", options);
    this.name = "SealedError";
    this.code = code;
  }
}

/** Seals texts with AES-256-GCM. Each belongs to a place, and can be opened for no other one. */
export class SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: string;

  /** `keys`: 32 bytes each, in hexadecimal. The first one seals; all of them open. Throws a RangeError without any. */
  constructor(keys: readonly string[]) {
    const all = keys.map((key) => Buffer.from(key, "hex"));
    this.#keys = new Map(all.map((key) => [keyIdOf(key), key]));
    const [first] = this.#keys.keys();
    if (first === undefined) throw new RangeError("a box needs a key");
    this.#current = first;
  }

  /** Whether the key that seals now has sealed a text. */
  isCurrent({ keyId }: Pick<Sealed, "keyId">): boolean {
    return keyId === this.#current;
  }

  seal(text: string, place: string): Sealed {
    const keyId = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keyOf(keyId), nonce);
    cipher.setAAD(Buffer.from(place));
    const parts = [cipher.update(text, "utf8"), cipher.final()];
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), ...parts]).toString("base64");
    return { keyId, sealed };
  }

  /** Throws a {@link SealedError} if the text cannot be opened for this place. */
  open({ keyId, sealed }: Sealed, place: string): string {
    const key = this.#keyOf(keyId);
    const bytes = Buffer.from(sealed, "base64");
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv(ALGORITHM, key, nonce, options);
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const opened = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([opened, decipher.final()]).toString("utf8");
    } catch (cause) {
      throw new SealedError("damaged", { cause });
    }
  }

  #keyOf(keyId: string): Buffer {
    const key = this.#keys.get(keyId);
    if (!key) throw new SealedError("unknown_key");
    return key;
  }
}

const keyIdOf = (key: Buffer): string =>
  createHash("sha256").update("pika-relay key id\0").update(key).digest("hex").slice(0, 16);
