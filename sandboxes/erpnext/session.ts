import type { Message } from './controller.ts'

/** What one request gathers while it runs. */
export interface Session {
  readonly user: string
  readonly messages: Message[]
  readonly debug: string[]
  /** Reasons of refused permissions, shown together. */
  readonly permissionLog: string[]
}

export function newSession(user: string): Session {
  return { user, messages: [], debug: [], permissionLog: [] }
}

export const GUEST = 'Guest'
export const ADMINISTRATOR = 'Administrator'
