export type Architecture = 'aarch64' | 'x86_64';

/** The architecture that a base image is for, which the name of its file says. */
export const architectureOf = (url: string): Architecture =>
  /aarch64|arm64/i.test(url) ? 'aarch64' : 'x86_64';
