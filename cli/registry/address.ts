import { usageFailure } from '../shell/args.ts';
import type { Failure } from '../shell/command.ts';

/** A repository in an OCI registry, or a folder in storage that speaks S3. */
export interface Address {
  readonly kind: 'oci' | 's3';
  /** `registry.example.org`, or `localhost:5000` */
  readonly host: string;
  /** `images/cache`; in S3 the first part is the bucket. */
  readonly repository: string;
  /** `https://registry.example.org` */
  readonly origin: string;
  /** As it was given. */
  readonly text: string;
}

const FORM =
  /^(?<kind>oci|s3)(?<plain>\+http)?:\/\/(?<host>\[[\da-f:]+\](?::\d+)?|[\w.-]+(?::\d+)?)\/(?<repository>.+?)\/?$/;
/** As S3 names buckets, and folders that need no escape. */
const BUCKET = /^[a-z\d][a-z\d.-]{1,61}[a-z\d](?:\/[\w.-]+)*$/;
/** As the distribution specification has it. */
const REPOSITORY = /^[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*(?:\/[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*)*$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::|$)/;

/**
 * Reads `oci://HOST[:PORT]/REPOSITORY` or `s3://HOST[:PORT]/BUCKET[/FOLDER]`. On the loopback interface, and with `oci+http` or `s3+http`, it is
 * asked without TLS.
 */
export function readAddress(text: string): Address | Failure {
  const found = FORM.exec(text)?.groups;
  if (found === undefined)
    return usageFailure(
      `The cache ${text} is not the address of a repository.`,
      'Write it as oci://registry.example.org/images/cache, or s3://s3.example.org/bucket/cache.',
    );
  const { kind, host, repository, plain } = found as {
    kind: Address['kind'];
    host: string;
    repository: string;
    plain?: string;
  };
  if (kind === 's3' && !/[.:]/.test(host) && host !== 'localhost')
    return usageFailure(
      `The cache ${text} names no server.`,
      `Write the server before the bucket, such as s3://s3.example.org/${host}/${repository}.`,
    );
  if (kind === 's3' && (!BUCKET.test(repository) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(repository)))
    return usageFailure(
      `The cache ${text} has no name of a bucket and a folder: ${repository}.`,
      'A bucket has small letters, digits, `.` and `-`; folders have letters, digits, `.`, `_` and `-`.',
    );
  if (kind === 'oci' && !REPOSITORY.test(repository))
    return usageFailure(
      `The cache ${text} has no name of a repository: ${repository}.`,
      'It has small letters, digits, `.`, `_`, `-` and `/`, and no tag.',
    );
  const scheme = plain !== undefined || LOOPBACK.test(host) ? 'http' : 'https';
  return { kind, host, repository, origin: `${scheme}://${host}`, text };
}
