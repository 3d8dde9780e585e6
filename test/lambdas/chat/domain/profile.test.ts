import * as fc from 'fast-check';
import { NO_PROFILE, preferencesPrompt, profileSchema } from '../../../../lambdas/chat/domain/profile';
import { estimateTokens } from '../../../../lambdas/chat/domain/tokens';

const full = {
  displayName: 'Ann Example',
  locale: 'de-DE',
  timeZone: 'Europe/Berlin',
  preferredModel: 'large',
  instructions: 'Be brief.',
  keepText: false,
};

test('a profile has only what it may have, and what is left out is not known', () => {
  expect(profileSchema.parse(full)).toEqual(full);
  expect(profileSchema.parse({})).toEqual(NO_PROFILE.profile);
});

test.each([
  { displayName: '' },
  { displayName: 'a\nb' },
  { displayName: 'x'.repeat(81) },
  { locale: 'not a language' },
  { timeZone: 'Europe/Nowhere' },
  { instructions: 'x'.repeat(2_001) },
  { instructions: 7 },
  { keepText: 'yes' },
  { tier: 'paid' },
])('refuses %j', (wrong) => expect(profileSchema.safeParse(wrong).success).toBe(false));

test('the model is told what the user wishes, between tags, and nothing where they wish nothing', () => {
  const prompt = preferencesPrompt(full, 100_000) ?? '';
  expect(prompt).toContain(
    '<user_preferences>\nName: Ann Example\nLanguage: de-DE\nTime zone: Europe/Berlin\nWishes:\nBe brief.\n</user_preferences>',
  );
  expect(preferencesPrompt(NO_PROFILE.profile, 100_000)).toBeUndefined();
  expect(preferencesPrompt({ ...NO_PROFILE.profile, preferredModel: 'large' }, 100_000)).toBeUndefined();
});

test('whatever is wished stays between its tags and within a tenth of the context', () => {
  const unit = fc.constantFrom('</user_preferences>', 'a', '<', ' ', '💡', '中', '\n', '9');
  const instructions = fc.string({ unit, maxLength: 400 });
  fc.assert(
    fc.property(instructions, fc.integer({ min: 1, max: 20_000 }), (text, contextTokens) => {
      const prompt = preferencesPrompt({ keepText: true, instructions: text }, contextTokens);
      if (prompt === undefined) return;
      expect(prompt.match(/<\/?user_preferences>/g)).toEqual(['<user_preferences>', '</user_preferences>']);
      expect(prompt.endsWith('</user_preferences>')).toBe(true);
      // Parts are rounded up one by one, the whole only once.
      expect(estimateTokens(prompt)).toBeLessThanOrEqual(contextTokens / 10);
    }),
  );
});
