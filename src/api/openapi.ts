import { z } from 'zod'
import { COMMON_FAILURES, failureSchema } from './failure.ts'
import { OF_ORGANIZATION, type Route } from './route.ts'
import { ROUTES } from './routes.ts'

type Json = Readonly<Record<string, unknown>>

/** The whole API as an OpenAPI 3.1 document, made from the table of routes. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [name, route] of Object.entries(ROUTES) as [string, Route][]) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operation(name, route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tillbridge',
      version,
      description:
        'Everything that the dashboard does. Sign in with a session, or send an API key as `Authorization: Bearer …`. Amounts are decimal text, instants are UTC in ISO 8601.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: { Failure: schemaOf(failureSchema, 'output') },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    tags: [name.split('.')[0]],
    description: descriptionOf(route),
    security: route.permission === 'public' ? [] : [{ key: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...bodyOf(route),
    responses: { ...answerOf(route), ...failuresOf(route) },
  }
}

function bodyOf(route: Route): Json {
  if (route.method === 'GET') return {}
  const { body, upload } = route
  if (upload !== undefined) {
    return { requestBody: { required: true, content: { [upload]: { schema: { type: 'string', format: 'binary' } } } } }
  }
  return body === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }
}

function descriptionOf({ permission, command, ...route }: Route): string {
  const audited = 'audit' in route && typeof route.audit === 'string' ? route.audit : null
  return [
    permission === 'public' || permission === 'person' ? null : `Needs the permission \`${permission}\`.`,
    audited === null ? null : `The audit log calls it \`${audited}\`.`,
    command === undefined ? null : `On the command line: \`tillbridge ${command}\`.`,
  ]
    .filter((line) => line !== null)
    .join(' ')
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Json
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: of,
  }))
}

function answerOf({ answer, method }: Route): Json {
  if (answer === null) return { 204: { description: 'Done.' } }
  if (answer === 'stream') return { 200: { description: 'Events as they come.', content: { 'text/event-stream': {} } } }
  if (answer === 'file') return { 200: { description: 'A file.', content: { 'application/octet-stream': {} } } }
  return {
    200: { description: method === 'GET' ? 'What was asked for.' : 'Done.', content: json(schemaOf(answer, 'output')) },
  }
}

function failuresOf(route: Route): Json {
  const statuses = new Map<number, string[]>()
  for (const [code, status] of Object.entries(COMMON_FAILURES)) {
    if (!occurs(route, code as keyof typeof COMMON_FAILURES)) continue
    statuses.set(status, [...(statuses.get(status) ?? []), code])
  }
  if (route.failures !== undefined && route.failures.length > 0) {
    statuses.set(422, [...(statuses.get(422) ?? []), ...route.failures])
  }
  return Object.fromEntries(
    [...statuses].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\``).join(', '), content: json(FAILURE) },
    ]),
  )
}

const FAILURE = { $ref: '#/components/schemas/Failure' }

function occurs(route: Route, code: keyof typeof COMMON_FAILURES): boolean {
  if (route.permission === 'public') return code !== 'NOT_SIGNED_IN' && code !== 'NOT_ALLOWED'
  return code !== 'NOT_FOUND' || route.path.startsWith(OF_ORGANIZATION)
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}
