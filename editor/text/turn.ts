/** Lets the messages that have arrived meanwhile be handled first. */
export function nextTurn(): Promise<void> {
  return new Promise((done) => {
    // Browsers do not have it.
    if (typeof setImmediate === 'function') setImmediate(done);
    else setTimeout(done);
  });
}
