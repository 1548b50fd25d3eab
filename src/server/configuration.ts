import type { ConnectorDescription } from '#api/connections'
import type { ConfigurationChange } from '#api/configuration'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
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

/** Makes what was tried out with test systems that of the live ones. */
export interface Promotion {
  /** Key of the integration that was tried out. */
  readonly from: string
  /** Key of the live integration: a new one, or one that takes over what was tried out since. */
  readonly to: string
  /** `null` = the one it has, else its key. */
  readonly name: string | null
  /** Keys of the live connections. */
  readonly store: string
  readonly target: string
  readonly payments: readonly string[]
  /** Whether it writes from now on. */
  readonly live: boolean
  /** First business day that is booked, `YYYY-MM-DD`; `null` = all. */
  readonly goLiveOn: string | null
  /** Switches off what was tried out. */
  readonly endTest: boolean
  /** Promotes though the live target does not know every code. */
  readonly despite: boolean
}

export interface Promoted extends Changed {
  /** Codes of the mapping that the live target does not list. */
  readonly unknown: readonly { readonly list: string; readonly code: string; readonly path: string }[]
  /** Lists that the live target cannot show whole: their codes were not looked at. */
  readonly unchecked: readonly string[]
  /** Ids of the test's store in the mapping, where the live store is another one. */
  readonly foreignIds: readonly { readonly id: string; readonly path: string }[]
}

/**
 * The configuration as people write it, over what is stored. The environment of the server fills in nothing here: who calls from
 * outside must not read it.
 */
export interface ConfigurationService {
  /** Every connector with its settings, described. */
  connectors(): Promise<readonly ConnectorDescription[]>
  /** Every policy, and the rules of every flow, described. */
  integrationRules(): Promise<Answered<Routes['integrations.rules']>>
  /** The whole configuration as a file, without secrets. */
  export(organizationId: string): Promise<string>
  /** @throws {Refused} naming each place that is wrong. */
  preview(organizationId: string, text: string): Promise<Changed>
  /** @throws {Refused} naming each place that is wrong; nothing is changed then. */
  apply(organizationId: string, text: string, actor: Actor): Promise<Changed>
  /**
   * Makes what was tried out live, in one transaction; without an `actor` it only says what would change.
   *
   * @throws {TillbridgeError} `INTEGRATION_UNKNOWN`, `CONNECTION_UNKNOWN`, `PROMOTION_TO_ITSELF`, `CONNECTION_IN_USE`; with an actor
   *   also `PROMOTION_CODES_UNKNOWN`.
   */
  promote(organizationId: string, promotion: Promotion, actor: Actor | null): Promise<Promoted>
  /**
   * Adds or changes one connection; without an `actor` it only looks whether that could be done. `change` is given what it says now
   * (`null` = there is none), with a placeholder for each secret, and again when somebody else has changed it meanwhile.
   *
   * @throws {Refused} naming each field that is wrong; {TillbridgeError} `ADDRESS_NOT_PUBLIC`.
   */
  saveConnection(
    organizationId: string,
    key: string,
    change: (before: WantedConnection | null) => WantedConnection,
    actor: Actor | null,
  ): Promise<Changed>
  /** The same for an integration; `revision`: of the state that `change` is given. */
  saveIntegration(
    organizationId: string,
    key: string,
    change: (before: Fields | null, revision: number | null) => Fields,
    actor: Actor,
  ): Promise<Changed>
}
