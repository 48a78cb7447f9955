/**
 * The style sheet: system fonts, light and dark mode, a table that becomes cards on a phone, and rules for
 * print.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #59636e; --line: #dde1e6; --head: #f0f2f5;
  --held: #1a7f37; --boot: #0b63ce; --allowed: #7a3fd0; --warned: #9a6700; --broken: #c9222d; --unasked: #6e7781; --noted: #0e7c86;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --ink: #e6eaef; --soft: #9aa5b1; --line: #2c343e; --head: #1e252e;
    --held: #46c46a; --boot: #66aaff; --allowed: #b794f6; --warned: #e0a63a; --broken: #ff7b76; --unasked: #8b949e; --noted: #4cc3cd;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 32px 24px 48px; }
h1, h2, h3, h4, p { margin: 0; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { font-size: 24px; line-height: 1.25; margin-top: 56px; }
h3 { font-size: 18px; line-height: 1.3; margin: 40px 0 12px; }
h4 { font-size: 14px; }
code { font: 0.9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre { margin: 0; padding: 12px 16px; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; }
a { color: var(--boot); }
.nowrap { white-space: nowrap; }
.below { margin-top: 10px; }
.soft { color: var(--soft); }
.small { font-size: 13px; }
.kicker { color: var(--soft); font-size: 13px; font-weight: 600; margin-bottom: 6px; }
.lead { margin-top: 8px; max-width: 70ch; color: var(--soft); }
.verdict { display: inline-flex; align-items: center; gap: 8px; margin-top: 20px; padding: 8px 14px 8px 10px; border-radius: 999px; font-weight: 600; color: var(--tone); background: color-mix(in srgb, var(--tone) 12%, var(--card)); border: 1px solid color-mix(in srgb, var(--tone) 35%, var(--card)); }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0 0; padding: 0; list-style: none; }
.tiles li { flex: 1 1 120px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tiles li.wide { flex: 4 1 340px; }
.bar { display: flex; gap: 2px; height: 8px; margin: 10px 0 8px; border-radius: 4px; overflow: hidden; }
.bar span { background: var(--tone); min-width: 4px; }
.parts { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; color: var(--soft); }
.parts b { font-weight: 650; color: var(--tone); }
.tiles li > b { display: block; font-size: 26px; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
nav ul { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 24px 0 0; padding: 0; list-style: none; }
.held { --tone: var(--held); } .boot { --tone: var(--boot); } .allowed { --tone: var(--allowed); }
.warned { --tone: var(--warned); } .broken { --tone: var(--broken); } .unasked { --tone: var(--unasked); } .noted { --tone: var(--noted); }
svg.i { width: 18px; height: 18px; flex: none; vertical-align: -4px; color: var(--tone); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 0 0 12px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.legend b { color: var(--ink); font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 10px 12px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; background: var(--head); color: var(--soft); font-size: 13px; font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tr.topic th { background: var(--head); font-size: 13px; font-weight: 600; }
tr.topic span { color: var(--soft); font-weight: 400; }
.matrix td.state, .matrix th.state { text-align: center; width: 1%; padding-left: 6px; padding-right: 6px; }
.matrix th.state span { font-weight: 600; }
.matrix.tall th.state span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); }
.matrix td.how { width: 300px; color: var(--soft); font-size: 13px; }
.at { display: block; }
.phone { display: none; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; display: inline-block; width: 6px; height: 6px; margin: 0 9px 2px 1px; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg); margin-bottom: 4px; }
summary:focus-visible { outline: 2px solid var(--boot); outline-offset: 2px; border-radius: 4px; }
.matrix summary { padding-left: 16px; text-indent: -16px; }
.matrix details > div { margin: 8px 0 4px 16px; padding-left: 12px; border-left: 2px solid var(--line); font-size: 14px; max-width: 80ch; }
.matrix details p + p, .matrix details p + ul, .matrix details ul + p { margin-top: 6px; }
.matrix details ul { margin: 6px 0 0; padding-left: 18px; }
.name { font-weight: 500; }
.notes { display: grid; gap: 12px; margin: 0; padding: 0; list-style: none; }
.notes > li { display: flex; gap: 12px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; padding: 12px 16px; }
.notes .body { min-width: 0; }
.notes p + p { margin-top: 4px; }
.sections { display: grid; gap: 10px; }
.sections > details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.sections > details > summary { padding: 10px 14px; font-weight: 600; }
.sections > details > summary span { color: var(--soft); font-weight: 400; }
.things td { padding-top: 7px; padding-bottom: 7px; font-size: 14px; }
.things td.what { width: 27%; } .things td.by { width: 33%; color: var(--soft); font-size: 13px; } .things td.where { width: 16%; font-size: 13px; }
.chip { display: inline-block; padding: 0 8px; border-radius: 999px; border: 1px solid var(--line); background: var(--head); font-size: 12px; line-height: 20px; white-space: nowrap; }
.signature { display: none; }
.sources { font-size: 14px; }
.sources dt { margin-top: 10px; font-weight: 600; scroll-margin-top: 16px; }
.sources dd { margin: 0; color: var(--soft); }
.sources dt:target { text-decoration: underline; }
footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
footer p + p { margin-top: 4px; }
@media (max-width: 720px) {
  main { padding: 24px 16px 40px; }
  h1 { font-size: 25px; } h2 { font-size: 21px; margin-top: 44px; } h3 { margin-top: 32px; }
  .tiles { gap: 8px; } .tiles li { flex-basis: 96px; padding: 10px 12px; } .tiles li > b { font-size: 22px; }
  .stack, .stack tbody, .stack tr, .stack td, .stack tr.topic th { display: block; width: auto !important; }
  .stack thead { display: none; }
  .stack tr { padding: 10px 14px; border-top: 1px solid var(--line); }
  .stack tbody:first-of-type tr:first-child { border-top: 0; }
  .stack td, .stack tr.topic th { padding: 0; border: 0; background: none; }
  .stack tr.topic { background: var(--head); }
  .stack td + td { margin-top: 3px; }
  .stack td:empty { display: none; }
  .stack td[data-head]::before { content: attr(data-head) ": "; color: var(--soft); }
  .stack td.state { display: inline-flex; align-items: center; gap: 4px; margin: 8px 12px 0 0; padding: 0; font-size: 13px; }
  .stack td.state::before { content: attr(data-target); color: var(--soft); order: 2; }
  .stack tr.same td.state { display: none; }
  .phone { display: inline-flex; align-items: center; gap: 5px; margin-top: 6px; font-size: 13px; color: var(--soft); }
  .matrix td.how { font-size: 13px; }
  .targets td { display: inline !important; margin-right: 8px; }
  .targets td.name { display: block !important; }
}
@page { size: A4; margin: 14mm; }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --line: #c4c8cc; --head: #f2f3f5;
    --held: #1a7f37; --boot: #0b63ce; --allowed: #7a3fd0; --warned: #9a6700; --broken: #c9222d; --unasked: #6e7781; --noted: #0e7c86;
  }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2 { break-before: page; margin-top: 0; }
  h3, h4, .legend { break-after: avoid; }
  tr, .notes > li, .tiles li { break-inside: avoid; }
  .sections details::details-content { content-visibility: visible; display: block; height: auto; }
  summary::before { display: none; }
  .matrix summary { padding-left: 0; text-indent: 0; }
  nav { display: none; }
  h3 { margin-top: 24px; font-size: 13pt; }
  th, td { padding: 4px 6px; font-size: 9pt; }
  .matrix td.how { width: 120px; font-size: 8pt; }
  .matrix details > div { display: none; }
  .matrix td.state, .matrix th.state { padding: 4px 2px; }
  svg.i { width: 14px; height: 14px; vertical-align: -3px; }
  .sections { gap: 6px; }
  .sections > details > summary { padding: 5px 8px; break-after: avoid; }
  .things td { padding: 2px 8px; font-size: 8pt; }
  .things td.what { width: 32%; } .things td.by { width: 36%; font-size: 7.5pt; } .things td.where { font-size: 7.5pt; }
  .chip { padding: 0; border: 0; background: none; font-size: inherit; white-space: normal; }
  .signature { display: grid; grid-template-columns: 2fr 2fr 1fr; gap: 24px; margin-top: 40px; break-inside: avoid; }
  .signature span { border-top: 1px solid var(--ink); padding-top: 4px; font-size: 9pt; margin-top: 36px; }
}
`.trim();
