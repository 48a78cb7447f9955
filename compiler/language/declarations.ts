import { typeOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import type { Attribute, MatchArm, Expr, Param, BlockDeclaration } from '../../grammar/syntax.ts';
/** The params that a role declares, by name. */
export function paramsOf(role: BlockDeclaration): Map<string, Param> {
  const params = new Map<string, Param>();
  for (const member of role.body.members) if (member.node === 'param') params.set(member.name.text, member);
  return params;
}

/** What the author says to values that are none of the param's. */
export const paramMessage = ({ body }: Param) =>
  body?.members.find(
    (member): member is Attribute => member.node === 'attribute' && member.name.text === 'message',
  );

/** The type of a param, with what the author says to values that are not among those of `one_of`. */
export function paramType(param: Param): Type {
  const type = typeOf(param.type);
  const said = paramMessage(param);
  if (said?.value.node !== 'string') return type;
  const [part, ...more] = said.value.parts;
  if (part?.node !== 'text' || more.length > 0) return type;
  const message = part.value;
  if (type.kind === 'enum') return { ...type, message };
  return type.kind === 'optional' && type.type.kind === 'enum'
    ? { ...type, type: { ...type.type, message } }
    : type;
}

/** Whether a role is one from outside: hand-written, or of Ansible Galaxy. */
export function isForeign(role: BlockDeclaration): boolean {
  return role.body.members.some(
    (member) => member.node === 'attribute' && ['from', 'galaxy', 'git'].includes(member.name.text),
  );
}

/** What a param given at deployment is until someone gives a value; null when the author does not say. */
export interface Runtime {
  readonly initial: Expr | null;
}

/** Whether the value of a param is given at deployment: `= runtime`, or `= runtime(value)`. */
export function runtimeOf({ default: fallback }: Pick<Param, 'default'>): Runtime | null {
  if (fallback?.node === 'ref' && fallback.name === 'runtime') return { initial: null };
  if (fallback?.node === 'call' && fallback.name.text === 'runtime')
    return { initial: fallback.args[0] ?? null };
  return null;
}

/** Text by which two patterns are the same. */
export function patternKey(pattern: MatchArm['patterns'][number]): string {
  switch (pattern.node) {
    case 'name':
      return `text ${pattern.text}`;
    case 'string':
      return pattern.parts.length === 1 && pattern.parts[0]!.node === 'text'
        ? `text ${pattern.parts[0].value}`
        : `string ${JSON.stringify(pattern.parts)}`;
    case 'unset':
      return 'unset';
    default:
      return `${pattern.node} ${String(pattern.value)}`;
  }
}
