import type { BuilderName } from '../model/builder-names.ts';
import type { Allow, Image, Resource, RoleRun, Target } from '../model/ir.ts';
import type { Diagnostic, CatalogueEntry, Fix, Params, Related, Severity } from '../../grammar/diagnostic.ts';
import type { PackageNames } from './package-names.ts';
import type { AttributesOf, Kind, ResourceKind } from './resource-kind.ts';
import type { Span } from '../../grammar/span.ts';
import type { BootCheckDraft } from './boot-check.ts';
import type { Contents } from './contents.ts';

/** What a rule is about: the page of the documentation on which it stands. */
export type Topic = 'requirements' | 'security' | 'reproducibility' | 'hygiene' | 'build' | 'documentation';

/** A resource with the run of the role that it is in. */
export interface PlacedResource {
  readonly run: RoleRun;
  readonly phase: 'provision' | 'start';
  readonly resource: Resource;
}

/** A resource of a known kind, with the attributes that the kind declares. */
export interface PlacedUse<K extends Kind> extends PlacedResource {
  readonly attributes: AttributesOf<K>;
}

/** A run of a role with its resources. There is one object for all targets and compilations that have the very same run. */
export interface PlacedRun extends Pick<RuleContext, 'resources'> {
  readonly run: RoleRun;
  readonly phase: PlacedResource['phase'];
}

/** What a rule sees: one target, fully decided. */
export interface RuleContext {
  readonly image: Image;
  readonly target: Target;
  /** The day for which is asked, `2026-11-24`; null when none was given. */
  readonly date: string | null;
  /**
   * The resources of these kinds in the order in which they run, those of the start phase last; all for none. Where
   * kinds have different attributes, `'content' in attributes` tells which of them a resource may be of.
   */
  resources(): readonly PlacedResource[];
  resources<const K extends readonly ResourceKind[]>(...kinds: K): readonly PlacedUse<K[number]>[];
  /** The runs of roles in order, those of the start phase last. */
  runs(): readonly PlacedRun[];
  /** The same target with what ran in its base before. What is found there is reported for the base alone. */
  readonly withBase: RuleContext;
  /** What the image contains, its base too, computed when it is first asked for. */
  readonly contents: Contents;
  /** What is known of the names of packages. */
  readonly packages: PackageNames;
  /** Content of a file that the IR refers to. */
  read(path: string): Uint8Array;
  /** What is written at the place of something that the rule looks at. */
  written(span: Span): string;
  /** The whole text of a source. Who asks for it is asked again whenever the file changes. */
  source(file: string): string;
  /** What a function works out of this context, which has to be a pure one. It is called once for all rules that ask. */
  once<T>(work: (context: RuleContext) => T): T;
}

/** What a rule found on one target. Equal ones of several targets become one diagnostic that names them. */
export interface RuleFinding<P = Readonly<Record<string, string>>> {
  /** The resource or role run that it is about: what they allow is not reported. Without one it is about the target. */
  readonly at?: Pick<PlacedResource, 'run'> & Partial<PlacedResource>;
  /** A value or an attribute that says it more exactly than the head of the resource. Needed where there is no `at`. */
  readonly span?: Span | null;
  readonly params: P;
  /** In place of the rule's help, where the remedy depends on the case. */
  readonly help?: string;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  /** Whether `span` covers a secret, which no output of vkc repeats. */
  readonly secret?: true;
}

/** Something that speaks for a target, and where the source says it. */
export interface Evidence {
  /** In words, with `backticks` around names. */
  readonly what: string;
  /** Null where nobody said it, and it is so all the same. */
  readonly span: Span | null;
}

interface About {
  /** Small letters and dashes: what `allow`, vkc.yaml and reports call it. */
  readonly id: string;
  readonly topic: Topic;
  /** What is asked for, as a sentence. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** Who asks for it: headings of docs/platform.md, by their anchors. */
  readonly sources: readonly string[];
  /** Advice for some: off unless a project's settings turn it on. */
  readonly optional?: true;
  /** What Packer builds the targets with that it is about, where it is not about all. */
  readonly builders?: readonly BuilderName[];
  /** Asks what the whole image brings. An example that is a part of an image is not asked. */
  readonly wholeImage?: true;
  /**
   * Looks at each run by itself: what it finds in one depends on that run, its system and the content of its files, and on nothing else. It
   * is asked once for all targets that have the run.
   */
  readonly eachRun?: true;
  /** Depends on the day: without one it is not looked at. */
  readonly dated?: true;
  /** What only the running image can show. */
  verify?(context: RuleContext): Iterable<BootCheckDraft>;
  /** What of a target that is as it should be shows so. Only reports ask for it. */
  evidence?(context: RuleContext): Iterable<Evidence>;
}

type Text = Omit<CatalogueEntry, 'why'>;

/** One requirement of the marketplace or good practice; each is the default export of a file in `compiler/rules`. */
export interface Rule extends About {
  readonly severity: Severity;
  /** What is said of the mistake; the examples as in the catalogue. None of a rule that can only be asserted at boot. */
  readonly text: CatalogueEntry | null;
  check?(context: RuleContext): Iterable<RuleFinding>;
}

/** Declares a rule that looks at the image before it is built. */
export function rule<const T extends Text>(
  own: About & T & { check(context: RuleContext): Iterable<RuleFinding<Params<T & { why: string }>>> },
): Rule {
  const { message, help, why, wrong, right, severity } = own;
  const text = { severity, message, ...(help !== undefined && { help }), why, wrong, right };
  return { ...own, text } as unknown as Rule;
}

/** Declares a rule that only the booted image can be held to. */
export function bootRule(own: About & { verify(context: RuleContext): Iterable<BootCheckDraft> }): Rule {
  return { ...own, severity: 'error', text: null };
}

/** Something that a rule found, and the `allow` that says why it may be. */
export interface Allowed {
  readonly diagnostic: Diagnostic;
  readonly allow: Allow;
}

/** What a rule comes to on one target. */
export interface RuleResult {
  readonly rule: Rule;
  /** As the project has it. */
  readonly severity: Severity | 'off';
  /** Whether it was looked at before the build: it can be, it is on, and a day is known where it needs one. */
  readonly judged: boolean;
  readonly broken: readonly Diagnostic[];
  readonly allowed: readonly Allowed[];
  /** What the booted image is asked. */
  readonly bootChecks: readonly (BootCheckDraft & { readonly origin: Span })[];
  /** What shows that it is as it should be, where it is and the rule can say. */
  readonly evidence: readonly Evidence[];
}

/** What a project makes of each rule. */
export type RuleSettings = ReadonlyMap<string, Severity | 'off'>;
