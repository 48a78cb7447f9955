import type { CompileOptions } from '../options.ts';
import type { Param } from '../../grammar/syntax.ts';
import type { Modules } from './loader.ts';
import type { Module } from './module.ts';
import { suggest } from '../model/suggest.ts';
import { paramType } from '../language/declarations.ts';
import { describe, enumMessage, typeOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { bad, bool, int, list, string } from '../model/value.ts';
import type { Value } from '../model/value.ts';

/** What is wrong with `--set`, `--os` and `--variant`, in words. */
export function checkSelection(
  options: Pick<CompileOptions, 'set' | 'os' | 'variants'>,
  entries: readonly Module[],
  modules: Modules,
): string[] {
  const errors: string[] = [];
  const params = paramsOf(modules);
  for (const [name, value] of options.set ?? []) {
    const param = params.get(name);
    if (param === undefined) {
      errors.push(
        `--set ${name}: no file declares \`param ${name}\` at top level.${hint(name, params.keys())}`,
      );
    } else if (settingValue(param, value).type === 'bad') {
      errors.push(`--set ${name}=${value}: \`${name}\` is ${describe(paramType(param))}.${saidOf(param)}`);
    }
  }
  for (const [name, param] of params) {
    if (param.default === null && !options.set?.has(name)) {
      const { file, line } = param.name.span;
      errors.push(`${file}:${line}: \`param ${name}\` has no default: give it with --set ${name}=….`);
    }
  }
  const systems = new Set(entries.flatMap((entry) => modules.known(entry, 'os')));
  for (const os of options.os ?? []) {
    if (!systems.has(os)) errors.push(`--os ${os}: there is no such system.${hint(os, systems)}`);
  }
  const variants = new Set(['plain', ...entries.flatMap(variantsOf)]);
  for (const name of options.variants ?? []) {
    if (!variants.has(name)) {
      errors.push(
        `--variant ${name}: no image has such a variant.${hint(name, variants)} Known: ${[...variants].join(', ')}.`,
      );
    }
  }
  return errors;
}

/** What the author says to values that are none of the param's. */
function saidOf(param: Param): string {
  const message = enumMessage(paramType(param));
  return message === undefined ? '' : ` ${message}`;
}

/** A value given on the command line as the type of its param; `bad` when it is none. */
export function settingValue(param: Param, text: string): Value {
  return parse(typeOf(param.type), text);
}

function parse(type: Type, text: string): Value {
  switch (type.kind) {
    case 'optional':
      return text === 'unset' ? { type: 'unset', origin: null } : parse(type.type, text);
    case 'string':
    case 'text':
    case 'version':
      return string(text, null);
    case 'enum':
      return type.values.includes(text) ? string(text, null) : bad(null);
    case 'int':
      return /^-?\d{1,15}$/.test(text) ? int(Number(text), null) : bad(null);
    case 'bool':
      return text === 'true' || text === 'false' ? bool(text === 'true', null) : bad(null);
    case 'size': {
      const [, number, unit] = /^(\d{1,9})([KMGT])$/.exec(text) ?? [];
      if (number === undefined) return bad(null);
      return { type: 'size', value: Number(number) * 1024 ** ('KMGT'.indexOf(unit!) + 1), origin: null };
    }
    case 'duration': {
      const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
      if (number === undefined) return bad(null);
      return {
        type: 'duration',
        value: Number(number) * { s: 1, m: 60, h: 3600, d: 86400 }[unit as 's'],
        origin: null,
      };
    }
    case 'mode':
      return /^0[0-7]{3}$/.test(text) ? { type: 'mode', value: text, origin: null } : bad(null);
    case 'list': {
      const items = text === '' ? [] : text.split(',').map((part) => parse(type.item, part.trim()));
      return items.some((item) => item.type === 'bad') ? bad(null) : list(items, null);
    }
    default:
      return bad(null);
  }
}

function paramsOf(modules: Modules): Map<string, Param> {
  const params = new Map<string, Param>();
  for (const module of modules.all()) {
    for (const [name, declaration] of module.values)
      if (declaration.node === 'param') params.set(name, declaration);
  }
  return params;
}

function variantsOf(module: Module): string[] {
  return [...module.blocks.image.values()].flatMap((image) =>
    image.body.members.flatMap((member) =>
      member.node === 'element' && member.kind.text === 'variant' && member.label?.node === 'name'
        ? [member.label.text]
        : [],
    ),
  );
}

function hint(name: string, known: Iterable<string>): string {
  const near = suggest(name, known);
  return near === null ? '' : ` Did you mean \`${near}\`?`;
}
