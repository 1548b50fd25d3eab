import { describe, expect, test } from 'vitest'
import type { Connector } from '#contract/connector'
import { secretNames } from '#contract/settings'
import type { Faults } from '#sandboxes/kit/faults'
import { TillbridgeError } from '#lib/errors'

/** Exceptions from the suite: the test's name and why it cannot hold. One that is no longer needed fails the build. */
export type Waivers = Readonly<Record<string, string>>

/** One demand on every connector of a kind. */
export interface Demand<Bench> {
  readonly name: string
  holds(bench: Bench): Promise<void>
}

/** What every bench has: a connector with good settings, a vendor behind it that can misbehave. */
export interface ConnectorBench<S> extends AsyncDisposable {
  readonly connector: Connector<S>
  readonly settings: S
  /** The same with credentials that the vendor refuses. */
  readonly refusedSettings: S
  readonly faults: Faults
}

/**
 * Runs the demands against fresh benches. A waived demand must fail; a waiver that names no demand, or whose demand holds, fails.
 */
export function runDemands<Bench extends AsyncDisposable>(
  title: string,
  demands: readonly Demand<Bench>[],
  start: () => Promise<Bench>,
  waive: Waivers = {},
): void {
  describe(title, () => {
    for (const demand of demands) {
      const reason = waive[demand.name]
      test(reason === undefined ? demand.name : `${demand.name} (waived: ${reason})`, async () => {
        await using bench = await start()
        // Awaited here, not returned: the bench must stand until the demand is through.
        if (reason === undefined) await demand.holds(bench)
        else await expect(demand.holds(bench), 'the waiver is no longer needed: remove it').rejects.toThrow()
      })
    }
    test('every waiver names a demand', () => {
      const names = demands.map((demand) => demand.name)
      expect(Object.keys(waive).filter((name) => !names.includes(name))).toEqual([])
    })
  })
}

/** Demands on the declaration, whatever the kind. */
export function declarationDemands<S, Bench extends ConnectorBench<S>>(): Demand<Bench>[] {
  return [
    {
      name: 'its id is a folder name and its settings accept what was given',
      async holds({ connector, settings }) {
        expect(connector.id).toMatch(/^[a-z][a-z0-9-]*$/)
        expect(connector.settings.safeParse(settings).success).toBe(true)
      },
    },
    {
      name: 'every setting that holds a credential is marked secret',
      async holds({ connector, settings }) {
        const secrets = secretNames(connector.settings)
        const suspicious = Object.keys(settings as object).filter((name) => /secret|password|token/i.test(name))
        expect(suspicious.filter((name) => !secrets.includes(name))).toEqual([])
      },
    },
    {
      name: 'settings that miss everything are refused without an exception',
      async holds({ connector }) {
        expect(connector.settings.safeParse({}).success).toBe(false)
      },
    },
    {
      name: 'it takes at least one slot',
      async holds({ connector, settings }) {
        expect(connector.limits.slots(settings)).toBeGreaterThanOrEqual(1)
      },
    },
  ]
}

/** The error that `work` fails with, which must be one of ours. */
export async function failureOf(work: Promise<unknown>): Promise<TillbridgeError> {
  try {
    await work
  } catch (error) {
    expect(error).toBeInstanceOf(TillbridgeError)
    return error as TillbridgeError
  }
  throw new Error('it was expected to fail and did not')
}
