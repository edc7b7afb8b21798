const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 256;

// Words that the most common passwords of the public leak lists are made of. A password is refused when, undone of
// case, look-alike characters, digits and signs, nothing but such words is left. This catches every entry of the
// usual top 10,000 lists that has twelve characters or more (test/password-rules.test.ts), and their variations.
const COMMON_WORDS = `
password passwort passw pass contrasena motdepasse senha parola wachtwoord haslo welcome willkommen bienvenue
administrator admin root user login letmein changeme change secret default guest access master superman batman
spiderman pokemon naruto starwars trustno trust football baseball basketball hockey soccer liverpool chelsea arsenal
barcelona manchester united dragon monkey shadow sunshine princess butterfly flower chocolate cookie summer winter
spring autumn january february march april june july august september october november december monday friday
iloveyou love lover loveme forever friend friends family mother father jesus christ god angel heaven freedom money
computer internet google facebook samsung microsoft windows apple android mustang ferrari porsche mercedes
michael jennifer jordan daniel thomas robert charlie andrew joshua matthew anthony alexander elizabeth nicole
ashley jessica michelle amanda samantha hannah victoria qwerty qwertz azerty qwer asdf asdfgh asdfghjkl zxcv zxcvbn
zxcvbnm uiop hjkl abc abcd abcde abcdef abcdefg abcdefgh abcdefghijkl test testing hello world company scalr
portal platform unknown whatever nothing something correcthorsebatterystaple the my your our is me you new and i a
best please super mega big blue red green black white cool hot sexy baby girl boy man home house work
qazwsx qaz wsx edc rfv tgb yhn edcrfv qweasd qweasdzxc asdzxc one two three four five six seven eight nine ten zero
fuck fuckyou bitch asshole killer hunter ranger tigger ginger pepper cheese silver golden
`
  .trim()
  .split(/\s+/);

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const words = new Set(COMMON_WORDS);
const longest = Math.max(...COMMON_WORDS.map((word) => word.length));

/** Whether `text` is a row of common words and nothing else. */
function onlyCommonWords(text: string): boolean {
  if (text === '') return false;
  const reachable = [true];
  for (let end = 1; end <= text.length; end++) {
    reachable[end] = false;
    for (let start = Math.max(0, end - longest); start < end && !reachable[end]; start++) {
      reachable[end] = reachable[start] === true && words.has(text.slice(start, end));
    }
  }
  return reachable[text.length] === true;
}

const KEY_ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'azertyuiop', '1234567890', '0123456789'];
const RUNS = [
  ...KEY_ROWS,
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
];
const runs = RUNS.flatMap((run) => [run + run, [...run].reverse().join('').repeat(2)]);

/** Share of the text that runs along the alphabet, the digits or the keyboard, in pieces of three or more. */
function alongRuns(text: string): number {
  let covered = 0;
  let at = 0;
  while (at < text.length) {
    let length = 0;
    for (const run of runs) {
      let here = 0;
      while (at + here < text.length && run.includes(text.slice(at, at + here + 1))) here++;
      length = Math.max(length, here);
    }
    if (length >= 3) covered += length;
    at += Math.max(1, length);
  }
  return covered / text.length;
}

const repeats = (text: string) => /^(.{1,6}?)\1+.{0,5}$/u.test(text);

/**
 * Why a new password is not accepted, as a sentence for its owner; null: it is.
 * No rule about kinds of characters (NIST SP 800-63B): length, and not being one that everybody tries first.
 */
export function passwordWeakness(password: string, username: string): string | null {
  if (password.length > PASSWORD_MAX) return `The password is longer than ${PASSWORD_MAX} characters.`;
  if ([...password].length < PASSWORD_MIN) return `The password has fewer than ${PASSWORD_MIN} characters.`;
  const lower = password.normalize('NFKC').toLowerCase();
  const tooCommon = 'The password is one of the first that attackers try.';
  if (new Set(lower).size < 5 || repeats(lower) || alongRuns(lower) > 0.8) return tooCommon;
  const letters = lower.replace(/[^\p{L}]/gu, '');
  const undone = [...lower.replace(/[\d!?.$@*#-]+$/u, '')].map((sign) => LOOK_ALIKES[sign] ?? sign).join('');
  const plain = undone.replace(/[^\p{L}]/gu, '');
  const isPlainNumber = letters === '' && /^[ -~]*$/.test(lower);
  if (isPlainNumber || onlyCommonWords(letters) || onlyCommonWords(plain)) return tooCommon;
  const beside = lower.replaceAll(username, '').replace(/[^\p{L}]/gu, '');
  if (username.length >= 3 && lower.includes(username) && beside.length < 4) {
    return 'The password is little more than the username.';
  }
  return null;
}
