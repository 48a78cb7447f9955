import type { Architecture } from '../../../compiler/model/architecture.ts';

const ARM = /(^|[^a-z0-9])(aarch64|arm64|armv8)([^a-z0-9]|$)/i;
const INTEL = /(^|[^a-z0-9])(amd64|x86[_-]64|x64|linux64)([^a-z0-9]|$)/i;

/** The only architecture that an address or the name of a file speaks of; null for none and for both. */
export function namedArchitecture(text: string): Architecture | null {
  const [arm, intel] = [ARM.test(text), INTEL.test(text)];
  return arm === intel ? null : arm ? 'aarch64' : 'x86_64';
}
