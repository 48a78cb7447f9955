/** The label of each state, and its meaning for the person who signs the report. */
export const STATES: Readonly<Record<State, { readonly word: string; readonly meaning: string }>> = {
  broken: { word: 'Broken', meaning: 'The image does not meet it and cannot be built.' },
  warned: { word: 'Warning', meaning: 'The image does not meet it, but can be built.' },
  noted: { word: 'Hint', meaning: 'Met, but could be met better.' },
  allowed: { word: 'Allowed', meaning: 'Not met. The source allows it and gives the reason.' },
  held: {
    word: 'Held',
    meaning: 'Proven before the build, from the source or by an invariant of the compiler.',
  },
  boot: { word: 'At boot', meaning: 'Checked in the booted image, by tests/verify.yml.' },
  unasked: {
    word: 'Not checked',
    meaning:
      'Turned off by the project, met by the image in its own way, or not checked because no date was given.',
  },
};

export const ORDER = Object.keys(STATES) as State[];

/** The state of a requirement on a target. */
export type State = 'broken' | 'warned' | 'noted' | 'allowed' | 'held' | 'boot' | 'unasked';
