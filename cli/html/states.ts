/** What each state is called, and what it means for whoever signs. */
export const STATES: Readonly<Record<State, { readonly word: string; readonly meaning: string }>> = {
  broken: { word: 'Broken', meaning: 'The image does not meet it: it cannot be built as it is.' },
  warned: { word: 'Warning', meaning: 'Not as it should be; it does not keep the image from being built.' },
  noted: { word: 'Hint', meaning: 'Met, and could be met better.' },
  allowed: { word: 'Allowed', meaning: 'Not met, and the source says why that may be.' },
  held: { word: 'Held', meaning: 'Proven before the build: from the source, or by what the compiler does.' },
  boot: { word: 'At boot', meaning: 'Asserted in the booted image, by tests/verify.yml.' },
  unasked: {
    word: 'Not asked',
    meaning:
      'Turned off by the project, done by the image in a way of its own, or in need of a day that nobody gave.',
  },
};

export const ORDER = Object.keys(STATES) as State[];

/** What a requirement comes to on a target. */
export type State = 'broken' | 'warned' | 'noted' | 'allowed' | 'held' | 'boot' | 'unasked';
