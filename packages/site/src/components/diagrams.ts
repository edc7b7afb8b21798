import mermaidUrl from '@mermaid-js/tiny/dist/mermaid.tiny.js?url';
import { diagramColours } from './diagram-colours.ts';

interface Mermaid {
  initialize(options: Readonly<Record<string, unknown>>): void;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

interface Diagram {
  readonly text: string;
  readonly drawing: HTMLElement;
}

/** Draws every diagram of the page, and anew when the theme changes. Its text stays below it, folded up. */
export async function drawDiagrams(): Promise<void> {
  const mermaid = await loadMermaid();
  const diagrams = [...document.querySelectorAll<HTMLElement>('pre.diagram')].map(framed);
  // One after the other: it measures in a place of the page that they would share.
  let drawn = Promise.resolve();
  const draw = () => {
    drawn = drawn.then(() => drawAll(mermaid, diagrams));
  };
  draw();
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

/** It is made to be a script that fills a global, and is no module. */
function loadMermaid(): Promise<Mermaid> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = mermaidUrl;
    script.onload = () => resolve((globalThis as unknown as { readonly mermaid: Mermaid }).mermaid);
    script.onerror = () => reject(new Error(`${mermaidUrl} did not load`));
    document.head.append(script);
  });
}

/** The text goes into a fold below the place of the drawing, for whoever cannot see it. */
function framed(source: HTMLElement, index: number): Diagram {
  const text = source.textContent ?? '';
  const figure = document.createElement('figure');
  figure.className = 'diagram-figure not-content';
  const drawing = document.createElement('div');
  drawing.className = 'diagram-drawing';
  drawing.id = `diagram-${index + 1}`;
  const fold = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'This diagram as text';
  source.replaceWith(figure);
  fold.append(summary, source);
  figure.append(drawing, fold);
  return { text, drawing };
}

async function drawAll(mermaid: Mermaid, diagrams: readonly Diagram[]): Promise<void> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: 'base',
    themeVariables: diagramColours(),
    fontFamily: getComputedStyle(document.body).fontFamily,
    flowchart: { curve: 'basis', padding: 12 },
    sequence: { mirrorActors: false },
  });
  for (const { text, drawing } of diagrams) {
    const { svg } = await mermaid.render(`${drawing.id}-drawing`, text);
    drawing.innerHTML = svg;
    drawing.firstElementChild?.setAttribute('aria-hidden', 'true');
    labelled(drawing);
  }
}

/** Wider than its place, it is scrolled; also with the keyboard. */
function labelled(drawing: HTMLElement): void {
  drawing.setAttribute('role', 'group');
  drawing.setAttribute('aria-label', 'Diagram; its text follows');
  drawing.tabIndex = 0;
}
