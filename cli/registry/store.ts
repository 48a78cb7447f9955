import type { Io } from '../shell/io.ts';
import type { Address } from './address.ts';
import { uploadBytes, uploadFile } from './blobs.ts';
import type { Blob, Heard } from './blobs.ts';
import { RegistryClient } from './client.ts';
import type { Asker } from './asker.ts';
import { S3Store } from './s3.ts';

/** Where artifacts are kept. */
export interface Store extends Asker {
  /** Sends bytes, unless they are there. */
  sendBytes(bytes: Uint8Array<ArrayBuffer>, blob: Blob): Promise<void>;
  /** Sends a file in pieces, unless it is there. */
  sendFile(path: string, blob: Blob, heard?: Heard): Promise<void>;
}

class Registry extends RegistryClient implements Store {
  sendBytes(bytes: Uint8Array<ArrayBuffer>, blob: Blob): Promise<void> {
    return uploadBytes(this, bytes, blob);
  }

  sendFile(path: string, blob: Blob, heard?: Heard): Promise<void> {
    return uploadFile(this, path, blob, heard);
  }
}

export const openStore = (address: Address, env: Io['env'], signal: AbortSignal): Store =>
  new (address.kind === 's3' ? S3Store : Registry)(address, env, signal);
