import type { Given, Produced } from '#api/route'
import type { RouteName, Routes } from '#api/routes'
import type { AuditActor } from '#database/audit'
import type { Language } from '#languages/languages'
import type { ServerServices } from '#server/services'
import type { Actor } from './actor.ts'

/** What changed, for the audit log. Secrets must not be in it. */
export interface Noted {
  /** What was changed, e.g. `transfer:0190…` or `connection:my-shop`. */
  readonly subject?: string
  readonly before?: unknown
  readonly after?: unknown
  /** On routes that belong to no organisation: whose log tells of it, and who did it. Without it no log does. */
  readonly of?: { readonly organizationId: string; readonly by: AuditActor }
}

/** One call of a route: checked, permitted, and tied to its organisation. */
export interface Call<N extends RouteName> extends Given<Routes[N]> {
  readonly services: ServerServices
  /** Who calls; on a public route it may be nobody. */
  readonly actor: Routes[N]['permission'] extends 'public' ? Actor | null : Actor
  /** Of the path; `''` on routes that belong to no organisation. */
  readonly organizationId: string
  /** The caller's IP address. */
  readonly address: string
  /** Of the letters that the call makes us write: what the caller prefers (`Accept-Language`). */
  readonly language: Language
  /** Ends when the caller is gone. */
  readonly signal: AbortSignal
  /** Tells the audit log what exactly was changed. */
  note(noted: Noted): void
}

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Produced<Routes[N]>> | Produced<Routes[N]>
export type Handlers = { readonly [N in RouteName]: Handler<N> }
