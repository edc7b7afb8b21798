import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fewerColours } from './fewer-colours.ts';
import { PICTURES } from './pictures.ts';
import { Stage } from './stage.ts';

const FOLDER = resolve(import.meta.dirname, '../../docs/content/images');

/** `node infra/screenshots/take.ts [portal.png …]`: takes all pictures of the documentation, or these. */
async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => PICTURES[name] === undefined);
  if (unknown.length > 0) throw new Error(`no such picture: ${unknown.join(', ')}`);
  mkdirSync(FOLDER, { recursive: true });
  const stage = await Stage.open();
  try {
    for (const [name, { size, dark, of, show }] of Object.entries(PICTURES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const page = await stage.page(of, { viewport: size, colorScheme: dark ? 'dark' : 'light' });
      const path = join(FOLDER, name);
      await show(page, stage);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      await page.context().close();
      const told = (await fewerColours(path)) ? '' : ', large: ImageMagick is not here';
      console.log(`${name} ${size.width}x${size.height} ${Math.round(statSync(path).size / 1_024)} kB${told}`);
    }
  } finally {
    await stage.close();
  }
}

await main(process.argv.slice(2));
