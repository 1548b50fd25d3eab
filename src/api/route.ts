import type { z } from 'zod'
import type { Permission } from './permissions.ts'

type Fields = z.ZodObject
type Value = z.ZodType

/** What every route states, so that the server, the client, the published description and the tests agree. */
interface RouteBase {
  /** Below `/api/v1`; parameters in braces. Those that belong to an organisation begin with {@link OF_ORGANIZATION}. */
  readonly path: `/${string}`
  /** One line, in the imperative. */
  readonly summary: string
  /** `public` = anybody; `person` = anybody who has signed in; otherwise a permission in the organisation of the path. */
  readonly permission: Permission | 'public' | 'person'
  readonly params?: Fields
  readonly query?: Fields
  /** `null` = no body (204); `stream` = server-sent events; `file` = a download. */
  readonly answer: Value | null | 'stream' | 'file'
  /** Codes of failures that this route adds to the common ones. */
  readonly failures?: readonly string[]
  /** The command of the command line that does the same, e.g. `transfers list`. */
  readonly command?: string
}

interface ReadRoute extends RouteBase {
  readonly method: 'GET'
}

interface ChangeRoute extends RouteBase {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: Value
  /** The body is a file of this type instead, taken while it comes in. */
  readonly upload?: 'text/csv'
  /** What the audit log calls it, e.g. `transfer.retried`; `none` with the reason when nothing is changed by it. */
  readonly audit: `${string}.${string}` | { readonly none: string }
}

export type Route = ReadRoute | ChangeRoute

/** How the paths of routes begin that belong to one organisation; the parameter is its key. */
export const OF_ORGANIZATION = '/organizations/{organization}'

/** Keeps the exact types of a group of routes. */
export const routes = <const T extends Readonly<Record<string, Route>>>(group: T): T => group

type Parsed<S> = S extends Value ? z.output<S> : undefined
export type Sent<S> = S extends Value ? z.input<S> : undefined
type Of<R, Key extends string> = R extends { readonly [K in Key]: infer S } ? S : undefined

/** What a handler is given of a request, checked. */
export interface Given<R extends Route> {
  readonly params: Parsed<Of<R, 'params'>>
  readonly query: Parsed<Of<R, 'query'>>
  readonly body: R extends Uploads ? AsyncIterable<Uint8Array> : Parsed<Of<R, 'body'>>
}

interface Uploads {
  readonly upload: string
}

type Defined<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] }

/** What a caller states of a request. The organisation of the path is stated apart. */
export type Asked<R extends Route> = Defined<{
  params: Sent<Of<R, 'params'>>
  query: Sent<Of<R, 'query'>>
  body: R extends Uploads ? string | Blob : Sent<Of<R, 'body'>>
}>

/** What a route answers with, as a handler gives it and a caller gets it. */
export type Answered<R extends Route> = R['answer'] extends Value ? z.output<R['answer']> : undefined

/** One server-sent event. */
export interface StreamedEvent {
  readonly event: string
  readonly data: unknown
}

/** A download, written as it is made. */
export interface Download {
  readonly fileName: string
  readonly type: 'text/csv' | 'application/json' | 'application/yaml'
  readonly body: AsyncIterable<string | Uint8Array>
}

/** What a handler gives back. */
export type Produced<R extends Route> = R['answer'] extends 'stream'
  ? AsyncIterable<StreamedEvent>
  : R['answer'] extends 'file'
    ? Download
    : R['answer'] extends Value
      ? z.input<R['answer']>
      : void
