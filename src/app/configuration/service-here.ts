import { TillbridgeError } from '#lib/errors'
import { Refused } from '#server/api/failures'
import type { ConfigurationService } from '#server/configuration'
import { configurationService } from './service.ts'

type Stores = Parameters<typeof configurationService>[0]

/** The configuration for who sits at the machine: it may lead anywhere, and what is wrong is said without a request to name fields of. */
export function configurationHere(stores: Stores): Pick<ConfigurationService, 'promote' | 'saveConnection'> {
  const { promote, saveConnection } = configurationService(stores, { localAddresses: true })
  return {
    promote: (...of) => promote(...of).catch(withoutRequest),
    saveConnection: (...of) => saveConnection(...of).catch(withoutRequest),
  }
}

function withoutRequest(error: unknown): never {
  if (!(error instanceof Refused)) throw error
  const { code, message, fields = [] } = error.refusal.body
  const places = fields.map((field) => `${field.path.replace(/^body\./, '')}: ${field.message}`)
  throw new TillbridgeError({
    kind: 'rejected',
    code,
    message: places.length === 0 ? message : places.join(' '),
    remedy: 'Correct this and give the command again.',
    cause: error,
  })
}
