import { columns, visible } from '../../compiler/diagnostics/width.ts';
import { clock, roughly } from '../shell/duration.ts';
import type { Io } from '../shell/io.ts';
import type { AnsibleEvent } from './ansible-events.ts';
import { phaseTitles } from './packer-output.ts';
import type { PackerMessage } from './packer-output.ts';
import type { Progress, State } from './progress.ts';
import { remaining } from './record.ts';
import type { BuildRecord } from './record.ts';

export interface Watched {
  readonly progress: Progress;
  readonly earlier: BuildRecord | null;
}

/** Displays the progress of builds. */
export interface View {
  packer(of: Watched, message: PackerMessage, news: boolean): void;
  ansible(of: Watched, event: AnsibleEvent): void;
  /** Called when a build begins or ends. */
  changed(of: Watched): void;
  /** Prints permanent text. Every line ends in a line feed. */
  print(text: string): void;
  close(): void;
}

const WORDS: Readonly<Record<State, string>> = {
  waiting: 'waiting',
  running: '',
  built: 'built',
  fetched: 'from cache',
  unchanged: 'unchanged',
  failed: 'failed',
  stopped: 'stopped',
};

const COLORS: Readonly<Record<State, string>> = {
  waiting: '2',
  running: '36',
  built: '32',
  fetched: '32',
  unchanged: '2',
  failed: '31',
  stopped: '33',
};

const INTERVAL = 200;

export function makeView(all: readonly Watched[], io: Io, color: boolean): View {
  return io.stdout.terminal ? new LiveView(all, io, color) : new LineView(io);
}

/** Renders a row for one target: its state, current step, elapsed time and remaining time. */
export function row(
  { progress, earlier }: Watched,
  options: { readonly name: number; readonly width: number; readonly now: number; readonly color: boolean },
): string {
  const { now, width } = options;
  const paint = (text: string) =>
    options.color ? `\u001b[${COLORS[progress.state]}m${text}\u001b[0m` : text;
  const name = fit(progress.target, options.name).padEnd(options.name);
  if (progress.state !== 'running') {
    const took = progress.elapsed(now);
    return `${name}  ${paint(WORDS[progress.state].padEnd(10))}${took > 0 ? `  ${clock(took)}` : ''}`;
  }
  const left = remaining(progress, earlier, now);
  const end = `${clock(progress.elapsed(now)).padStart(7)}${left === null ? '' : `  ${roughly(left)}`}`;
  const count =
    progress.phase === 'provision' && progress.tasks > 0 ? `${progress.task}/${progress.tasks} ` : '';
  const room = width - options.name - 2 - 10 - 2 - columns(end) - 2;
  const step = fit(visible(`${count}${progress.step}`), room);
  const filled = step + ' '.repeat(Math.max(0, room - columns(step)));
  return `${name}  ${paint(phaseTitles[progress.phase].padEnd(10))}  ${filled}  ${end}`;
}

function fit(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let cut = text.slice(0, Math.max(0, room - 1));
  while (columns(cut) > room - 1) cut = cut.slice(0, -1);
  return room <= 0 ? '' : `${cut}…`;
}

/** In the form `2 of 8 built, 1 failed, 2 running, 3 waiting`. */
export function tally(all: readonly Watched[]): string {
  const count = (state: State) => all.filter(({ progress }) => progress.state === state).length;
  const parts = (['fetched', 'unchanged', 'failed', 'stopped', 'running', 'waiting'] as const)
    .map((state) => [count(state), state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) => `${n} ${WORDS[state] || state}`);
  return [`${count('built')} of ${all.length} built`, ...parts].join(', ');
}

/** A block of rows at the bottom of the terminal that is redrawn. */
class LiveView implements View {
  readonly #all: readonly Watched[];
  readonly #io: Io;
  readonly #color: boolean;
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;

  constructor(all: readonly Watched[], io: Io, color: boolean) {
    this.#all = all;
    this.#io = io;
    this.#color = color;
    io.stdout.write('\u001b[?25l');
    process.on('exit', this.#showCursor);
    this.#timer = setInterval(() => this.#draw(''), INTERVAL);
    this.#draw('');
  }

  packer(): void {}
  ansible(): void {}

  changed(): void {
    this.#draw('');
  }

  print(text: string): void {
    this.#draw(text);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#draw('');
    this.#showCursor();
    process.off('exit', this.#showCursor);
  }

  readonly #showCursor = () => this.#io.stdout.write('\u001b[?25h');

  #draw(above: string): void {
    const lines = this.#lines();
    const up = this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A`;
    this.#io.stdout.write(`${up}\r\u001b[J${above}${lines.map((line) => `${line}\n`).join('')}`);
    this.#drawn = lines.length;
  }

  #lines(): string[] {
    const { columns: width, rows = 24 } = this.#io.stdout;
    const name = Math.min(
      Math.floor(width / 3),
      Math.max(...this.#all.map(({ progress }) => progress.target.length)),
    );
    const options = { name, width: width - 1, now: Date.now(), color: this.#color };
    // Running targets come first if there is not enough room for all.
    const room = rows - 3;
    const order: readonly State[] = [
      'running',
      'failed',
      'waiting',
      'built',
      'fetched',
      'stopped',
      'unchanged',
    ];
    const shown =
      this.#all.length <= room
        ? this.#all
        : order
            .flatMap((state) => this.#all.filter(({ progress }) => progress.state === state))
            .slice(0, room);
    const lines = shown.map((each) => row(each, options));
    return this.#all.length > 1 ? [...lines, tally(this.#all)] : lines;
  }
}

/** After this many milliseconds without output, a line says that the build still runs. */
const QUIET = 60_000;

/** One line per event, with its time, for files and pipelines. */
class LineView implements View {
  readonly #io: Io;
  readonly #timer: NodeJS.Timeout;
  readonly #last = new Map<Watched, number>();

  constructor(io: Io) {
    this.#io = io;
    this.#timer = setInterval(() => this.#remind(), 5000);
  }

  packer(of: Watched, _message: PackerMessage, news: boolean): void {
    if (!news) return;
    const { phase, step } = of.progress;
    this.#say(of, step === '' ? phaseTitles[phase] : `${phaseTitles[phase]}: ${step}`);
  }

  ansible(of: Watched, event: AnsibleEvent): void {
    if (event.event !== 'result' || event.outcome === 'skipped') return;
    const { task, tasks } = of.progress;
    const name = event.role === null ? event.task : `${event.role}: ${event.task}`;
    this.#say(of, `${phaseTitles.provision} ${task}/${tasks}: ${name} (${event.outcome})`);
  }

  changed(of: Watched): void {
    const { state } = of.progress;
    if (state === 'running' && of.earlier !== null) {
      this.#say(of, `begins; it took ${clock(of.earlier.took)} the last time`);
    } else if (state === 'running') this.#say(of, 'begins');
    else
      this.#say(
        of,
        `${WORDS[state]}${state === 'unchanged' ? '' : ` after ${clock(of.progress.elapsed(0))}`}`,
      );
    if (state !== 'running') this.#last.delete(of);
  }

  print(text: string): void {
    this.#io.stdout.write(text);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #remind(): void {
    for (const [of, last] of this.#last) {
      if (Date.now() - last < QUIET) continue;
      const { progress } = of;
      const what =
        progress.step === ''
          ? phaseTitles[progress.phase]
          : `${phaseTitles[progress.phase]}: ${progress.step}`;
      this.#say(of, `still at ${what}, after ${clock(progress.elapsed(Date.now()))}`);
    }
  }

  #say(of: Watched, text: string): void {
    this.#last.set(of, Date.now());
    const time = new Date().toTimeString().slice(0, 8);
    this.#io.stdout.write(`${time} ${of.progress.target}  ${visible(text)}\n`);
  }
}
