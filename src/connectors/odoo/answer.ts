import type { HttpResponse } from '#contract/context'

/** What Odoo says about a failure, whichever way it was asked. */
export interface OdooFailure {
  /** The Python class with its module, e.g. `odoo.exceptions.UserError`. */
  readonly name: string
  /** For people, on one line. */
  readonly message: string
  /** The groups whose users may do it, where it says so. */
  readonly groups: readonly string[]
}

/** The failure in an answer, or `null` when it holds none of Odoo's. JSON-RPC tells them with status 200. */
export function failureOf({ text, status }: HttpResponse): OdooFailure | null {
  const body = parseObject(text)
  if (body === null) return null
  const error = objectOf(body['error'])
  const told = error === null ? (status >= 300 ? body : null) : (objectOf(error['data']) ?? error)
  if (told === null) return null
  const { name, message } = told
  if (typeof name !== 'string' && typeof message !== 'string') return null
  const words = typeof message === 'string' ? message : ''
  return { name: typeof name === 'string' ? name : '', message: oneLine(words), groups: groupsIn(words) }
}

/** A list of groups stands line by line, each behind a tab and a dash. */
const groupsIn = (words: string): string[] => [...words.matchAll(/^\t- (.+)$/gm)].map(([, group = '']) => group.trim())

export const oneLine = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const objectOf = (value: unknown): Record<string, unknown> | null =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null

function parseObject(text: string): Record<string, unknown> | null {
  if (!text.trimStart().startsWith('{')) return null
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return null
  }
}
