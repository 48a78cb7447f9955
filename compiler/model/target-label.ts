/** In messages a target goes by its system and variant: the author may not know its name yet. */
export function targetLabel(os: string, variant: string | null): string {
  return variant === null ? os : `${os} ${variant}`;
}
