import { z } from 'zod'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import { secret } from '#contract/settings'
import { UNLIMITED } from '#model/capabilities'

const notCalled = (): never => {
  throw new Error('the configuration calls no system')
}

const toy = <S>(
  connector: Pick<Connector<S>, 'id' | 'name' | 'kind' | 'settings' | 'reads' | 'writes'>,
): Connector<never> => {
  const whole: Connector<S> = {
    ...connector,
    baseUrl: () => 'http://127.0.0.1:9',
    auth: { headers: () => ({}) },
    limits: { slots: () => 2, rate: null },
    check: notCalled,
  }
  return whole as unknown as Connector<never>
}

/** A store, a provider of payments and a target that nothing is asked of, for tests of the configuration alone. */
export const toyConnectors: ConnectorRegistry = new Map(
  [
    toy({
      id: 'till',
      name: 'Till',
      kind: 'store',
      settings: z.object({
        shop: z.string(),
        secret: secret(),
        oldSecret: secret().optional(),
        region: z.enum(['eu', 'us']).default('eu'),
      }),
      reads: { orders: { changes: notCalled, get: notCalled, parse: notCalled, findByName: notCalled } },
      writes: {},
    }),
    toy({
      id: 'purse',
      name: 'Purse',
      kind: 'payments',
      settings: z.object({ key: secret() }),
      reads: { payouts: { changes: notCalled, get: notCalled, parse: notCalled, findByName: notCalled } },
      writes: {},
    }),
    toy({
      id: 'books',
      name: 'Books',
      kind: 'erp',
      settings: z.object({
        company: z.string(),
        secret: secret(),
        note: z
          .string()
          .nullish()
          .transform((text) => text || null),
      }),
      reads: {},
      writes: { documents: { capabilities: UNLIMITED, find: notCalled, create: notCalled, cancel: notCalled } },
    }),
  ].map((connector) => [connector.id, connector]),
)
