import type { SandboxRequest } from '#sandboxes/kit/server'
import { FrappeError } from './frappe-error.ts'

export type Args = Record<string, unknown>

/** What a request carries, as the framework reads it. */
export interface Incoming {
  readonly method: string
  /** Decoded path. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Query and body merged: `form_dict`. */
  readonly args: Args
  readonly rawBody: string
}

/** Reads query and body. A JSON body must be an object; other content types only fill `args` when they are forms. */
export function readRequest(request: SandboxRequest): Incoming {
  const rawBody = request.body.toString('utf8')
  const args: Args = Object.fromEntries(request.query)
  const type = request.headers['content-type'] ?? ''
  if (rawBody !== '' && type.includes('json')) Object.assign(args, jsonArgs(rawBody))
  else if (rawBody !== '' && type.includes('x-www-form-urlencoded'))
    Object.assign(args, Object.fromEntries(new URLSearchParams(rawBody)))
  return { method: request.method, path: decodePath(request.path), headers: request.headers, args, rawBody }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function jsonArgs(body: string): Args {
  const value = parseJson(body)
  if (Array.isArray(value))
    throw new FrappeError('TypeError', 'pop expected at most 1 argument, got 2', { module: '', show: false })
  if (typeof value !== 'object' || value === null) throw new FrappeError('ValidationError', 'Invalid request arguments')
  return value as Args
}

/** Parses JSON or fails as Python's decoder does (500). */
function parseJson(given: string): unknown {
  try {
    return JSON.parse(given)
  } catch {
    throw new FrappeError('JSONDecodeError', decodeMessage(given), { module: 'json.decoder', show: false })
  }
}

/** The text and place that Python's decoder gives for the commonest breaks. */
function decodeMessage(given: string): string {
  const at = (index: number): string => `line 1 column ${index + 1} (char ${index})`
  const dangling = /[{,]\s*$/.exec(given)
  if (dangling !== null && given.trimStart().startsWith('{')) {
    return `Expecting property name enclosed in double quotes: ${at(given.length)}`
  }
  const lead = /^\s*/.exec(given)?.[0].length ?? 0
  const name = /^\{\s*(?=[^"}\s])/.exec(given.slice(lead))
  if (name !== null) return `Expecting property name enclosed in double quotes: ${at(lead + name[0].length)}`
  return `Expecting value: ${at(lead)}`
}

/** An argument that may be a value or JSON text. */
export function parsed(value: unknown): unknown {
  return typeof value === 'string' && value !== '' ? parseJson(value) : value
}

/** Like `parsed`, but a text that is no JSON stays a text. */
export function looselyParsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** The document that a POST or PUT carries: the argument `data`, else the whole body, else the form. */
export function documentArgs({ args, rawBody }: Incoming): Args {
  const data = args['data'] ?? rawBody
  if (typeof data === 'object' && data !== null) return { ...(data as Args) }
  const value = looselyParsed(data)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...(value as Args) } : { ...args }
}
