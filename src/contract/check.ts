/** One thing that a connection check found. */
export interface Finding {
  /** `error`: nothing can run until it is mended. `warning`: something will not work. `ok`: checked and fine. */
  readonly level: 'ok' | 'warning' | 'error'
  /** Stable, upper snake case. */
  readonly code: string
  readonly message: string
  /** What a person should do; absent for `ok`. */
  readonly remedy?: string
}

export interface CheckResult {
  /** Who we are there, e.g. `Nordlys AB on nordlys.example`. */
  readonly account: string
  /** The vendor's version, when it tells. */
  readonly version: string | null
  /** The IANA zone of its calendar, where the connection has a setting `timeZone`; absent = it does not tell. */
  readonly timeZone?: string | null
  readonly findings: readonly Finding[]
}

/** What a connection is used for. */
export interface CheckUse {
  /** The flows that are switched on for it, by name (`orders`, `inventory` …): what they need and lack is named, and nothing else. */
  readonly flows: readonly string[]
}
