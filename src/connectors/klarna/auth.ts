import type { Auth } from '#contract/auth'
import type { KlarnaSettings } from './settings.ts'

/** The credentials of one merchant id, with every call; they do not expire. */
export const auth: Auth<KlarnaSettings> = {
  headers: ({ username, password }) => ({
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'user-agent': 'Tillbridge',
  }),
}
