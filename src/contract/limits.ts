import type { HttpRequest, HttpResponse } from './context.ts'

/** How fast an account may be called, shared by all processes. */
export interface Limits<S> {
  /** How many transfers of the connection may run at once. A setting of the connection may lower it. */
  readonly slots: (settings: S) => number
  /** `null` = the vendor sets no rate. */
  readonly rate: ((settings: S) => Rate) | null
  /** What a call will cost; default 1. */
  readonly costOf?: (request: HttpRequest) => number
  /** What an answer tells about the vendor's own bucket; the engine's view is corrected to it. */
  readonly observe?: (response: HttpResponse) => ObservedQuota | null
}

/** A bucket that holds `burst` units and refills at `perSecond`. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export interface ObservedQuota {
  readonly available: number
  readonly capacity: number
  readonly perSecond: number
  /** What the call really cost, when the vendor says so. */
  readonly actualCost?: number
}
