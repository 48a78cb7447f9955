import type { Image, Target } from '../model/ir.ts';
import { carriesFiles } from '../sdk/once.ts';
import type { PlacedRun, Rule, RuleContext, RuleFinding } from '../sdk/rule.ts';

type Findings = ReadonlyMap<Rule, readonly RuleFinding[]>;

/** What a run is, and with which rules it was looked at. */
type Known = WeakMap<readonly Rule[], WeakMap<PlacedRun, Findings>>;

const known: Known = new WeakMap();

/**
 * What is found by rules that look at each run by itself. All targets that have a run share that, whether of one image or of several, and
 * an editor keeps it; so of a target only the runs are looked at that are new.
 */
export class RunFindings {
  readonly #all: readonly Rule[];
  readonly #rules: readonly Rule[];
  /** Of runs that carry files, for this image: their content may change while the run does not. */
  readonly #withFiles = new WeakMap<PlacedRun, Findings>();

  constructor(all: readonly Rule[]) {
    this.#all = all;
    this.#rules = all.filter((rule) => rule.eachRun && rule.check !== undefined);
  }

  /** What those rules find in a target, in order of runs. */
  in(context: RuleContext): Findings {
    const found = new Map<Rule, RuleFinding[]>();
    for (const run of context.runs()) {
      for (const [rule, findings] of this.#of(run, context)) {
        const before = found.get(rule);
        if (before === undefined) found.set(rule, [...findings]);
        else before.push(...findings);
      }
    }
    return found;
  }

  #of(run: PlacedRun, context: RuleContext): Findings {
    const memory = carriesFiles(run) ? this.#withFiles : this.#kept();
    let findings = memory.get(run);
    if (findings === undefined) memory.set(run, (findings = this.#look(run, context)));
    return findings;
  }

  #kept(): WeakMap<PlacedRun, Findings> {
    let kept = known.get(this.#all);
    if (kept === undefined) known.set(this.#all, (kept = new WeakMap()));
    return kept;
  }

  #look(run: PlacedRun, context: RuleContext): Findings {
    const alone = contextOf(run, context);
    const found = new Map<Rule, readonly RuleFinding[]>();
    for (const rule of this.#rules) {
      const findings = [...rule.check!(alone)];
      if (findings.length > 0) found.set(rule, findings);
    }
    return found;
  }
}

/** A run with its system, and nothing else of the target. */
function contextOf(run: PlacedRun, { target, packages, read, written }: RuleContext): RuleContext {
  const beyond = (): never => {
    throw new Error('a rule that looks at each run by itself asks for more than the run');
  };
  const context: RuleContext = {
    image: NOTHING as Image,
    target: { os: target.os } as Target,
    date: null,
    resources: run.resources,
    runs: () => [run],
    get withBase() {
      return beyond();
    },
    get contents() {
      return beyond();
    },
    packages,
    read,
    written,
    source: beyond,
    once: (work) => work(context),
  };
  return context;
}

const NOTHING = {};
