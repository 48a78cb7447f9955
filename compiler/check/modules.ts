import { isForeign, paramsOf } from '../language/declarations.ts';
import { expectationSchema } from '../sdk/expectation-kind.ts';
import type { Declaration, Let, Member, Name, Param, Use } from '../../grammar/syntax.ts';
import {
  buildBlocks,
  commonBlocks,
  imageBlocks,
  imageSchema,
  roleBlocks,
  roleSchema,
} from '../language/blocks.ts';
import { familySchema, osBlocks, osSchema } from '../language/system-blocks.ts';
import type { BlockKind } from '../language/blocks.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Library } from '../sdk/library.ts';
import type { Module, Modules } from '../load/loader.ts';
import { didYouMean } from '../model/suggest.ts';
import { ANY, TEXT, record, typeOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { roleCircles, valueCircles } from './cycles.ts';
import { expect, infer } from './expressions.ts';
import { param } from './declarations.ts';
import { checkForeign } from './foreign.ts';
import { checkBlock, checkMembers } from './members.ts';
import type { MemberNames, MemberPlace } from './members.ts';
import { TypeScope } from './scope.ts';
import { Usage } from './usage.ts';

/** Checks names and types of everything that is written, whether a target uses it or not; gives what uses what. */
export function checkModules(modules: Modules, library: Library, collector: DiagnosticCollector): Usage {
  const usage = new Usage(library.implicitRoles);
  const scopes = new Map<Module, TypeScope>();
  for (const module of modules.all()) {
    usage.module(module);
    usage.imports(module);
    valueCircles(module, collector);
    checkModule(module, { modules, library, collector, usage, scopes });
  }
  roleCircles(modules, collector);
  return usage;
}

interface Around {
  readonly modules: Modules;
  readonly library: Library;
  readonly collector: DiagnosticCollector;
  readonly usage: Usage;
  /** Each module's top-level names, made once. */
  readonly scopes: Map<Module, TypeScope>;
}

/** Names as they may be: letters, digits and dashes for images; as Ansible has them, or with dashes, for roles. */
const NAMES: Partial<Record<Declaration['node'], { pattern: RegExp; what: string; rule: string }>> = {
  image: {
    pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    what: 'an image',
    rule: 'Use small letters, digits and single dashes, beginning with a letter: `xaas-nginx`.',
  },
  role: {
    pattern: /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/,
    what: 'a role',
    rule: 'Use small letters, digits, and `_` or `-` between them, beginning with a letter: `node_exporter`.',
  },
};

/** Reports a name that cannot be that of such a declaration. */
function checkName(node: Declaration['node'], { text, span }: Name, report: MemberNames['report']): void {
  const naming = NAMES[node];
  if (node === 'role' && text === 'variables') {
    const rule = 'The tree has a role of that name, which holds the values that all roles share.';
    report('VK0406', span, { name: 'variables', what: 'a role', rule });
  } else if (naming !== undefined && (!naming.pattern.test(text) || text.length > LONGEST)) {
    report('VK0406', span, { name: text, what: naming.what, rule: naming.rule });
  }
}

/** Names are parts of the names of files and of machines. */
const LONGEST = 63;

function checkModule(module: Module, around: Around): void {
  const { modules, library, collector, usage } = around;
  const all = collector.reporter();
  // Names may be missing because an import is.
  const unknown = ['VK0201', 'VK0202', 'VK0203'];
  const report = ((code: string, ...rest: readonly never[]) =>
    module.incomplete && unknown.includes(code)
      ? undefined
      : (all as (...args: unknown[]) => unknown)(code, ...rest)) as typeof all;
  const scope = moduleTypes(module, around);
  const names: MemberNames = {
    report,
    systems: () => modules.known(module, 'os'),
    families: () => modules.known(module, 'family'),
    isFull: () => collector.isFull,
    kinds: library.kinds,
    expectations: library.expectations,
    rules: library.rules.map(({ id }) => id),
    use: (use, inner) => checkUse(use, inner),
  };
  function checkUse(use: Use, inner: TypeScope): void {
    const name = use.role.text;
    const found = modules.find(module, 'role', name);
    if (found === null) {
      const known = modules.known(module, 'role');
      for (const [node, what] of [
        ['image', 'an image'],
        ['os', 'a system'],
        ['family', 'a family'],
      ] as const) {
        if (modules.find(module, node, name) === null) continue;
        report('VK0212', use.role.span, { name, what });
        return;
      }
      report('VK0203', use.role.span, { name, known: known.join(', ') }, didYouMean(name, known));
      return;
    }
    usage.use(found.declaration.name.span);
    if (use.alias !== null) checkName('role', use.alias, report);
    const params = paramsOf(found.declaration);
    const given = new Map<string, Param>(params);
    if (use.body === null) return;
    const members = (all: readonly Member[]): void => {
      for (const member of all) {
        if (member.node === 'element' && commonBlocks.has(member.kind.text)) {
          checkMembers([member], useBody, inner, names, new Map());
          continue;
        }
        if (member.node !== 'attribute') {
          report('VK0220', member.span, {
            what: member.node === 'element' ? member.kind.text : member.node,
            where: 'the body of `use`',
            remedy: 'It holds values for the params of the role, nothing else.',
          });
          continue;
        }
        const declared = given.get(member.name.text);
        if (declared === undefined) {
          const known = [...params.keys()];
          const help = known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`;
          const near = didYouMean(member.name.text, known);
          report('VK0213', member.name.span, { role: name, name: member.name.text, known: help }, near);
          infer(member.value, inner, names);
          continue;
        }
        const related = [{ span: declared.span, message: `\`${declared.name.text}\` is declared here` }];
        const wanted = { type: typeOf(declared.type), what: `\`${declared.name.text}\``, related };
        expect(member.value, inner, names, wanted);
      }
    };
    members(use.body.members);
    const seen = new Map<string, Member>();
    for (const member of use.body.members) {
      if (member.node !== 'attribute') continue;
      const first = seen.get(member.name.text);
      if (first === undefined) seen.set(member.name.text, member);
      else
        report(
          'VK0209',
          member.name.span,
          { name: member.name.text },
          { related: [{ span: first.span, message: 'first given here' }] },
        );
    }
  }

  for (const declaration of module.syntax.declarations) {
    checkName(declaration.node, declaration.name, report);
    switch (declaration.node) {
      case 'let':
        infer(declaration.value, scope, names);
        break;
      case 'param':
        param(declaration, new TypeScope(scope), names, false);
        break;
      case 'image':
        checkBlock(declaration.body, imagePlace(library), new TypeScope(scope), names);
        break;
      case 'role':
        checkBlock(declaration.body, rolePlace(library), new TypeScope(scope), {
          ...names,
          // The tasks of a role from outside, which use its params, are not read.
          ...(isForeign(declaration) ? {} : { role: declaration.name.text }),
        });
        checkForeign(declaration, names);
        break;
      case 'os':
        checkBlock(
          declaration.body,
          blockPlace('a system', osSchema(library.packageManagers), osBlocks),
          new TypeScope(null),
          names,
        );
        break;
      case 'family':
        checkBlock(
          declaration.body,
          blockPlace('a family', familySchema(library.packageManagers), new Map()),
          new TypeScope(null),
          names,
        );
        break;
    }
  }
}

type Kinds = Pick<Library, 'kinds' | 'expectations'>;

/** The body of a `use`, but for the values it gives. */
const useBody: MemberPlace = {
  name: 'the body of `use`',
  schema: null,
  blocks: commonBlocks,
  kinds: null,
  uses: false,
  params: false,
};

const blockPlace = (
  name: string,
  schema: MemberPlace['schema'],
  blocks: MemberPlace['blocks'],
): MemberPlace => ({
  name,
  schema,
  blocks,
  kinds: null,
  uses: false,
  params: false,
});

function imagePlace(all: Kinds): MemberPlace {
  return {
    name: 'an image',
    schema: imageSchema,
    blocks: imageBlocks,
    kinds: all.kinds,
    uses: true,
    params: false,
    inside: (kind, block) =>
      block.like === 'image' ? variantPlace(block, all) : innerPlace(kind, block, all),
  };
}

function variantPlace(block: BlockKind, all: Kinds): MemberPlace {
  const kept = ['build', 'metadata', 'publish', 'expect', 'allow'];
  return {
    name: 'a variant',
    schema: block.schema,
    blocks: new Map([...imageBlocks].filter(([name]) => kept.includes(name))),
    kinds: all.kinds,
    uses: true,
    params: false,
    inside: (kind, inner) => innerPlace(kind, inner, all),
  };
}

function innerPlace(kind: string, block: BlockKind, { expectations }: Kinds): MemberPlace {
  if (block.like === 'expect') {
    return {
      ...blockPlace('`expect`', null, new Map()),
      kinds: expectations,
      shared: expectationSchema,
    };
  }
  return {
    ...blockPlace(`\`${kind}\``, block.schema, kind === 'build' ? buildBlocks : new Map()),
    ...(block.open === undefined ? {} : { open: block.open }),
  };
}

function rolePlace(all: Kinds): MemberPlace {
  const { kinds } = all;
  return {
    name: 'a role',
    schema: roleSchema,
    blocks: roleBlocks,
    kinds,
    uses: true,
    params: true,
    inside: (kind, block) => (block.like === 'role' ? startPlace(all) : innerPlace(kind, block, all)),
  };
}

function startPlace(all: Kinds): MemberPlace {
  const expect = [...roleBlocks].filter(([, { like }]) => like === 'expect');
  return {
    ...blockPlace('`start`', null, new Map([...commonBlocks, ...expect])),
    kinds: all.kinds,
    inside: (kind, block) => innerPlace(kind, block, all),
  };
}

/** What the language and the module bring into every scope. */
function moduleTypes(module: Module, around: Around): TypeScope {
  const { modules, usage, scopes } = around;
  const known = scopes.get(module);
  if (known !== undefined) return known;
  const scope = new TypeScope(null, usage);
  scopes.set(module, scope);
  const brings = (name: string, type: Type) =>
    scope.define(name, { what: 'value', type: () => type, span: null });
  brings('os', record('os'));
  brings('image', record('image'));
  brings('build', record('build'));
  brings('variant', TEXT);
  for (const each of [...module.imports, module]) {
    const home = each === module ? scope : moduleTypes(each, around);
    for (const [name, declaration] of each.values) {
      let known: Type | 'busy' | null = null;
      const type = (): Type => {
        if (known === 'busy') return ANY;
        if (known === null) {
          known = 'busy';
          known =
            declaration.node === 'param'
              ? typeOf(declaration.type)
              : typeOfLet(declaration, home, each, modules);
        }
        return known;
      };
      scope.define(name, { what: declaration.node, type, span: declaration.name.span });
    }
  }
  return scope;
}

function typeOfLet(declaration: Let, scope: TypeScope, module: Module, modules: Modules): Type {
  return infer(declaration.value, scope, {
    report: (() => undefined) as unknown as MemberNames['report'],
    systems: () => modules.known(module, 'os'),
    families: () => modules.known(module, 'family'),
    isFull: () => false,
  });
}
