import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import type { Queries } from '#database/tables'
import type { Engine } from '#engine/engine'
import type { Inbox } from '#engine/inbox'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Sealer } from '#lib/secrets'
import type { ConfigurationService } from './configuration.ts'
import type { SendMail } from './mail.ts'
import type { Watch } from './live/watch.ts'

/** What taking deliveries needs of the rest. */
export interface DeliveryServices {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Log
  readonly connectors: ConnectorRegistry
  readonly inbox: Inbox
}

/** What the routes of the API need of the rest. */
export interface ServerServices extends DeliveryServices {
  readonly queries: Queries
  readonly engine: Engine
  /** The organisation that this installation was started for. */
  readonly mainOrganizationId: string
  /** Where people open Tillbridge, e.g. `https://bridge.example.com`: links in answers and mails begin with it. */
  readonly address: () => string
  readonly signInWays: SignInWays
  readonly configuration: ConfigurationService
  /** Where systems reach this installation; `null` = they do not. */
  readonly publicUrl: string | null
  /** `null` = no mail server was named. */
  readonly mail: SendMail | null
  readonly watch: Watch
  /** Whether what is set up from outside may lead into private networks. */
  readonly localAddresses: boolean
}

/** Ways to get in besides e-mail and password. */
export interface SignInWays {
  /** The company's own identity provider, as its button calls it; `null` = there is none. */
  readonly provider: { readonly name: string } | null
  /** Whether a forgotten password can be replaced by e-mail. */
  readonly mail: boolean
}
