const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\b(?:gh[opsur]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})/, 'a Git hosting token'],
  [/\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/, 'a payment API key'],
  [/\bsk-[A-Za-z0-9_-]{20,}/, 'an API key'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, 'a chat token'],
  [/\bAIza[\w-]{35}/, 'a Google API key'],
  [/\b(?:npm_[A-Za-z0-9]{36}|dckr_pat_[\w-]{20,})/, 'a registry token'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/, 'a JSON Web Token'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, 'a URL with a password'],
  [/\b(?:pass(?:word|wd|phrase)|secret|token|api[_-]?key)\s*[:=]\s*(?=\S*[\d!#$%&*])\S{6,}/i, 'a named secret'],
];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What kind of secret a text seems to hold; undefined: none. It errs on the side of letting prose and paths pass. */
export function secretShape(text: string): string | undefined {
  for (const [pattern, what] of SHAPES) if (pattern.test(text)) return what;
  for (const word of text.split(/[\s"'`,;()<>[\]{}]+/)) if (isRandom(word)) return 'long and random';
  return undefined;
}

/** 24 characters or more of letters and digits in no order a person would write. */
function isRandom(word: string): boolean {
  if (word.length < 24 || UUID.test(word) || /^[\w+/=-]+$/.test(word) === false) return false;
  if (!/\d/.test(word) || !/[a-z]/i.test(word)) return false;
  if (/^[0-9a-f]{32,}$/i.test(word)) return true;
  // Words joined by - _ or / have long runs of letters; random text changes its kind of character all the time.
  const kinds = word
    .replaceAll(/[a-z]+/g, 'a')
    .replaceAll(/[A-Z]+/g, 'A')
    .replaceAll(/\d+/g, '0');
  return kinds.length / word.length > 0.45 && entropyBits(word) > 3.5;
}

/** Shannon entropy in bits a character. */
function entropyBits(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}

const SECRET_WORD =
  'PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIALS?|COOKIE_?KEYS?';
const NAMES_SECRET = new RegExp(`(?:^|_)(?:${SECRET_WORD})S?(?:_|$)|(?:${SECRET_WORD})S?$|^PW$|_PW$`);
const ENDS_IN_SECRET = new RegExp(`(?:${SECRET_WORD})S?$|^PW$|_PW$`);

/** Whether a variable holds a secret by its name; `TOKEN_MAX_AGE=600` and the like do not. */
export function secretName(key: string, value: string): boolean {
  const name = key.toUpperCase();
  if (!NAMES_SECRET.test(name)) return false;
  return ENDS_IN_SECRET.test(name) || !/^(?:\d{1,6}|true|false|yes|no|on|off)$/i.test(value);
}
