import type { Site } from './orm/env.ts'

export interface Secret {
  readonly uid: number
  readonly secret: string
  /** A key may stand for a password in the RPC services and is the bearer of `/json/2`. */
  readonly isKey: boolean
  readonly expiresAt: Date | null
}

/** One server with one database. */
export interface Installation {
  readonly site: Site
  readonly databaseName: string
  readonly secrets: Secret[]
}
