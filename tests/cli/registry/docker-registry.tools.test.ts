import { expect, test } from 'vitest';
import { readAddress } from '../../../cli/registry/address.ts';
import type { Address } from '../../../cli/registry/address.ts';
import { openStore } from '../../../cli/registry/store.ts';
import { findArtifact } from '../../../cli/registry/artifact.ts';
import { roundTrip, TYPE } from '../../support/servers/artifact-round-trip.ts';
import { dockerRegistry, ROBOT } from '../../support/servers/docker-registry.ts';

test("Debian's registry takes an image, and gives it back the same", async () => {
  const host = await dockerRegistry();
  const address = readAddress(`oci://${host}/images/cache`) as Address;
  await roundTrip(openStore(address, ROBOT, new AbortController().signal));
  const nobody = openStore(address, {}, new AbortController().signal);
  await expect(findArtifact(nobody, 'key', TYPE)).rejects.toThrow(
    `The registry ${host} asks who you are (401)`,
  );
});
