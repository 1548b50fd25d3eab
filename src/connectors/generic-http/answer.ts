import type { HttpRequest, HttpResponse } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { parseExactJson } from '#lib/exact-json'
import { asList } from '#lib/expressions'
import { parseXml } from '#lib/xml'
import { badSetting, evaluated } from '#generic/failure-rules'

/** What came back, with its body as values. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** `null` when it is empty or not readable. */
  readonly body: unknown
  /** Why the body could not be read; an empty one is no reason. */
  readonly unreadable: TillbridgeError | null
}

export function answerOf(
  { status, headers, text }: HttpResponse,
  format: 'json' | 'xml',
  effect: HttpRequest['effect'],
): HttpAnswer {
  if (text.trim() === '') return { status, headers, text, body: null, unreadable: null }
  try {
    const body = format === 'json' ? parseExactJson(text) : parseXml(text)
    return { status, headers, text, body, unreadable: null }
  } catch (error) {
    return { status, headers, text, body: null, unreadable: unreadable(error, { status, text, format, effect }) }
  }
}

function unreadable(
  cause: unknown,
  {
    status,
    text,
    format,
    effect,
  }: { status: number; text: string; format: 'json' | 'xml'; effect: HttpRequest['effect'] },
): TillbridgeError {
  const name = format.toUpperCase()
  return new TillbridgeError({
    kind: effect === 'write' ? 'outcome-unknown' : 'transient',
    code: 'ANSWER_UNREADABLE',
    message: `The answer (HTTP ${status}) is no ${name} that can be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: `If this goes on, look at proxies in front of the system, and whether it answers ${name} at all.`,
    detail: { status, start: text.slice(0, 200) },
    cause,
  })
}

/** Where in the settings an expression about an answer stands, and what it may name beside the answer. */
export interface Reading {
  readonly where: string
  readonly effect: HttpRequest['effect']
  readonly bindings?: Readonly<Record<string, unknown>>
}

/** The values of several expressions over one part of an answer. */
export async function fieldsOf<K extends string>(
  fields: Readonly<Partial<Record<K, string | undefined>>>,
  part: unknown,
  { where, effect, bindings = {} }: Reading,
): Promise<Partial<Record<K, unknown>>> {
  const values: Partial<Record<K, unknown>> = {}
  for (const [name, source] of Object.entries(fields) as [K, string | undefined][]) {
    if (source === undefined) continue
    values[name] = await evaluated(source, part, { where: `${where}.${name}`, effect, answer: true, bindings })
  }
  return values
}

/** The list that an expression selects. Nothing at all is a path that leads nowhere; an empty list is a list. */
export async function listOf(source: string, body: unknown, reading: Reading): Promise<readonly unknown[]> {
  const { where, effect, bindings = {} } = reading
  const value = await evaluated(source, body, { where, effect, answer: true, bindings })
  if (value === undefined) throw badSetting('ANSWER_PATH', where, 'it leads to nothing in the answer', effect)
  return asList(value)
}
