import { usageFailure } from '../shell/args.ts';
import type { Failure } from '../shell/command.ts';

/** A repository in an OCI registry. */
export interface Address {
  /** `registry.example.org`, or `localhost:5000` */
  readonly host: string;
  /** `images/cache` */
  readonly repository: string;
  /** `https://registry.example.org` */
  readonly origin: string;
  /** As it was given. */
  readonly text: string;
}

const FORM =
  /^oci(?<plain>\+http)?:\/\/(?<host>\[[\da-f:]+\](?::\d+)?|[\w.-]+(?::\d+)?)\/(?<repository>.+?)\/?$/;
/** As the distribution specification has it. */
const REPOSITORY = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)*$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::|$)/;

/** Reads `oci://HOST[:PORT]/REPOSITORY`. On the loopback interface, and with `oci+http`, it is asked without TLS. */
export function readAddress(text: string): Address | Failure {
  const found = FORM.exec(text)?.groups;
  if (found === undefined)
    return usageFailure(
      `The cache ${text} is not the address of a repository.`,
      'Write it as oci://registry.example.org/images/cache.',
    );
  const { host, repository, plain } = found as { host: string; repository: string; plain?: string };
  if (!REPOSITORY.test(repository))
    return usageFailure(
      `The cache ${text} has no name of a repository: ${repository}.`,
      'It has small letters, digits, `.`, `_`, `-` and `/`, and no tag.',
    );
  const scheme = plain !== undefined || LOOPBACK.test(host) ? 'http' : 'https';
  return { host, repository, origin: `${scheme}://${host}`, text };
}
