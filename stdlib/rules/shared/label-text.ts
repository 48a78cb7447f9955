/** The label of a resource as it is written: a bare name where the language takes one. */
export const labelText = (label: string): string =>
  /^[A-Za-z_](?:[\w-]*\w)?$/.test(label) ? label : JSON.stringify(label);
