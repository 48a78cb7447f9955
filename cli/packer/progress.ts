import type { AnsibleEvent, TaskPlace } from './ansible-events.ts';
import { phaseBegun, phases, stepBegun } from './packer-output.ts';
import type { PackerMessage, Phase } from './packer-output.ts';

export interface TaskFailure extends TaskPlace {
  readonly message: string;
  readonly unreachable: boolean;
}

export type State = 'waiting' | 'running' | 'built' | 'fetched' | 'unchanged' | 'failed' | 'stopped';

/** The progress of one target's build. Times are in milliseconds. */
export class Progress {
  readonly target: string;
  state: State = 'waiting';
  started = 0;
  ended = 0;
  phase: Phase = 'prepare';
  phaseStarted = 0;
  /** A short name for the current step of Packer, or the current task. */
  step = '';
  /** The number of tasks begun, and the number of all tasks; both are 0 before Ansible runs. */
  task = 0;
  tasks = 0;
  /** Durations of the finished phases, in milliseconds. */
  readonly phases = new Map<Phase, number>();
  readonly roles = new Map<string, number>();
  /** The start of each task, in milliseconds from the start of its phase. */
  readonly taskStarts: number[] = [];
  /** The last failed task whose failure was not ignored. */
  failure: TaskFailure | null = null;
  #current: TaskPlace | null = null;

  constructor(target: string) {
    this.target = target;
  }

  start(now: number): void {
    this.state = 'running';
    this.started = now;
    this.phaseStarted = now;
  }

  /** Returns true if the message begins something that deserves a line of its own. */
  packer(message: PackerMessage, now: number): boolean {
    const phase = phaseBegun(message);
    const step = stepBegun(message);
    const news = phase !== null && phases.indexOf(phase) > phases.indexOf(this.phase);
    if (news) {
      this.#endPhase(now);
      this.phase = phase;
      this.step = '';
    }
    if (step !== null) this.step = step;
    return news || step !== null;
  }

  ansible(event: AnsibleEvent): void {
    if (event.event === 'play') {
      this.tasks += event.tasks;
      return;
    }
    this.#endTask(event);
    if (event.event === 'task') {
      this.#current = event;
      this.step = event.role === null ? event.task : `${event.role}: ${event.task}`;
      if (event.handler) return;
      this.task++;
      this.tasks = Math.max(this.tasks, this.task);
      this.taskStarts.push(Math.max(0, event.time * 1000 - this.phaseStarted));
    } else if (event.outcome === 'failed' || event.outcome === 'unreachable') {
      const { outcome, message = '', ...place } = event;
      this.failure = { ...place, message, unreachable: outcome === 'unreachable' };
    }
  }

  end(state: State, now: number): void {
    this.#endPhase(now);
    this.state = state;
    this.ended = now;
  }

  /** Milliseconds since the build began; its duration once it has ended. */
  elapsed(now: number): number {
    if (this.state === 'waiting' || this.state === 'unchanged') return 0;
    return (this.state === 'running' ? now : this.ended) - this.started;
  }

  #endTask({ time }: AnsibleEvent): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    if (current.role === null) return;
    this.roles.set(current.role, (this.roles.get(current.role) ?? 0) + (time - current.time) * 1000);
  }

  #endPhase(now: number): void {
    this.phases.set(this.phase, (this.phases.get(this.phase) ?? 0) + now - this.phaseStarted);
    this.phaseStarted = now;
  }
}
