import { describe, expect, expectTypeOf, test } from 'vitest'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import type { HttpRequest } from '#contract/context'
import type { DocumentTarget } from '#contract/target'
import { OUTCOMES } from '#engine/outcomes'
import type { Decimal } from '#lib/decimal'
import type { ErrorKind, TillbridgeErrorOptions } from '#lib/errors'
import type { SalesDocument } from '#model/documents'

// Checked by the compiler (`npm run types`), which is where these fail.

interface Settings {
  readonly url: string
}

describe('a connector', () => {
  test('without one of its duties does not type-check', () => {
    type Lacks<K extends keyof Connector<Settings>> = Omit<Connector<Settings>, K>
    expectTypeOf<Lacks<'settings'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'auth'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'limits'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'check'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'reads'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'writes'>>().not.toExtend<Connector<Settings>>()
    expectTypeOf<Lacks<'grant' | 'webhooks' | 'prepare' | 'choices' | 'recordUrl'>>().toExtend<Connector<Settings>>()
  })

  test('that writes documents can find and cancel them', () => {
    expectTypeOf<Omit<DocumentTarget<Settings>, 'find'>>().not.toExtend<DocumentTarget<Settings>>()
    expectTypeOf<Omit<DocumentTarget<Settings>, 'cancel'>>().not.toExtend<DocumentTarget<Settings>>()
    expectTypeOf<Omit<DocumentTarget<Settings>, 'forecast'>>().toExtend<DocumentTarget<Settings>>()
  })

  test('says of each call whether it writes', () => {
    expectTypeOf<Omit<HttpRequest, 'effect'>>().not.toExtend<HttpRequest>()
    expectTypeOf<HttpRequest['effect']>().toEqualTypeOf<'read' | 'write'>()
  })

  test('is unknown to the engine, settings and all', () => {
    expectTypeOf<ConnectorRegistry>().toEqualTypeOf<ReadonlyMap<string, Connector<never>>>()
  })
})

test('every kind of error has an outcome, and no other has', () => {
  expectTypeOf<keyof typeof OUTCOMES>().toEqualTypeOf<ErrorKind>()
  expectTypeOf<TillbridgeErrorOptions['kind']>().toEqualTypeOf<ErrorKind>()
  expect(Object.keys(OUTCOMES)).toHaveLength(8)
})

test('money is never a number, nor any text', () => {
  expectTypeOf<SalesDocument['total']>().toEqualTypeOf<Decimal>()
  expectTypeOf<number>().not.toExtend<Decimal>()
  expectTypeOf<string>().not.toExtend<Decimal>()
  expectTypeOf<Decimal>().toExtend<string>()
})
