import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT } from '../stack/example-install.ts';

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A small page with React, Tailwind, a public file and a secret beside it. Returns its root. */
export function exampleFrontend(workspace: string, slug: string, files: Readonly<Record<string, string>> = {}): string {
  const root = join(workspace, 'apps', slug, 'frontend');
  writeFiles(root, {
    'index.html': `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>${slug}</title></head>
  <body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body>
</html>\n`,
    'src/main.tsx': `import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './style.css';
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);\n`,
    'src/app.tsx': `export function App() {
  return <p className="text-[#123456]">hello from ${slug}</p>;
}\n`,
    'src/style.css': '@import "tailwindcss";\n',
    'public/robots.txt': 'User-agent: *\n',
    '.env': 'VITE_SECRET=do-not-tell\n',
    ...files,
  });
  return root;
}

/** Gives a workspace the packages of the checkout, as one that is itself a checkout has them. */
export function linkModules(workspace: string): void {
  symlinkSync(join(CHECKOUT, 'node_modules'), join(workspace, 'node_modules'));
}
