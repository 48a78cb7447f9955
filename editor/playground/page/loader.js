// Unpacks the scripts of the page and runs them. `bundle.mjs` packs them.
(async () => {
  const letters = new Uint8Array(128);
  let count = 0;
  for (let code = 32; code < 127; code++)
    if (!' <\\`'.includes(String.fromCharCode(code))) letters[code] = count++;
  const bytesOf = ({ textContent: text, dataset }) => {
    const bytes = new Uint8Array(Number(dataset.bytes));
    let [bits, held, at] = [0, 0, 0];
    for (let i = 0; i < text.length; i += 2) {
      bits |= (letters[text.charCodeAt(i)] + 91 * letters[text.charCodeAt(i + 1)]) << held;
      for (held += 13; held >= 8; held -= 8) {
        bytes[at++] = bits;
        bits >>= 8;
      }
    }
    return bytes;
  };
  const unpacked = async (id) => {
    const bytes = new Blob([bytesOf(document.getElementById(id))]);
    return new Response(bytes.stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
  };
  try {
    const [page, worker] = await Promise.all([unpacked('page'), unpacked('worker')]);
    globalThis.vkcPlayground = { worker, licences: () => unpacked('licences') };
    const script = document.createElement('script');
    script.textContent = page;
    document.head.append(script);
  } catch (error) {
    document.getElementById('wait').textContent =
      `This browser is too old for the playground, or the page is damaged: ${error.message}`;
  }
})();
