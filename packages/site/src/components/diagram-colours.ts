/** What a diagram is drawn with: the colours of the page around it, as the browser shows them now. */
export function diagramColours(): Readonly<Record<string, string | boolean>> {
  const paper = shown('--sl-color-bg');
  const box = shown('--sl-color-gray-6');
  const group = shown('--sl-color-gray-7');
  const line = shown('--sl-color-gray-4');
  const ink = shown('--sl-color-white');
  const mark = shown('--sl-color-accent-low');
  return {
    darkMode: document.documentElement.dataset.theme === 'dark',
    background: paper,
    ...{ primaryColor: box, primaryTextColor: ink, primaryBorderColor: line, mainBkg: box, nodeBorder: line },
    ...{ secondaryColor: group, tertiaryColor: group, textColor: ink, titleColor: ink, lineColor: line },
    ...{ clusterBkg: group, clusterBorder: line, edgeLabelBackground: paper },
    ...{ actorBkg: box, actorBorder: line, actorTextColor: ink, actorLineColor: line },
    ...{ signalColor: ink, signalTextColor: ink, loopTextColor: ink },
    ...{ labelBoxBkgColor: group, labelBoxBorderColor: line, labelTextColor: ink },
    ...{ noteBkgColor: mark, noteBorderColor: line, noteTextColor: ink },
    ...{ activationBkgColor: mark, activationBorderColor: line },
  };
}

/** A custom property as a colour that any program reads: `#rrggbb`. */
function shown(property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const [red = '0', green = '0', blue = '0'] = getComputedStyle(probe).color.match(/\d+(?:\.\d+)?/g) ?? [];
  probe.remove();
  return `#${[red, green, blue].map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}
