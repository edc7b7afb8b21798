import { createElement } from 'react';

/** Element and attributes of one stroke, as Lucide's icon nodes have them. */
export type IconShape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

export interface LineIconProps {
  readonly shapes: readonly IconShape[];
  /** Pixels; default 20. */
  readonly size?: number;
}

const TAGS = new Set(['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon']);
const ATTRIBUTES = new Set('d points x y x1 y1 x2 y2 cx cy r rx ry width height fill'.split(' '));

/** Draws shapes on a 24 x 24 field with the colour of the text. Elements are created, never markup; unknown ones are left out. */
export function LineIcon({ shapes, size = 20 }: LineIconProps) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes
        .filter(([tag]) => TAGS.has(tag))
        .map(([tag, attributes]) =>
          createElement(tag, {
            key: tag + JSON.stringify(attributes),
            ...Object.fromEntries(Object.entries(attributes).filter(([name]) => ATTRIBUTES.has(name))),
          }),
        )}
    </svg>
  );
}
