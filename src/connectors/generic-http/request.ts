import type { Context, HttpRequest, HttpResponse } from '#contract/context'
import { ExpressionError } from '#lib/expressions'
import { compileTemplate } from '#lib/templates'
import { buildXml, XmlError } from '#lib/xml'
import { badSetting, evaluated } from '#generic/failure-rules'
import { queryCredentials } from './auth.ts'
import { answerOf, type HttpAnswer } from './answer.ts'
import { failureOf } from './errors.ts'
import type { HttpSettings } from './settings.ts'
import type { NoneSetting, RequestSetting } from './settings-requests.ts'

export type HttpContext = Context<HttpSettings>

/** One call as the settings describe it. */
export interface Call {
  /** Its place in the settings, e.g. `documents.invoice.create`. */
  readonly where: string
  readonly effect: HttpRequest['effect']
  /** What its expressions see, beside `settings`. */
  readonly input: Readonly<Record<string, unknown>>
  /** How it says that there is none; then the answer is `null`. */
  readonly none?: NoneSetting
  /** Added to the query, e.g. the page. */
  readonly query?: Readonly<Record<string, string>>
}

type Request = Pick<
  RequestSetting,
  'method' | 'path' | 'query' | 'headers' | 'json' | 'xml' | 'form' | 'timeoutSeconds'
>

/**
 * Makes a call and reads its answer.
 *
 * @throws {TillbridgeError} what `context.http` throws; what the failure rules and the status mean; `TEMPLATE_FAILED` before anything
 *   was sent.
 */
export async function call(context: HttpContext, request: Request, one: Call): Promise<HttpAnswer | null> {
  return answered(context, await requestOf(context, request, one), one)
}

/** Sends what is ready to be sent; `call` for what was built otherwise, such as the address of a next page. */
export async function answered(context: HttpContext, request: HttpRequest, one: Call): Promise<HttpAnswer | null> {
  const response = await context.http.send(request)
  const answer = readAnswer(context, response, one)
  if (one.none !== undefined && (await tellsNone(answer, one.none, one))) return null
  const failure = await failureOf(context.settings, answer, one)
  if (failure !== null) throw failure
  if (answer.unreadable !== null) throw answer.unreadable
  return answer
}

const readAnswer = (context: HttpContext, response: HttpResponse, one: Call): HttpAnswer =>
  answerOf(response, context.settings.format, one.effect)

async function tellsNone(answer: HttpAnswer, none: NoneSetting, { where, effect }: Call): Promise<boolean> {
  if (none.status.includes(answer.status)) return true
  if (none.where === undefined || answer.status >= 300 || answer.unreadable !== null) return false
  const bindings = { status: answer.status, headers: answer.headers }
  return (
    (await evaluated(none.where, answer.body, { where: `${where}.none.where`, effect, answer: true, bindings })) ===
    true
  )
}

async function requestOf({ settings }: HttpContext, request: Request, one: Call): Promise<HttpRequest> {
  const input = { ...one.input, settings: settings.values }
  const fill = async (source: string, part: string, write?: (value: string) => string): Promise<string> => {
    try {
      return await compileTemplate(source).filled(input, write)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      throw badSetting('TEMPLATE_FAILED', `${one.where}.${part}`, error.message, 'read')
    }
  }
  const filled = async (values: Readonly<Record<string, string>>, part: string): Promise<Record<string, string>> => {
    const texts: Record<string, string> = {}
    for (const [name, source] of Object.entries(values)) texts[name] = await fill(source, `${part}.${name}`)
    return texts
  }
  const headers = await filled(request.headers, 'headers')
  assertHeaders(headers, one.where)
  const query = { ...(await filled(request.query, 'query')), ...one.query, ...queryCredentials(settings) }
  const body = await bodyOf(request, input, one.where)
  return {
    method: request.method,
    path: await fill(request.path, 'path', (value) => pathPart(value, one.where)),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...body,
    headers: { accept: ACCEPT[settings.format], ...body.headers, ...headers },
    effect: one.effect,
    timeoutMs: request.timeoutSeconds * 1_000,
  }
}

const ACCEPT = { json: 'application/json', xml: 'application/xml, text/xml' } as const

// `.` and `..` are steps in a path even when they are percent-encoded.
function pathPart(value: string, where: string): string {
  if (value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value)
  throw badSetting('TEMPLATE_FAILED', `${where}.path`, `"${value}" cannot be a part of a path`, 'read')
}

function assertHeaders(headers: Readonly<Record<string, string>>, where: string): void {
  // A line break would begin another header, or another request.
  const broken = Object.entries(headers).find(([, value]) => !/^[\t\u0020-\u007E\u00A0-\u00FF]*$/.test(value))
  if (broken !== undefined)
    throw badSetting(
      'TEMPLATE_FAILED',
      `${where}.headers.${broken[0]}`,
      'its value holds characters that no header may hold',
      'read',
    )
}

async function bodyOf(
  request: Request,
  input: Readonly<Record<string, unknown>>,
  where: string,
): Promise<Pick<HttpRequest, 'json' | 'form' | 'text' | 'headers'>> {
  if (request.json !== undefined) return { json: await made(request.json, input, `${where}.json`) }
  if (request.form !== undefined) return { form: formOf(await made(request.form, input, `${where}.form`), where) }
  if (request.xml === undefined) return {}
  const tree = await made(request.xml, input, `${where}.xml`)
  try {
    return { text: buildXml(tree), headers: { 'content-type': 'application/xml; charset=utf-8' } }
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    throw badSetting('TEMPLATE_FAILED', `${where}.xml`, error.message, 'read')
  }
}

async function made(source: string, input: unknown, where: string): Promise<unknown> {
  const value = await evaluated(source, input, { where })
  if (value === undefined) throw badSetting('TEMPLATE_FAILED', where, 'the expression selects nothing', 'read')
  return value
}

function formOf(value: unknown, where: string): Readonly<Record<string, string>> {
  const entries = value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : null
  if (entries === null || entries.some(([, one]) => typeof one === 'object')) {
    throw badSetting('TEMPLATE_FAILED', `${where}.form`, 'a form is an object of texts', 'read')
  }
  return Object.fromEntries(entries.map(([name, one]) => [name, String(one)]))
}
