import type { Asked } from '#api/route'
import type { RouteName, Routes } from '#api/routes'

type WithoutOrganization<T> = { [K in keyof T]: K extends 'params' ? Omit<T[K], 'organization'> : T[K] }
type Empty = Record<never, never>
type Needed<T> = { [K in keyof T as Empty extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as Empty extends T[K] ? K : never]?: T[K]
}

/** What a page states of a request: the organisation comes from the address, and what may be left out may be left out. */
export type AskedOf<N extends RouteName> = Needed<WithoutOrganization<Asked<Routes[N]>>>

type NamesWith<Method extends string> = {
  [N in RouteName]: Routes[N]['method'] extends Method ? N : never
}[RouteName]

export type ReadName = NamesWith<'GET'>
export type ChangeName = NamesWith<'POST' | 'PUT' | 'PATCH' | 'DELETE'>

/** A call whose parts are only known when it runs. */
export type AnyCall = (name: RouteName, asked: object) => Promise<never>
