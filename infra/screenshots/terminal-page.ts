/** What stands on a terminal after a command, as a page to be photographed. */
export function terminalPage(command: string, output: string): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #14161c; color: #d7dae2; font: 15px/1.55 'DejaVu Sans Mono', monospace }
    pre { margin: 0; padding: 22px 26px; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
    b { color: #fff } i { color: #7f8796; font-style: normal } .good { color: #6fd39b }
  </style><pre><i>$</i> <b>${escaped(command)}</b>\n${escaped(output.trimEnd())
    .replaceAll('✓', '<span class="good">✓</span>')
    .replaceAll(/\b(passed|runs)\b/g, '<span class="good">$1</span>')}</pre>`;
}
