import { isForeign, paramType, paramsOf } from '../language/declarations.ts';
import type { BlockDeclaration, Declaration, Let, Member, Name, Param, Use } from '../../grammar/syntax.ts';
import { commonBlocks } from '../language/blocks.ts';
import { namedImage } from '../language/base-image.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Library } from '../sdk/library.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import { didYouMean } from '../model/suggest.ts';
import { ANY, TEXT, record, typeOf } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { baseCircles, roleCircles, valueCircles } from './cycles.ts';
import { expect, infer } from './expressions.ts';
import { param } from './declarations.ts';
import { checkForeign } from './foreign.ts';
import { checkBlock, checkMembers, paramBody } from './members.ts';
import type { MemberNames } from './context.ts';
import { imagePlace, rolePlace, useBody } from './member-places.ts';
import { TypeScope } from './scope.ts';
import { noRecorder } from './semantic-recorder.ts';
import type { SemanticRecorder } from './semantic-recorder.ts';
import type { Subject } from './subject.ts';
import { checkFamily, checkSystem, likelySystem } from './systems.ts';
import { Usage } from './usage.ts';

/** What other tools call the place of a role among the others. */
const ORDER = /^(before|after|first|depends_on|requires|order|priority)$/;
const IN_ORDER =
  'Roles run in the order of their `use`; what has to come before the first package stands in `prepare { … }`.';

/**
 * Checks names and types of everything that is written, whether a target uses it or not; gives what uses what. `recorder` is told what
 * each name stands for.
 */
export function checkModules(
  modules: Modules,
  library: Library,
  collector: DiagnosticCollector,
  recorder: SemanticRecorder,
): Usage {
  const usage = new Usage(library.implicitRoles);
  const scopes = new Map<Module, TypeScope>();
  for (const module of modules.all()) {
    usage.module(module);
    usage.imports(module);
    valueCircles(module, collector);
    checkModule(module, { modules, library, collector, recorder, usage, scopes });
  }
  roleCircles(modules, collector);
  baseCircles(modules, collector);
  return usage;
}

interface Around {
  readonly modules: Modules;
  readonly library: Library;
  readonly collector: DiagnosticCollector;
  readonly recorder: SemanticRecorder;
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
    const rule = text.length > LONGEST ? `A name has at most ${LONGEST} characters.` : naming.rule;
    report('VK0406', span, { name: text, what: naming.what, rule });
  }
}

/** Names are parts of the names of files and of machines. */
const LONGEST = 63;

function checkModule(module: Module, around: Around): void {
  const { modules, library, collector, recorder, usage } = around;
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
    ...blocksOf(module, modules),
    recorder,
    likelySystem: (word) => likelySystem(word, module, modules),
    isFull: () => collector.isFull,
    kinds: library.kinds,
    expectations: library.expectations,
    rules: library.rules.map(({ id }) => id),
    use: (use, inner) => checkUse(use, inner),
    isRole: (name) => modules.find(module, 'role', name) !== null,
    base: (value) => {
      const name = namedImage(value);
      if (name === null) return false;
      const found = modules.find(module, 'image', name.text);
      if (found === null) {
        const known = modules.known(module, 'image');
        const params = { name: name.text, known: known.join(', ') };
        report('VK0519', name.span, params, didYouMean(name.text, known));
      } else {
        usage.use(found.declaration.name.span);
        recorder.subject(name.span, declaredBlock(found.declaration));
      }
      return true;
    },
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
    recorder.subject(use.role.span, declaredBlock(found.declaration));
    const params = paramsOf(found.declaration);
    const given = new Map<string, Param>(params);
    if (use.body === null) return;
    recorder.scope(use.body.span, inner, () => [...params.values()].map(paramSubject));
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
          const help = ORDER.test(member.name.text)
            ? IN_ORDER
            : known.length === 0
              ? 'It has none.'
              : `It has: ${known.join(', ')}.`;
          const near = didYouMean(member.name.text, known);
          report('VK0213', member.name.span, { role: name, name: member.name.text, known: help }, near);
          infer(member.value, inner, names);
          continue;
        }
        recorder.subject(member.name.span, paramSubject(declared));
        const related = [{ span: declared.span, message: `\`${declared.name.text}\` is declared here` }];
        const wanted = { type: paramType(declared), what: `\`${declared.name.text}\``, related };
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

  recorder.file(module.syntax, (kind) =>
    modules.known(module, kind).map((name) => blockOf(module, kind, name, modules)),
  );
  recorder.scope(module.syntax.span, scope, null);
  for (const [{ file }, { span }] of module.importedAt) {
    recorder.subject(span, { what: 'file', name: file, span: { file, start: 0, end: 0, line: 1 } });
  }
  for (const declaration of module.syntax.declarations) {
    checkName(declaration.node, declaration.name, report);
    if (declaration.node !== 'let' && declaration.node !== 'param')
      recorder.subject(declaration.name.span, declaredBlock(declaration));
    else {
      const known = scope.own(declaration.name.text);
      if (known?.span === declaration.name.span) recorder.subject(known.span, known);
    }
    switch (declaration.node) {
      case 'let':
        infer(declaration.value, scope, names);
        break;
      case 'param':
        param(declaration, new TypeScope(scope), names, false);
        paramBody(declaration, scope, names);
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
        checkSystem(declaration, library, names);
        break;
      case 'family':
        checkFamily(declaration, library, names);
        break;
    }
  }
}

/** What the language and the module bring into every scope. */
function moduleTypes(module: Module, around: Around): TypeScope {
  const { modules, usage, scopes } = around;
  const known = scopes.get(module);
  if (known !== undefined) return known;
  const scope = new TypeScope(null, usage);
  scopes.set(module, scope);
  const brings = (name: string, type: Type) =>
    scope.define({ name, what: 'value', type: () => type, span: null, whole: true });
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
      const { node: what, doc } = declaration;
      scope.define({ name, what, type, span: declaration.name.span, doc, whole: true });
    }
  }
  return scope;
}

function typeOfLet(declaration: Let, scope: TypeScope, module: Module, modules: Modules): Type {
  return infer(declaration.value, scope, {
    report: (() => undefined) as unknown as MemberNames['report'],
    ...blocksOf(module, modules),
    recorder: noRecorder,
    likelySystem: () => null,
    isFull: () => false,
  });
}

/** The systems and families that a module can name, looked for once. */
function blocksOf(module: Module, modules: Modules): Pick<MemberNames, 'systems' | 'families' | 'block'> {
  let systems: readonly string[] | null = null;
  let families: readonly string[] | null = null;
  return {
    systems: () => (systems ??= modules.known(module, 'os')),
    families: () => (families ??= modules.known(module, 'family')),
    block: (kind, name) => blockOf(module, kind, name, modules),
  };
}

/** A role, system or family as a module may name it. Its file is only read if somebody asks. */
const blockOf = (
  module: Module,
  kind: 'role' | 'os' | 'family' | 'image',
  name: string,
  modules: Modules,
): Subject => ({
  what: kind,
  name,
  declaration: () => modules.find(module, kind, name)?.declaration ?? null,
});

const declaredBlock = ({ node, name, doc }: BlockDeclaration): Subject => ({
  what: node,
  name: name.text,
  span: name.span,
  doc,
});

const paramSubject = ({ name, type, doc }: Param): Subject => ({
  what: 'param',
  name: name.text,
  span: name.span,
  type: () => typeOf(type),
  doc,
});
