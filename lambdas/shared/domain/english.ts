import * as z from 'zod/mini';

// Without a language the small build of zod says no more than "Invalid input"; its own English is three times as large.
z.config({ localeError: describe });

/** What is wrong with a value, without repeating it. */
function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `must ${sizeOf(issue.origin)}${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin)}${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `Unrecognized key: ${issue.keys.join(', ')}`;
    default:
      return 'Invalid input';
  }
}

const sizeOf = (origin: string) => (origin === 'string' || origin === 'array' ? 'have a length of ' : 'be ');
