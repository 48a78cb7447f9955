import type { Architecture } from '../model/hardware.ts';
import { baseOfTarget, givenByBase, inherited, reportBase } from './base.ts';
import type { NamedBase } from './base.ts';
import { targetLabel } from '../model/target-label.ts';
import { paramsOf } from '../language/declarations.ts';
import type { Written } from '../evaluate/attributes.ts';
import type { ExpectationKind } from '../sdk/expectation-kind.ts';
import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import { buildOf, buildRecord, diskOf, reportBuildProblems, reportProcessor } from './build-machine.ts';
import type { BuilderUse } from './build-machine.ts';
import { ImageParts, imageRecord } from './image-body.ts';
import type { Os, RuntimeVariable, Target } from '../model/ir.ts';
import type { ResourceKind } from '../sdk/resource-kind.ts';
import { metadataOf } from './metadata.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import { implicitNames } from '../sdk/library.ts';
import type { ImplicitRoles } from '../sdk/library.ts';
import { publishOf, publishProblems } from './publish.ts';
import { reportSharedFiles } from './duplicates.ts';
import { checkRequirements, startNeedsCollections } from './requirements.ts';
import type { KnownLists, RoleCache } from './role-cache.ts';
import type { AssetNames, RoleRunDraft } from './role-tasks.ts';
import { settleRuns } from './role-tasks.ts';
import { Roles } from './roles.ts';
import { Scope } from '../evaluate/scope.ts';
import type { System } from './systems.ts';
import { textOf } from '../model/text.ts';
import { NAME_RULE, isName, uniqueFolders } from './unique-names.ts';
import { bootCheckGroups, imageGroups } from './boot-checks.ts';
import type { ExpectationGroup } from './boot-checks.ts';
import { bool, string, unset } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';

/** A variant of an image. */
export interface Variant {
  readonly name: string;
  readonly body: BlockDeclaration['body'];
  readonly span: Span;
}

/** A system that an image names, and where. */
export interface NamedOs {
  readonly record: RecordValue;
  readonly os: Os;
  readonly system: System;
  readonly span: Span;
}

export interface TargetInput {
  readonly image: BlockDeclaration;
  readonly module: Module;
  readonly modules: Modules;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
  readonly implicitRoles: ImplicitRoles;
  readonly named: NamedOs;
  readonly variant: Variant | null;
  /** The image that this one is built on. */
  readonly base: NamedBase | null;
  /** What the author says of the processor; null if that is the system's. */
  readonly arch: { readonly value: Architecture; readonly origin: Span } | null;
  /** Number of targets of the image; the only one carries the image's name. */
  readonly count: number;
  /** What holds for the whole image. */
  readonly whole: ReadonlyMap<string, Written>;
  readonly wholeNames: ReadonlySet<string>;
  /** How systems are written in the metadata unless the image says it. */
  readonly osNames: 'short' | 'libosinfo';
  readonly assets: AssetNames;
  readonly cache: RoleCache;
  /** Of the image. */
  readonly lists: KnownLists;
  /** Where what is said of the image goes. */
  readonly collector: Pick<DiagnosticCollector, 'reporter' | 'register'>;
  /** `target` names it for `CompileOptions.observe`; null for the whole image. */
  readonly context: (report: EvalContext['report'], target: string | null) => EvalContext;
  /** `known` holds the scopes of the same target that were made already. */
  readonly moduleScope: (
    module: Module,
    globals: Scope,
    context: EvalContext,
    known: Map<Module, Scope>,
  ) => Scope;
}

export interface CompiledTarget {
  readonly target: Target;
  readonly runtime: readonly RuntimeVariable[];
  readonly packer: ReadonlyMap<string, Value>;
  readonly ansible: ReadonlyMap<string, Value>;
  readonly environment: ReadonlyMap<string, Value>;
  readonly galaxy: ReadonlyMap<string, Value>;
  readonly userData: ImageParts['userData'];
  /** What is written in `build`, whether its builder takes it or not. */
  readonly written: BuilderUse['written'];
}

/** Everything about one image on one system in one variant. */
export function compileTarget(input: TargetInput): CompiledTarget {
  const { image, module, named, variant } = input;
  const label = targetLabel(named.os.name, variant?.name ?? null);
  const report = input.collector.reporter({ image: image.name.text, target: label });
  let isTroubled = false;
  const reporting = ((...finding: Parameters<EvalContext['report']>) => {
    isTroubled = true;
    return report(...finding);
  }) as EvalContext['report'];
  const outer = input.context(reporting, `${image.name.text}/${label}`);
  const context: EvalContext = {
    ...outer,
    unresolved: (span) => {
      isTroubled = true;
      outer.unresolved(span);
    },
    hasErrorAt: (span) => {
      const found = outer.hasErrorAt(span);
      isTroubled ||= found;
      return found;
    },
  };
  const globals = new Scope(null, module.file);
  const scopes = new Map<Module, Scope>();
  const moduleScope = (each: Module) => input.moduleScope(each, globals, context, scopes);
  const bodies = [image.body, ...(variant === null ? [] : [variant.body])];
  const parts = new ImageParts(context);
  const lower = baseOfTarget(input, context);
  const usual = usualName(input);
  let name = usual;
  globals.define('os', 'value', () => named.record);
  globals.define('variant', 'value', () => string(variant?.name ?? '', null));
  globals.define('build', 'value', () => {
    for (const body of bodies) parts.readBuild(body, moduleScope(module).child());
    if (lower !== null) givenByBase(parts.build, lower, input.base!.span);
    return buildRecord(parts.build);
  });
  globals.define('image', 'value', () =>
    imageRecord(image, input.whole, { name: () => name, count: input.count }),
  );
  for (const [i, body] of bodies.entries())
    parts.read(body, moduleScope(module).child(), input.wholeNames, i > 0);
  const written = parts.attributes.get('name');
  name = written === undefined ? usual : (textOf(written.value) ?? usual);
  // Here at the latest: nothing else may have asked for it.
  globals.lookup('build')!.value();

  const packageManager = named.os.package_manager;
  const architecture = named.os.arch;
  const roles = new Roles({
    ...input,
    context,
    isTroubled: () => isTroubled,
    os: named.record,
    packageManager,
    architecture,
    moduleScope,
  });
  runRoles(input, lower, parts, roles, context);
  // The first role of the library only says what comes before the `prepare` of others.
  const first = `${input.implicitRoles.first}_prepare`;
  if (roles.prepare.some((run) => run.name !== first)) roles.provision.unshift(...roles.prepare);
  const groups = imageGroups(parts.expects, ownRole(image), { ...input, packageManager }, context);
  uniqueFolders([...roles.provision, ...roles.start], context.report);
  reportSharedFiles(roles.provision, input.kinds, context);
  checkRequirements([...roles.provision, ...roles.start], input.kinds, context);
  const { lists } = input;
  const settled = (runs: readonly RoleRunDraft[]) =>
    lists.once(['runs', packageManager, ...runs], () => settleRuns(runs, packageManager, input.kinds));
  const provision = settled(roles.provision);
  const checks = (all: readonly ExpectationGroup[]) =>
    lists.once(['checks', ...all], () => bootCheckGroups(all));
  const own = {
    start: settled(roles.start),
    verify_start: checks(roles.verifyStart),
    runtime: roles.runtime,
  };
  const { base, ...before } = inherited(input.base, lower, own);
  const textEntry = (key: string, fallback: string) => {
    const found = parts.attributes.get(key);
    return {
      value: found === undefined ? fallback : (textOf(found.value) ?? fallback),
      origin: found?.origin ?? image.name.span,
    };
  };
  const origin = written?.origin ?? variant?.span ?? named.span;
  // A name that cannot be read was reported there.
  const readable = written !== undefined || /^[\w-]+$/.test(image.name.text);
  if (readable && !isName(name))
    context.report('VK0408', origin, { what: 'the name of a target', rule: NAME_RULE });
  const build = buildOf(parts.build, parts.builders, architecture, origin);
  const sources =
    textOf(input.whole.get('sources')?.value ?? unset(null)) === 'external' ? 'external' : 'own';
  reportBuildProblems(build, parts.builders, parts.packer, sources, origin, context);
  reportProcessor(input, build, sources, context);
  if (lower !== null) reportBase(input.base!, lower, build, sources, context);
  for (const { span, ...problem } of publishProblems(parts.publish, diskOf(build)))
    context.report('VK0408', span, problem);
  const style = textOf(input.whole.get('os_names')?.value ?? unset(null)) ?? input.osNames;
  return {
    target: {
      name,
      os: lists.once(['os', named.os, named.span, lower], () => ({
        ...named.os,
        // Packer has one source for each disk to start from, and variables of that name.
        source: lower?.name ?? named.os.source,
        origin: named.span,
      })),
      base,
      variant: variant?.name ?? null,
      metadata: metadataOf({
        target: name,
        os: named.os,
        team: textEntry('team', 'xaas'),
        sid: textEntry('sid', 'hidden'),
        names: style === 'libosinfo' ? 'libosinfo' : 'short',
        written: new Map(
          [...parts.metadata].map(([key, each]) => [key, { ...each, value: textOf(each.value) ?? '' }]),
        ),
        origin: written?.origin ?? image.name.span,
        osOrigin: named.span,
        firmware: build.firmware,
        arch: { value: architecture, origin: input.arch?.origin ?? named.span },
      }),
      build,
      publish: publishOf({
        target: name,
        version: textOf(input.whole.get('version')?.value ?? unset(null)),
        written: parts.publish,
        origin: written?.origin ?? image.name.span,
      }),
      provision,
      start: joined(before.start, own.start),
      allows: parts.allows,
      verify: checks([...roles.verify, ...groups]),
      verify_start: joined(before.verifyStart, own.verify_start),
      origin,
    },
    runtime: [...roles.runtime, ...before.runtime],
    packer: parts.packer,
    ansible: parts.ansible,
    environment: parts.environment,
    galaxy: parts.galaxy,
    userData: parts.userData,
    written: { build: parts.build, packer: parts.packer, builders: parts.builders },
  };
}

/** Both lists; the very same second one if the first is empty, so that variants share it. */
const joined = <T>(first: readonly T[], second: T[]): T[] =>
  first.length === 0 ? second : [...first, ...second];

/** The name of the run that holds the image's own resources. */
const ownRole = (image: BlockDeclaration): string => image.name.text.replace(/-/g, '_');

function usualName({ image, named, variant, count }: TargetInput): string {
  if (count === 1) return image.name.text;
  return [image.name.text, named.os.short, ...(variant === null ? [] : [variant.name])].join('-');
}

/** The library's first role, the roles in the order of their uses, the image's own resources, the start phase, the last role. */
function runRoles(
  { image, module, modules, kinds, implicitRoles }: TargetInput,
  base: Target | null,
  parts: ImageParts,
  roles: Roles,
  context: EvalContext,
): void {
  const implicit = implicitNames(implicitRoles);
  const uses = parts.uses.filter(({ use }) => !implicit.includes(use.role.text));
  const frame = (role: string, ...given: readonly string[]) => {
    const named = parts.uses.filter(({ use }) => use.role.text === role);
    const found = modules.find(module, 'role', role);
    if (found === null) return;
    const args = new Map<string, Value>();
    const allows = named.flatMap(({ use, scope }) => roles.allows(use, scope));
    for (const { use, scope } of named) {
      for (const [key, value] of roles.arguments(use, scope, found.declaration) ?? []) args.set(key, value);
    }
    // A role of the project that takes its place need not know the param.
    for (const name of given) {
      if (paramsOf(found.declaration).has(name) && !args.has(name)) args.set(name, bool(true, null));
    }
    roles.run(found.declaration, found.module, args, role, named[0]?.use.span ?? image.name.span, allows);
  };
  const first = parts.uses.some(({ use }) => use.role.text === implicitRoles.first);
  // Whoever gives it values means them for this image, so it runs wholly.
  frame(implicitRoles.first, ...(base === null || first ? [] : ['prepared']));
  // A variant that uses a role of the image once more changes the values given to it.
  const byName = new Map<string, Map<string, Value>>();
  for (const { use, scope, inVariant } of uses) {
    const found = modules.find(module, 'role', use.role.text);
    if (found === null || !inVariant) continue;
    const key = (use.alias ?? use.role).text;
    byName.set(key, roles.arguments(use, scope, found.declaration) ?? new Map());
  }
  const run = new Set<string>();
  for (const { use, scope, inVariant } of uses) {
    const key = (use.alias ?? use.role).text;
    if (inVariant && run.has(key)) continue;
    run.add(key);
    roles.use(use, scope, module, byName.get(key));
  }
  const elements = parts.resources;
  if (elements.length > 0) {
    roles.add({
      name: ownRole(image),
      title: `Set up ${image.name.text}`,
      doc: image.doc,
      origin: elements[0]!.element.kind.span,
      elements,
      allows: [],
    });
  }
  if (parts.prepared.length > 0) {
    const run = {
      name: `${ownRole(image)}_prepare`,
      title: `Prepare ${image.name.text}`,
      doc: null,
      origin: parts.prepared[0]!.element.kind.span,
      elements: parts.prepared,
      allows: [],
    };
    roles.add(run, 'prepare');
  }
  const starts = [...(base?.start ?? []), ...roles.start];
  if (starts.length > 0)
    frame(implicitRoles.start, ...(startNeedsCollections(starts, kinds) ? ['collections'] : []));
  else {
    const idle = parts.uses.find(({ use }) => use.role.text === implicitRoles.start)?.use;
    if (idle !== undefined) {
      const span = { ...idle.span, end: idle.role.span.end };
      context.report('VK0513', span, { role: implicitRoles.start });
    }
  }
  frame(implicitRoles.last);
}
