import type { z } from 'zod'

const MUST_BE: Readonly<Record<string, { readonly message: string }>> = {
  string: { message: 'This must be a text.' },
  number: { message: 'This must be a number.' },
  int: { message: 'This must be a whole number.' },
  boolean: { message: 'This must be true or false.' },
  array: { message: 'This must be a list.' },
  object: { message: 'This must be a group of fields.' },
  record: { message: 'This must be a group of fields.' },
  email: { message: 'This must be an e-mail address such as ada@example.com.' },
  url: { message: 'This must be an address that begins with https:// or http://.' },
  uuid: { message: 'This must be an id.' },
  datetime: { message: 'This must be a date with its time, such as 2026-11-22T08:00:00Z.' },
  date: { message: 'This must be a date such as 2026-11-22.' },
}

/** What is wrong with one field of a request, in words for whoever filled it in. Where a schema has words of its own, those are said. */
export function complaint(issue: z.core.$ZodRawIssue): { readonly message: string } {
  if (issue.code === 'invalid_type') return issue.input == null ? MISSING : mustBe(issue.expected)
  if (issue.code === 'invalid_format') return issue.input === '' ? MISSING : mustBe(issue.format)
  if (issue.code === 'too_small' || issue.code === 'too_big') return wrongSize(issue)
  if (issue.code === 'invalid_value') return { message: `This must be one of ${issue.values.map(String).join(', ')}.` }
  if (issue.code === 'unrecognized_keys') return { message: `There is no field ${issue.keys.join(', ')}.` }
  return NOT_POSSIBLE
}

const MISSING = { message: 'This must be filled in.' }
const NOT_POSSIBLE = { message: 'This is not possible here.' }

const mustBe = (kind: string): { readonly message: string } => MUST_BE[kind] ?? NOT_POSSIBLE

type WrongSize = Extract<z.core.$ZodRawIssue, { readonly code: 'too_small' | 'too_big' }>

function wrongSize(issue: WrongSize): { readonly message: string } {
  const isSmall = issue.code === 'too_small'
  const limit = String(isSmall ? issue.minimum : issue.maximum)
  if (issue.origin === 'string') {
    if (isSmall && issue.input === '') return MISSING
    return {
      message: isSmall ? `This must have at least ${limit} characters.` : `This may have at most ${limit} characters.`,
    }
  }
  if (issue.origin === 'array' || issue.origin === 'set') {
    return {
      message: isSmall ? `This must have at least ${limit} entries.` : `This may have at most ${limit} entries.`,
    }
  }
  return { message: isSmall ? `This must be at least ${limit}.` : `This must be at most ${limit}.` }
}
