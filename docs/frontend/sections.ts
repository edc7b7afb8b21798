/** The site's sidebar, in order. Ids are paths below docs/content without `.md`. */
export const SECTIONS: readonly { readonly label: string; readonly pages: readonly string[] }[] = [
  { label: 'Start', pages: ['start'] },
];
