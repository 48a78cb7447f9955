import type { Point, PointState, Verification } from '../../cli/verify/model.ts';

const held: PointState = { state: 'held', found: '' };
const broken = (found: string): PointState => ({ state: 'broken', found });

function point(id: string, states: readonly PointState[], line?: number): Point {
  return {
    id,
    title: `Title of <${id}> & more`,
    why: line === undefined ? `Why "${id}" matters.` : null,
    place: line === undefined ? null : { file: 'hello.vkimage', line },
    states,
  };
}

/** A report with all that a point can come to. */
export const VERIFICATION: Verification = {
  target: 'xaas-hello',
  image: 'xaas-hello',
  title: 'Hello <b>& sons</b>',
  version: '1.0',
  system: 'Debian 12',
  file: {
    path: 'out/xaas-hello/output/xaas-hello/xaas-hello.qcow2',
    name: 'xaas-hello.qcow2',
    format: 'qcow2',
    bytes: 233504768,
    sha256: 'a'.repeat(64),
  },
  machine: { accelerator: 'tcg', memory: 2048 },
  rounds: [
    { name: 'boot', up: 48.1, seconds: 80 },
    { name: 'reboot', up: 50, seconds: 81.5 },
    { name: 'reset', up: null, seconds: 900 },
  ],
  points: [
    point('machine-boots', [held, held, broken('no login as debian within 900 s')]),
    point('identity-kept', [{ state: 'unasked', found: '' }, held, { state: 'unseen', found: '' }]),
    point('no-passwords', [broken('open: root'), broken('open: root'), { state: 'unseen', found: '' }]),
    point(
      'service-nginx',
      [broken('ActiveState=failed\u0007\nsecond line <script>'), held, { state: 'unseen', found: '' }],
      36,
    ),
    point('port-80', [held, held, { state: 'unseen', found: '' }], 37),
  ],
  notes: ['SELinux denied 1 access on the machine: `nginx (httpd_t)`: <name_bind>.'],
  packages: 236,
  time: '2026-11-24T17:00:00Z',
  seconds: 1061.5,
  console: '[    0.0] Linux version 6.1 <gcc>\nlogin: ',
  vkc: '0.1.0',
};

/** The same where all is well. */
export const SOUND: Verification = {
  ...VERIFICATION,
  console: '',
  points: VERIFICATION.points.map((each) => ({ ...each, states: [held, held, held] })),
};
