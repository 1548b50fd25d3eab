import type { Connector } from './connector.ts'

/**
 * The connector as one connection has it: with some it is a matter of the settings what a connection can do. Settings that are not
 * good (any more) bring nothing beside what is declared.
 */
export function connectorFor(declared: Connector<never>, settings: unknown): Connector<never> {
  if (declared.forSettings === undefined) return declared
  const parsed = declared.settings.safeParse(settings)
  return parsed.success ? declared.forSettings(parsed.data) : declared
}
