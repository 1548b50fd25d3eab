import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Route } from '#api/route'
import { unstorable } from './bodies.ts'
import { complaint } from './complaints.ts'
import { Refused, refusal } from './failures.ts'

interface Sent {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/**
 * What a caller sent, as the route's schemas say. Names that a route does not know are refused: a misspelt filter must not show all.
 *
 * @throws {Refused} 400, naming each field.
 */
export function checked(route: Route, sent: Sent): { params: unknown; query: unknown; body: unknown } {
  if ([sent.params, sent.query].some(holdsZero)) throw new Refused(unstorable())
  const { body = undefined, upload = undefined } = route.method === 'GET' ? {} : route
  const isFile = sent.body instanceof Readable
  if (isFile !== (upload !== undefined)) throw new Refused(wrongBody(upload))
  const results = [
    of('params', route.params, sent.params),
    of('query', route.query ?? z.object({}), sent.query),
    of('body', body, sent.body),
  ] as const
  const fields = results.flatMap(({ problems }) => problems)
  if (fields.length > 0) throw new Refused(refusal('REQUEST_INVALID', { fields, message: sentence(fields) }))
  const [params, query, given] = results
  return { params: params.value, query: query.value, body: isFile ? sent.body : given.value }
}

const wrongBody = (upload: string | undefined): ReturnType<typeof refusal> =>
  refusal('REQUEST_INVALID', {
    message: upload === undefined ? 'No file is taken here.' : 'A file is needed.',
    remedy: upload === undefined ? 'Send JSON.' : `Send the file as the body, with the content type ${upload}.`,
  })

const holdsZero = (values: unknown): boolean =>
  Object.values((values ?? {}) as Record<string, unknown>)
    .flat()
    .some((value) => typeof value === 'string' && value.includes('\0'))

/**
 * A body alone, where there is no route of the table.
 *
 * @throws {Refused} 400, naming each field.
 */
export function checkedBody(schema: z.ZodObject, body: unknown): Record<string, unknown> {
  const { value, problems } = of('body', schema, body)
  if (problems.length > 0)
    throw new Refused(refusal('REQUEST_INVALID', { fields: [...problems], message: sentence(problems) }))
  return value as Record<string, unknown>
}

interface Checked {
  readonly value: unknown
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}

function of(part: 'params' | 'query' | 'body', schema: z.ZodType | undefined, value: unknown): Checked {
  if (schema === undefined) return { value: undefined, problems: [] }
  const strict = schema instanceof z.ZodObject && part !== 'params' ? schema.strict() : schema
  const result = strict.safeParse(value ?? (part === 'body' ? undefined : {}), { error: complaint })
  if (result.success) return { value: result.data, problems: [] }
  const problems = result.error.issues.map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }))
  return { value: undefined, problems }
}

const sentence = (fields: Checked['problems']): string =>
  `The request is not as it should be. ${fields.map(({ path, message }) => `${path}: ${message}`).join(' ')}`
