const LEFT = 210;
const WIDTH = 720;
const BAR = 18;
const STEP = 27;

export const secondsText = (seconds) => `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A chart of bars in groups, as SVG. It reads the same in light and in dark. */
export function chart(title, groups) {
  let y = 52;
  const lines = [];
  for (const { name, bars: all } of groups) {
    const bars = all.filter(({ seconds }) => seconds !== undefined);
    const most = Math.max(...bars.map(({ seconds }) => seconds));
    lines.push(`<text x="16" y="${y}" class="group">${escaped(name)}</text>`);
    y += 12;
    for (const { label, seconds, isOurs } of bars) {
      const width = Math.max(2, ((WIDTH - LEFT - 96) * seconds) / most);
      lines.push(
        `<text x="${LEFT - 10}" y="${y + 14}" class="label">${escaped(label)}</text>`,
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3" class="${isOurs ? 'ours' : 'other'}"/>`,
        `<text x="${(LEFT + width + 8).toFixed(1)}" y="${y + 14}" class="number">${secondsText(seconds)}</text>`,
      );
      y += STEP;
    }
    y += 24;
  }
  const height = y - 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 14px system-ui, sans-serif; fill: #1f2937; }
.title { font-weight: 600; font-size: 16px; }
.group { font-weight: 600; }
.label { text-anchor: end; }
.ours { fill: #0077ff; }
.other { fill: #9aa5b1; }
</style>
<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>
<text x="16" y="27" class="title">${escaped(title)}</text>
${lines.join('\n')}
</svg>
`;
}
