import type { ConnectorDescription } from '#api/connections'
import type { ConfigurationChange } from '#api/configuration'
import type { Actor } from '#database/revisions'

/** What changing the configuration brought. Secrets are never in it. */
export interface Changed {
  readonly changes: readonly ConfigurationChange[]
  /** Transfers that waited for a person and run again now. */
  readonly released: number
}

type Fields = Readonly<Record<string, unknown>>

/** A connection in the words of the configuration file. */
export interface WantedConnection {
  readonly connector: string
  readonly settings: Fields
  readonly slots?: number
}

/**
 * The configuration as people write it, over what is stored. The environment of the server fills in nothing here: who calls from
 * outside must not read it.
 */
export interface ConfigurationService {
  /** Every connector with its settings, described. */
  connectors(): Promise<readonly ConnectorDescription[]>
  /** The whole configuration as a file, without secrets. */
  export(organizationId: string): Promise<string>
  /** @throws {Refused} naming each place that is wrong. */
  preview(organizationId: string, text: string): Promise<Changed>
  /** @throws {Refused} naming each place that is wrong; nothing is changed then. */
  apply(organizationId: string, text: string, actor: Actor): Promise<Changed>
  /**
   * Adds or changes one connection. `change` is given what it says now (`null` = there is none), with a placeholder for each secret.
   *
   * @throws {Refused} naming each field that is wrong; {TillbridgeError} `ADDRESS_NOT_PUBLIC`.
   */
  saveConnection(
    organizationId: string,
    key: string,
    change: (before: WantedConnection | null) => WantedConnection,
    actor: Actor,
  ): Promise<Changed>
  /** The same for an integration. */
  saveIntegration(
    organizationId: string,
    key: string,
    change: (before: Fields | null) => Fields,
    actor: Actor,
  ): Promise<Changed>
}
