import type { z } from 'zod'
import { pathText, type Path, type Problem, suggestion } from './problems.ts'

type Issue = z.core.$ZodIssue

export interface Place {
  /** The path of the value that was checked, within the file. */
  readonly at: Path
  readonly lineOf: (path: Path) => number | null
  /** The names that are possible in the object at a path below `at`, when known. */
  readonly namesAt?: (path: Path) => readonly string[]
}

/** What a schema found, in the words of the person who wrote the file. */
export function schemaProblems(issues: readonly Issue[], place: Place): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, place))
}

function problemsOf(issue: Issue, place: Place): Problem[] {
  const path = [...place.at, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = place.namesAt?.(issue.path) ?? []
    return issue.keys.map((name) => unknownSetting([...path, name], known, place))
  }
  if (issue.code === 'invalid_union') {
    const nearest = nearestBranch(issue.errors)
    if (nearest !== null)
      return nearest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, place))
  }
  if (issue.code === 'invalid_key') {
    const name = String(path.at(-1))
    const message = `"${name}" cannot be used as a key: it ${issue.issues[0]?.message ?? 'is not allowed'}`
    return [problem(path, message, 'Choose another key.', place)]
  }
  return [problem(path, ...wording(issue), place)]
}

export function unknownSetting(path: Path, known: readonly string[], place: Pick<Place, 'lineOf'>): Problem {
  const name = String(path.at(-1))
  return problem(path, `There is no setting "${name}"`, suggestion(name, known), place)
}

export function problem(path: Path, message: string, remedy: string, place: Pick<Place, 'lineOf'>): Problem {
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  return { path: pathText(path), line: place.lineOf(path), message: sentence, remedy }
}

function wording(issue: Issue): [message: string, remedy: string] {
  if (issue.code === 'invalid_type') return typeWording(issue)
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => JSON.stringify(value))
    if (values.length === 1) return [`This must be ${values[0]}`, `Write ${values[0]}.`]
    return [`${shown(issue.input)} is not possible here`, `Write one of ${values.join(', ')}.`]
  }
  if (issue.code === 'invalid_union')
    return [`${shown(issue.input)} is not possible here`, `Write ${forms(issue.errors)}.`]
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid')) {
    return [`${shown(issue.input)} is not possible here`, `Write ${formatText(issue)}.`]
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return sizeWording(issue)
  const message = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '')
  // Most rules of ours say what a value must be; the sentence then names the value first.
  if (/^(must|is) /.test(message)) return [`${shown(issue.input)} ${message}`, 'Correct the value.']
  return [message, 'Correct the value.']
}

function sizeWording(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): [string, string] {
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) {
    return ['The text is empty', 'Write a text, or leave the line out where it may be left out.']
  }
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''
  return [`${shown(issue.input)} is not possible here`, `It must be ${limit}${unit}.`]
}

/** How a setting that is not there is told. */
export const MISSING = 'This setting is missing.'

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
}

function typeWording(issue: Extract<Issue, { code: 'invalid_type' }>): [string, string] {
  const expected = TYPE_WORDS[issue.expected] ?? issue.expected
  if (issue.input === undefined) return [MISSING.slice(0, -1), `Add it: ${expected}.`]
  if (issue.input === null) return ['There is nothing behind the colon', `Write ${expected}, or leave the line out.`]
  return [`${shown(issue.input)} is not ${expected}`, `Write ${expected}.`]
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'A list'
  if (value !== null && typeof value === 'object') return 'A group of settings'
  return value === undefined ? 'The value' : JSON.stringify(value)
}

/** The alternative that was nearly met, when the value is a group of settings: the one with the fewest faults. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const isGroup = branches.flat().some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys')
  if (!isGroup) return null
  const faults = (issues: readonly Issue[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
  return branches.toSorted((a, b) => faults(a) - faults(b))[0] ?? null
}

/** What a value with several possible forms may be. */
function forms(branches: readonly (readonly Issue[])[]): string {
  const texts = branches.flat().map((issue) => {
    if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(', ')
    if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? issue.expected
    return issue.code === 'invalid_format' ? formatText(issue) : issue.message
  })
  return [...new Set(texts)].join(' or ')
}

const formatText = (issue: Extract<Issue, { code: 'invalid_format' }>): string =>
  issue.pattern === '/^[A-Z]{2}$/' ? 'a country code such as SE' : `a text of the form ${issue.pattern ?? issue.format}`
