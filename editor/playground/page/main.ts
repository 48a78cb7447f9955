import { App } from './app.ts';
import { ask, say, showText } from './dialogs.ts';
import { button, choice, element } from './dom.ts';
import { ServerLink } from './link.ts';
import { asProject, firstSource, fromFragment } from './share.ts';
import type { Project } from './share.ts';

type Samples = Readonly<Record<string, Readonly<Record<string, string>>>>;

declare global {
  /** What `loader.js` leaves for the page. */
  var vkcPlayground: { readonly worker: string; readonly licences: () => Promise<string> };
}

const FIRST = 'service';
const OWN = '';

const KEYS: readonly (readonly [key: string, what: string])[] = [
  ['Ctrl+Space', 'Complete'],
  ['Ctrl+.', 'Actions and fixes at the cursor'],
  ['Alt+I', 'Documentation and values of the word at the cursor'],
  ['F12', 'Go to the definition'],
  ['Shift+F12', 'Find references'],
  ['F2', 'Rename'],
  ['Shift+Alt+F', 'Format'],
  ['Alt+O', 'From a source line to its output, and from an output line to its source'],
  ['F8', 'Next problem'],
  ['Ctrl+F', 'Find'],
  ['Ctrl+Shift+[', 'Fold; with ] unfold'],
  ['Tab', 'Leave the editor, or accept a completion'],
];

const sample = (files: Readonly<Record<string, string>>): Project => ({
  files,
  open: firstSource(Object.keys(files)),
});

/** Builds the page and shows what its address holds, or what it was made with, or a sample. */
export function start(samples: Samples): void {
  const link = new ServerLink(globalThis.vkcPlayground.worker);
  const names = Object.keys(samples);
  const options = names.map((name) => [name, name] as const);
  const chosen = choice('Sample', (name) => {
    const files = samples[name];
    if (files === undefined) return;
    // What was written before is one step back.
    app.remember();
    history.pushState(null, '', '#');
    app.load(sample(files));
    picked.show(options, name);
  });
  const picked = chosen;
  const edited = () => picked.show([[OWN, 'Your own'], ...options], OWN);
  const app = new App(document.getElementById('main')!, link, edited);

  const given = asProject(JSON.parse(document.getElementById('project')?.textContent ?? 'null'));
  const read = () => fromFragment(location.hash.slice(1));
  const first = read() ?? given;
  app.load(first ?? sample(samples[FIRST] ?? samples[names[0]!]!));
  if (first === null) picked.show(options, FIRST in samples ? FIRST : names[0]!);
  else edited();
  addEventListener('hashchange', () => {
    const project = read();
    if (project === null) return;
    app.load(project);
    edited();
  });

  document.getElementById('tools')!.append(
    picked.box,
    button('Share', () => void share(app)),
    button('Download', () => void app.download(), { name: 'Download as a zip archive' }),
    button('Theme', changeTheme, { name: 'Theme: change between light and dark' }),
    button('Help', () => help(link)),
  );
  views();
  document.body.dataset['ready'] = link.place;
}

async function share(app: App): Promise<void> {
  app.remember();
  try {
    await navigator.clipboard.writeText(location.href);
    say('The link is copied. It holds the whole project.');
  } catch {
    ask(
      {
        title: 'Share',
        label: 'The link holds the whole project:',
        value: location.href,
        done: () => undefined,
      },
      () => null,
    );
  }
}

function changeTheme(): void {
  const { dataset } = document.documentElement;
  const isDark =
    dataset['theme'] === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : dataset['theme'] === 'dark';
  dataset['theme'] = isDark ? 'light' : 'dark';
}

function help(link: ServerLink): void {
  const rows = KEYS.map(([key, what]) =>
    element('tr', {}, element('th', { scope: 'row' }, element('kbd', {}, key)), element('td', {}, what)),
  );
  const licences = element('pre', { tabindex: '0', 'aria-label': 'Licences' }, '…');
  const details = element(
    'details',
    { toggle: () => void globalThis.vkcPlayground.licences().then((text) => (licences.textContent = text)) },
    element('summary', {}, 'Licences of what this page is made with'),
    licences,
  );
  const where =
    link.place === 'worker'
      ? 'in a worker of this page'
      : 'in the page itself, because this browser starts no worker for it';
  showText(
    'Help',
    element(
      'p',
      {},
      `Everything runs here, ${where}: nothing is sent anywhere, and nothing is loaded. The address holds your project. It asks no archive for packages, opens no address, and starts no machine.`,
    ),
    element('table', {}, element('caption', { class: 'spoken' }, 'Keys'), element('tbody', {}, ...rows)),
    element('p', {}, 'On a Mac, Ctrl is Cmd, but for Ctrl+Space.'),
    details,
  );
}

/** On a narrow screen one part is shown at a time. */
function views(): void {
  const nav = document.getElementById('views')!;
  const all = ['source', 'problems', 'output'] as const;
  const buttons = all.map((view) =>
    button(view[0]!.toUpperCase() + view.slice(1), () => (document.body.dataset['view'] = view)),
  );
  nav.append(...buttons);
  const show = () =>
    all.forEach((view, i) =>
      buttons[i]!.setAttribute('aria-pressed', String(document.body.dataset['view'] === view)),
    );
  new MutationObserver(show).observe(document.body, { attributes: true, attributeFilter: ['data-view'] });
  show();
}
