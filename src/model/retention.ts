/** What is kept for a time, and what holds for each unless an organisation decides otherwise. */
export interface KeptKind {
  /** In days; `null` = as long as the books. */
  readonly usual: number | null
  /** In days: less would break what it is kept for. */
  readonly least: number
}

export const RETENTION_KINDS = [
  'deliveries',
  'attempts',
  'comparisons',
  'jobs',
  'alarms',
  'alerts',
  'audit',
  'evidence',
] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

export const RETENTION: Readonly<Record<RetentionKind, KeptKind>> = {
  // Copies of a delivery are recognised by it, and stores send copies for days; three of them cover a weekend.
  deliveries: { usual: 14, least: 3 },
  attempts: { usual: 30, least: 1 },
  comparisons: { usual: 90, least: 7 },
  jobs: { usual: 90, least: 1 },
  // Whoever is told that it is over again has to see how often it came.
  alarms: { usual: 365, least: 7 },
  alerts: { usual: 90, least: 7 },
  // Who changed how the books are written belongs to the papers that an auditor may ask for.
  audit: { usual: null, least: 365 },
  // Vouchers are kept for up to ten years from the end of their year (Germany: AO § 147 with ten years for books, Sweden: BFL 7:2 with
  // seven, France and Italy: ten): eleven years from their own day are enough everywhere.
  evidence: { usual: null, least: 4018 },
}

const LONGEST_DAYS = 36_500
export const isRetentionKind = (name: string): name is RetentionKind =>
  (RETENTION_KINDS as readonly string[]).includes(name)

/** Whether something may be kept so many days; `null` = as long as the books, which is always right. */
export const isLongEnough = (kind: RetentionKind, days: number | null): boolean =>
  days === null || (Number.isInteger(days) && days >= RETENTION[kind].least && days <= LONGEST_DAYS)
