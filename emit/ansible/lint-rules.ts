import { templatesIn } from '../../compiler/model/value.ts';
import type { MapValue, Value } from '../../compiler/model/value.ts';

/**
 * What ansible-lint would report of a task although the author's own words or command are the cause, which vkc does
 * not change. Each is one of ansible-lint's rules, with how vkc tells that it applies.
 */
export interface LintCause {
  readonly rule: string;
  /** Why it stays: the comment beside the rule's name. */
  readonly why: string;
  applies(task: LintTask): boolean;
}

export interface LintTask {
  readonly module: string;
  readonly args: Value;
  readonly keywords: MapValue['entries'];
}

/** Programs for which ansible-lint names a module. */
const PROGRAMS =
  /^(apt-get|chkconfig|curl|git|hg|letsencrypt|mktemp|mount|patch|rpm|rsync|sed|service|supervisorctl|svn|systemctl|tar|unzip|wget|yum)$/;

/** What they do that no module does, in the eyes of every ansible-lint. */
const NO_MODULE =
  /^\s*(\S*\/)?(git (branch|log|lfs)|systemctl (--version|kill|set-default|show-environment|status)|yum clean|rpm --nodeps)(\s|$)/;

/** Modules that install packages, as ansible-lint has them. */
const INSTALLERS =
  /\.(apk|apt|apt_rpm|bower|bundler|dnf|dnf5|easy_install|gem|npm|package|pacman|pear|pip|portage|yarn|yum|zypper)$/;

const upgradesOnly = (args: Value): boolean =>
  argument(args, 'only_upgrade') !== undefined && argument(args, 'state') !== undefined;

export const LINT_CAUSES: readonly LintCause[] = [
  {
    // Older releases do not know that apt upgrades only what is installed.
    rule: 'package-latest',
    why: 'Only where it is installed.',
    applies: ({ args }) => upgradesOnly(args),
  },
  {
    rule: 'package-latest',
    why: 'The author asks for the newest.',
    applies: ({ module, args }) => {
      const [state, only] = [argument(args, 'state'), argument(args, 'update_only')];
      const newest = state?.type === 'string' && state.value === 'latest';
      return (
        newest && INSTALLERS.test(module) && !(only?.type === 'bool' && only.value) && !upgradesOnly(args)
      );
    },
  },
  {
    rule: 'risky-file-permissions',
    why: 'A file that is there keeps its mode.',
    applies: ({ module, args }) =>
      module === 'ansible.builtin.lineinfile' &&
      argument(args, 'create') !== undefined &&
      argument(args, 'mode') === undefined,
  },
  {
    rule: 'latest',
    why: 'The author’s own task.',
    applies: ({ module, args }) => {
      const name = { 'ansible.builtin.git': 'version', 'community.general.hg': 'revision' }[module];
      if (name === undefined) return false;
      const wanted = argument(args, name);
      return wanted === undefined || (wanted.type === 'string' && /^(HEAD|default)$/.test(wanted.value));
    },
  },
  {
    rule: 'command-instead-of-module',
    why: 'The command is meant.',
    applies: ({ module, args }) =>
      isCommand(module) &&
      PROGRAMS.test(firstWord(commandOf(args)).replace(/^.*\//, '')) &&
      !NO_MODULE.test(commandOf(args)),
  },
  {
    rule: 'deprecated-command-syntax',
    why: 'The command is meant.',
    applies: ({ module, args }) =>
      /^ansible\.builtin\.(command|shell|raw)$/.test(module) &&
      /^(chown|chmod|chgrp|ln|mkdir|rmdir|rm|touch)$/.test(firstWord(commandOf(args)).replace(/^.*\//, '')),
  },
  {
    rule: 'command-instead-of-shell',
    why: 'The script is meant.',
    applies: ({ module, args }) =>
      module === 'ansible.builtin.shell' &&
      !/[&|<>;$\n*[\]{}?`!]/.test(commandOf(args).replace(/\{\{.*?\}\}/gs, '')),
  },
  {
    rule: 'inline-env-var',
    why: 'An argument with an equals sign.',
    applies: ({ module, args }) =>
      module === 'ansible.builtin.command' && firstWord(commandOf(args)).includes('='),
  },
  {
    rule: 'risky-shell-pipe',
    why: 'The script is meant.',
    applies: ({ module, args }) => {
      const text = commandOf(args);
      return (
        module === 'ansible.builtin.shell' &&
        /(?<!\|)\|(?!\|)/.test(text) &&
        !/^\s*set.*[+-][A-Za-z]*o\s*pipefail/m.test(text)
      );
    },
  },
  {
    rule: 'no-tabs',
    why: 'The author’s own text.',
    applies: ({ args, keywords }) =>
      hasText(args, /\t/) || [...keywords.values()].some((value) => hasText(value, /\t/)),
  },
  {
    rule: 'avoid-implicit',
    why: 'Ansible writes a map as JSON.',
    applies: ({ module, args }) => {
      const content = module === 'ansible.builtin.copy' ? argument(args, 'content') : undefined;
      return content !== undefined && content.type !== 'string' && content.type !== 'jinja';
    },
  },
  {
    rule: 'no-relative-paths',
    why: 'The author’s own path.',
    applies: ({ module, args }) =>
      /\.(copy|template)$/.test(module) && hasText(argument(args, 'src') ?? null, /^\.\.|\/\.\.\//),
  },
  {
    rule: 'literal-compare',
    why: 'The author’s own condition.',
    applies: ({ keywords }) => hasText(keywords.get('when') ?? null, /[=!]= ?(True|true|False|false)/),
  },
  {
    rule: 'no-handler',
    why: 'The author’s own condition.',
    applies: ({ keywords }) =>
      hasText(keywords.get('when') ?? null, /\.changed|\|\s*changed|\["changed"\]|\['changed'\]|is changed/),
  },
  {
    rule: 'var-naming',
    why: 'The author’s own names.',
    applies: ({ keywords }) => {
      const vars = keywords.get('vars');
      return (
        vars?.type === 'map' && [...vars.entries.keys()].some((name) => !/^[a-z_][a-z0-9_]*$/.test(name))
      );
    },
  },
  {
    rule: 'var-naming',
    why: 'The role’s own variables.',
    applies: ({ module, args, keywords }) => {
      const [role, vars] = [argument(args, 'name'), keywords.get('vars')];
      if (module !== 'ansible.builtin.import_role' || role?.type !== 'string' || vars?.type !== 'map')
        return false;
      // Newer releases want them to begin with the name of the role.
      return [...vars.entries.keys()].some((name) => !name.startsWith(`${role.value.replaceAll('-', '_')}_`));
    },
  },
  {
    rule: 'jinja',
    why: 'The author’s own template.',
    applies: ({ args, keywords }) =>
      hasTemplate(args) || [...keywords].some(([key, value]) => key !== 'name' && hasTemplate(value)),
  },
];

const isCommand = (module: string): boolean => /^ansible\.builtin\.(command|shell)$/.test(module);

function argument(args: Value, name: string): Value | undefined {
  return args.type === 'map' ? args.entries.get(name) : undefined;
}

function commandOf(args: Value): string {
  const value = argument(args, 'cmd') ?? argument(args, '_raw_params') ?? args;
  if (value.type === 'string' || value.type === 'jinja') return value.value;
  const words = argument(args, 'argv');
  const first = words?.type === 'list' ? words.items[0] : undefined;
  return first?.type === 'string' ? first.value : '';
}

const firstWord = (text: string): string => /^\s*(\S+)/.exec(text)?.[1] ?? '';

function hasText(value: Value | null, pattern: RegExp): boolean {
  switch (value?.type) {
    case 'string':
    case 'jinja':
      return pattern.test(value.value);
    case 'list':
      return value.items.some((item) => hasText(item, pattern));
    case 'map':
      return [...value.entries].some(([key, item]) => pattern.test(key) || hasText(item, pattern));
    default:
      return false;
  }
}

/** Whether an expression has spaces where ansible-lint would have none, or the other way round. */
function untidy(expression: string): boolean {
  const bare = expression.replace(/'[^'\n]*'|"[^"\n]*"/g, "''");
  return (
    !/^\{[{%][-+]? .* [-+]?[%}]\}$/s.test(bare) ||
    /\S\||\|\S|,(?=[^\s)\]}])|[([] | [)\],]|\S {2}| = |\w(==|!=|>=|<=|[<>+*~/%-])|(==|!=|>=|<=|[<>+*~/%])\w/.test(
      bare.slice(2, -2),
    )
  );
}

/** Whether a template of the author's is written otherwise than ansible-lint would write it. */
const hasTemplate = (value: Value): boolean =>
  templatesIn(value).some((each) => (each.value.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).some(untidy));
