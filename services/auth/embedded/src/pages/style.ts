import { hash } from 'node:crypto';

const css = `
:root {
  /* The values of packages/ui: one platform, one look. */
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #14171f; --soft: #525a6b; --line: #e0e3ea; --edge: #868d9c; --field: #ffffff;
  --accent: #4338ca; --button: #4338ca; --button-hover: #372eb0; --on-button: #ffffff; --wash: #eef0fe;
  --danger: #b42318; --danger-wash: #fef3f2; --danger-line: #f3cdc9; --good: #067647;
  --shadow: 0 1px 2px rgb(20 23 31 / 5%), 0 12px 32px -12px rgb(20 23 31 / 14%);
  --glow-1: rgb(67 56 202 / 9%); --glow-2: rgb(20 160 140 / 8%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c0e13; --card: #151821; --ink: #eef0f5; --soft: #a4acbd; --line: #272c39; --edge: #6a7284; --field: #10131a;
    --accent: #a5b4fc; --button: #5b5de6; --button-hover: #4f51d8; --on-button: #ffffff; --wash: #22243f;
    --danger: #fda29b; --danger-wash: #2d1613; --danger-line: #5a2c28; --good: #75e0a7;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 16px 40px -12px rgb(0 0 0 / 60%);
    --glow-1: rgb(99 102 241 / 13%); --glow-2: rgb(40 190 160 / 8%);
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; grid-template-rows: 1fr auto; justify-items: center;
  color: var(--ink); background-color: var(--ground);
  background-image: radial-gradient(60rem 40rem at 12% -10%, var(--glow-1), transparent 70%), radial-gradient(50rem 36rem at 100% 110%, var(--glow-2), transparent 70%);
  background-attachment: fixed; background-repeat: no-repeat;
}
main { align-self: center; width: 100%; max-width: 26.5rem; padding: 2rem 1.25rem; }
main.wide { max-width: 40rem; }
.brand { display: flex; align-items: center; justify-content: center; gap: .6rem; margin: 0 0 1.5rem; font-weight: 650; letter-spacing: .01em; font-size: 1.0625rem; color: var(--ink); text-decoration: none; }
.brand svg { width: 1.75rem; height: 1.75rem; display: block; }
.brand .tile { fill: var(--button); } .brand .mark { fill: var(--on-button); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 2rem; box-shadow: var(--shadow); }
.card + .card { margin-top: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; margin: 0 0 .375rem; text-wrap: balance; }
h2 { font-size: 1.125rem; line-height: 1.35; font-weight: 650; margin: 0 0 .25rem; letter-spacing: -.01em; }
.reason { color: var(--soft); font-size: .875rem; margin: -.5rem 0 1.5rem; } p { margin: 0 0 1rem; text-wrap: pretty; } .lead { color: var(--soft); margin-bottom: 1.5rem; } .lead strong { color: var(--ink); font-weight: 600; }
.field { margin: 0 0 1.125rem; }
label { display: block; font-weight: 600; font-size: .9375rem; margin: 0 0 .375rem; }
.hint { color: var(--soft); font-size: .875rem; margin: .375rem 0 0; }
input {
  width: 100%; min-height: 2.875rem; padding: .5rem .75rem; font: inherit; color: var(--ink); background: var(--field);
  border: 1px solid var(--edge); border-radius: .625rem; transition: border-color .12s, box-shadow .12s;
}
@media (hover: hover) { input:hover { border-color: var(--ink); } }
input[aria-invalid="true"] { border-color: var(--danger); }
:focus-visible, input:focus { outline: 2px solid var(--accent); outline-offset: 2px; }
input:focus { outline-offset: 0; border-color: var(--accent); }
.field .problem { color: var(--danger); font-size: .875rem; margin: .375rem 0 0; }
.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.875rem; padding: .5rem 1.125rem; font: inherit; font-weight: 600;
  color: var(--on-button); background: var(--button); border: 1px solid transparent; border-radius: .625rem; cursor: pointer; text-decoration: none;
  transition: background-color .12s, transform .08s;
}
.button:hover { background: var(--button-hover); } .button:active { transform: translateY(1px); }
.button.quiet { color: var(--ink); background: transparent; border-color: var(--edge); }
.button.quiet:hover { background: var(--wash); border-color: var(--accent); }
.button.small { min-height: 2.25rem; padding: .25rem .75rem; font-size: .9375rem; }
.full { width: 100%; } .actions { display: grid; gap: .625rem; margin-top: 1.5rem; } .actions form { display: grid; } .actions.start { justify-content: start; }
form.sign-in { margin: 0; } form.sign-in .button { margin-top: .375rem; }
.notice { text-wrap: balance; border: 1px solid var(--danger-line); background: var(--danger-wash); color: var(--danger); border-radius: .75rem; padding: .75rem .875rem; margin: 0 0 1.25rem; font-size: .9375rem; }
.notice h2 { font-size: .9375rem; font-weight: 500; letter-spacing: 0; margin: 0; } .notice ul { margin: .25rem 0 0; padding-left: 1.125rem; } .notice a { color: inherit; font-weight: 500; text-decoration-thickness: 1px; }
.notice.good { border-color: currentColor; background: transparent; color: var(--good); }
.person { display: flex; align-items: center; gap: 1rem; }
.person .face { flex: none; display: grid; place-items: center; width: 3.25rem; height: 3.25rem; border-radius: 50%; background: var(--wash); color: var(--accent); font-weight: 650; font-size: 1.25rem; }
.person h1 { margin: 0; } .person p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.chips { display: flex; flex-wrap: wrap; gap: .375rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.chips li { font-size: .8125rem; font-weight: 600; padding: .125rem .625rem; border-radius: 1rem; background: var(--wash); color: var(--accent); }
.sessions { list-style: none; margin: 1rem 0 0; padding: 0; }
.sessions li { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: .875rem 0; border-top: 1px solid var(--line); }
.sessions li:last-child { padding-bottom: 0; } .sessions strong { font-weight: 600; } .sessions span { display: block; color: var(--soft); font-size: .875rem; } .sessions .here { color: var(--good); font-weight: 600; font-size: .875rem; white-space: nowrap; }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--wash); border-radius: .375rem; padding: .0625rem .375rem; overflow-wrap: anywhere; }
footer { padding: 0 1.25rem 1.5rem; color: var(--soft); font-size: .875rem; text-align: center; }
a { color: var(--accent); text-underline-offset: .2em; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) {
  main { padding: 1.25rem 1rem; } .card { padding: 1.5rem 1.25rem; }
  .sessions li { flex-wrap: wrap; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } .button:active { transform: none; } }
@media (prefers-contrast: more) { :root { --line: currentColor; } }
@media (forced-colors: active) { .card, .button { border: 1px solid; } }
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" fill="#4338ca"/><rect x="7" y="15" width="4" height="6" rx="1.5" fill="#fff" opacity=".7"/><rect x="12" y="11" width="4" height="10" rx="1.5" fill="#fff" opacity=".85"/><rect x="17" y="7" width="4" height="14" rx="1.5" fill="#fff"/></svg>`;

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

const asset = (name: string, extension: string, type: string, body: string): Asset => {
  const tag = hash('sha256', body, 'base64url').slice(0, 16);
  return { path: `/assets/${name}-${tag}.${extension}`, type, body, etag: `"${tag}"` };
};

/** Their names change with their content: cached for ever. */
export const STYLESHEET = asset('style', 'css', 'text/css; charset=utf-8', css.trim());
export const ICON = asset('icon', 'svg', 'image/svg+xml', icon);
export const ASSETS: ReadonlyMap<string, Asset> = new Map([STYLESHEET, ICON].map((one) => [one.path, one]));
