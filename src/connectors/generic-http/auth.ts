import type { Auth } from '#contract/auth'
import type { HttpSettings } from './settings.ts'

export const auth: Auth<HttpSettings> = { headers }

function headers({ authentication, secret = '' }: HttpSettings): Readonly<Record<string, string>> {
  switch (authentication.kind) {
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${authentication.userName}:${secret}`).toString('base64')}` }
    case 'bearer':
      return { authorization: `Bearer ${secret}` }
    case 'header':
      return { [authentication.name.toLowerCase()]: `${authentication.prefix}${secret}` }
    case 'query':
    case 'none':
      return {}
  }
}

/** The part of the query that authenticates; headers cannot carry it. */
export const queryCredentials = ({ authentication, secret = '' }: HttpSettings): Readonly<Record<string, string>> =>
  authentication.kind === 'query' ? { [authentication.name]: secret } : {}
