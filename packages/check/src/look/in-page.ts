/** What the check puts into a page before anything of the app runs there, as `window.scalrLook`. */
export interface InPage {
  /** Requests of the app's code that are under way. */
  inFlight: number;
  /** `performance.now()` of the last change of the document. */
  changedAt: number;
  /** While controls are tried: changes are not sent, so that nobody's data is touched. */
  isHolding: boolean;
  /** What happened since somebody last emptied it, e.g. `request POST /api/notes`. */
  readonly deeds: string[];
  /** Parts of the page that change by themselves, such as a clock. */
  readonly restless: WeakSet<Node>;
  /** While it is true, what changes is restless. */
  isResting: boolean;
  /** Waits until the page is drawn; null, or why it is not. Longer than the limit, at most so long, while code arrives. */
  settled(limitMs: number, mostMs: number): Promise<string | null>;
  /** The frame of a stack that names where the app made this element; null: not known. */
  sourceOf(element: Element | null): string | null;
  nameOf(element: Element): string;
  isShown(element: Element): boolean;
  /** Ends what moves by itself, so that nothing is seen half-way. */
  calm(): void;
  describe(): PageDescription;
  tryControls(done: readonly string[]): Promise<ControlRun>;
  /** The control that a run stopped at. */
  suspect: Element | null;
}

export interface Described {
  /** As a screen reader has it: `button`, `link`, `textbox`. */
  readonly role: string;
  readonly name: string;
}

export interface FormField extends Described {
  readonly required: boolean;
  /** Empty for what is ticked or not. */
  readonly value: string;
  /** Of a checkbox or a radio button. */
  readonly checked?: boolean;
}

export interface PageDescription {
  readonly title: string;
  readonly headings: readonly { readonly level: number; readonly name: string }[];
  readonly controls: readonly (Described & { readonly disabled: boolean })[];
  readonly fields: readonly FormField[];
  /** Links, whether they can be followed or not, with the place that made them. */
  readonly links: readonly { readonly name: string; readonly href: string; readonly source: string | null }[];
  /** What can be read on it, in one line. */
  readonly text: string;
  /** Without the header of the platform. */
  readonly mainText: string;
  /** The app's own boundary caught an error while drawing. */
  readonly isBroken: boolean;
  /** Horizontal size of what is on it, and of the window. */
  readonly width: { readonly content: number; readonly window: number };
  /** What sticks out at the right, the innermost ones. */
  readonly sticksOut: readonly { readonly what: string; readonly source: string | null }[];
}

export interface TriedControl extends Described {
  readonly key: string;
  /** The title of the dialog it is in; null: on the page itself. */
  readonly dialog: string | null;
  readonly source: string | null;
}

export interface DialogFault {
  readonly id: string;
  readonly help: string;
  readonly html: string;
  readonly summary: string;
  readonly source: string | null;
  readonly dialog: string;
}

export interface ControlRun {
  readonly done: readonly string[];
  /** It did nothing; a real click has the last word. The run can be taken up again afterwards. */
  readonly suspect: TriedControl | null;
  /** The page is no more what it was and has to be opened again before the run goes on. */
  readonly hasLeft: boolean;
  readonly faults: readonly DialogFault[];
}

declare global {
  interface Window {
    scalrLook: InPage;
    /** Tells the check of something that went wrong. */
    scalrSaw?: (trouble: { kind: 'console' | 'policy'; text: string; stack: string }) => void;
  }
}
