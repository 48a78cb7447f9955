import { usageFailure } from '../shell/args.ts';
import type { Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';

const command: Command = {
  name: 'lsp',
  order: 160,
  summary: 'Run the language server for editors.',
  usage: '--stdio',
  about: [
    'Editors start it themselves. It speaks the Language Server Protocol on standard input and output: diagnostics while you type, completion, hover with the value on each target, go to definition, rename, formatting, and the generated tree beside the source.',
    'docs/editor.md says how to set up VS Code, Neovim, Helix, Zed and JetBrains.',
  ],
  options: { stdio: { doc: 'Speak the protocol on standard input and output.' } },
  async run(args, io) {
    if (args.positionals.length > 0 || !args.has('stdio')) {
      return fail(
        usageFailure(
          '`vkc lsp` needs `--stdio`.',
          'Your editor starts it: see docs/editor.md. Example: vkc lsp --stdio',
        ),
        io,
      );
    }
    const { serveStdio } = await import('../lsp/serve.ts');
    // The client ends the process.
    serveStdio(io.today());
    return new Promise<number>(() => undefined);
  },
};

export default command;
