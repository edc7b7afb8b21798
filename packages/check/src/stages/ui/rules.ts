import { ruleBook } from '../../rule.ts';

/** What a person sees and can do, in a real browser. */
export const { rules, find } = ruleBook('ui', {
  blank: {
    code: 'PAGE_BLANK',
    title: 'There is nothing on a page',
    why: 'a person who opens it sees an empty window',
    fix: 'return <Page title="…">…</Page> from the default export of the page',
    page: `A page that returns \`null\`, renders only when there is data, or breaks before anything is drawn looks like this. Show something in every state: \`Loaded\` for what is on its way or failed, \`EmptyState\` for nothing.

\`\`\`tsx
export default function OrdersPage() {
  return <Page title="Orders">…</Page>;
}
\`\`\``,
  },
  breaks: {
    code: 'PAGE_BREAKS',
    title: 'A page breaks while it is drawn',
    why: 'whoever opens it reads "This page does not work right now" and nothing else',
    fix: 'mend the line that throws; data is undefined until it has arrived, so draw it inside <Loaded>',
    dont: 'catch the error and show nothing',
    page: `The error is thrown while React draws the page. Most often something is read from data that is not there yet: \`orders.data.length\` before the first answer, or a field that may be null.

Inside \`<Loaded queries={[orders]} …>\` everything is there.`,
  },
  noHeading: {
    code: 'PAGE_WITHOUT_HEADING',
    title: 'A page has no heading of level 1',
    why: 'it names the page for everybody, and is where a screen reader begins to read',
    fix: 'put everything inside <Page title="…"> of @scalr/app-client, which draws the heading and the title of the tab',
    dont: 'add an <h1> that cannot be seen',
    page: '`<Page title="Orders" description="…" actions={<Button>…</Button>}>` is what every page is inside of. It has exactly one heading of level 1, and the focus goes there when somebody comes from another page.',
  },
  loads: {
    code: 'PAGE_LOADS_FOREVER',
    title: 'A page is never done loading',
    why: 'nobody can use what never arrives',
    fix: 'show what failed instead of waiting: <Loaded queries={[…]}>; ./scalr logs <app> tells whether the backend answered',
    page: 'After five seconds something on the page still says that it loads (a skeleton, `aria-busy`, a status with "loading"), or a request has no answer, or the page keeps drawing itself anew. The last is mostly an effect that sets state without dependencies.',
  },
  console: {
    code: 'CONSOLE_ERROR',
    title: 'An error on the console of the browser',
    why: 'it is a defect that nobody sees until it hurts',
    fix: 'mend the line that is named',
    dont: 'silence console.error',
    page: 'Errors on the console, exceptions and promises that nobody catches count, and so do warnings of React that it writes as errors: a list without `key`, a `<div>` inside a `<p>`, a field with `value` and no `onChange`. File and line are those of the app, where the browser knows them.',
  },
  request: {
    code: 'REQUEST_FAILED',
    title: 'A page asks for something and gets an error',
    why: 'what it asked for is missing on the page',
    fix: 'ask only for what there is and the person may see; call the API by the hooks of frontend/src/api.ts, whose paths are right',
    dont: 'hide the message and leave the request',
    page: 'Every answer of 400 or more while a page opens counts, and every request without an answer. `./scalr request <app> GET <path> --as member` shows the same answer, `./scalr logs <app>` why. A page that only some people may use belongs to a group; the check opens it as `manager` where `member` is refused.',
  },
  outside: {
    code: 'OUTSIDE_REQUEST',
    title: 'A page asks somebody outside',
    why: 'the browser refuses it, and every outside address would learn who uses the app, and could change it',
    fix: 'remove it: icons are in @scalr/ui (<Icon name="…">), fonts and colours come with it, images belong in frontend/public/ or into the text as data',
    dont: 'ask for another security policy',
    page: 'Scripts, fonts, images, styles and APIs of other origins are refused by the Content-Security-Policy of the platform. Data of another service comes through a route of the backend.',
  },
  a11y: {
    code: 'A11Y_SERIOUS',
    title: 'Somebody cannot use what is on a page',
    why: 'people who use a keyboard, a screen reader or have weaker eyes are shut out',
    fix: 'do what axe says below "got"',
    dont: 'hide the element from axe with aria-hidden',
    page: `Found by axe, in light and dark, on the page and in the dialogs that its buttons open. The parts of \`@scalr/ui\` are right as they come:

- a field without a name: \`<TextField label="Title" …>\`, never a bare \`<input>\`
- weak contrast: the colours \`text-ink\`, \`text-ink-soft\`, \`text-accent\`, \`text-danger\`, which fit light and dark; never a colour of your own for text
- a button without a name: \`<IconButton icon="trash" label="Delete Shopping">\``,
  },
  dead: {
    code: 'DEAD_CONTROL',
    title: 'A button does nothing',
    why: 'a person presses it and waits for something that never comes',
    fix: 'give it what it should do (onClick, or type="submit" inside its form), and say that it is done: useToast; or remove it',
    dont: 'disable it, or make it do something that nobody asked for',
    page: 'Each enabled button, menu item and link on the page and in its dialogs is activated as `member`. Something has to happen: the page changes, a dialog opens, a request goes out, another page opens, a file is downloaded, the focus goes to a field. Requests that change something are held back, so that nothing is created, changed or deleted. Of rows that are alike, one is tried. What does nothing is pressed once more by a real click before it is reported.',
  },
  nowhere: {
    code: 'LINK_TO_NOWHERE',
    title: 'A link leads to a page that does not exist',
    why: 'whoever follows it reads "This page does not exist"',
    fix: 'link to one of the pages that are named, or write the page',
    page: 'Pages are the files in `frontend/src/pages/`: `orders/new.tsx` is `/orders/new`, `orders/[id].tsx` is every `/orders/…`.',
  },
  wide: {
    code: 'PAGE_TOO_WIDE',
    title: 'A page does not fit on a phone',
    why: 'most people will open it on one, and would have to push it sideways',
    fix: 'let it wrap or shrink: flex-wrap, min-w-0, w-full max-w-…, wrap-anywhere for long words; a table goes into <div className="overflow-x-auto">',
    dont: 'hide what sticks out: overflow-hidden on the page',
    page: 'At 390 pixels of width, in the dark look, nothing may stick out at the right. Named are the innermost elements that do.',
  },
  network: {
    side: 'env',
    code: 'PAGE_NETWORK_CHANGED',
    title: 'The network of the machine kept a page from being seen',
    why: 'the browser gave requests up again and again, which says nothing about the app',
    fix: './scalr doctor; check again once no container or network interface comes or goes',
    dont: 'edit code',
    page: 'The browser answers requests with an error of its own when an interface of the network comes or goes. A page that meets it is opened again, several times; only then this is said.',
  },
  noBrowser: {
    side: 'env',
    code: 'BROWSER_FAILED',
    title: 'The browser of the check does not work',
    why: 'without it nobody can say what a person would see, and this says nothing about the app',
    fix: './scalr doctor; apt-get install -y chromium, or set SCALR_BROWSER=/path/to/chromium',
    dont: 'edit code',
    page: 'The check starts Chrome or Chromium without a window. It did not start, ended early, or nobody could be signed in.',
  },
});
