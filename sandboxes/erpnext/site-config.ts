/** What an operator sets in the site's configuration file; tests switch it while the site runs. */
export interface SiteConfig {
  /** Seconds of processing per window of seconds, `null` = no limit. */
  rateLimit: { readonly limit: number; readonly window: number } | null
  /** Everything answers 503. */
  maintenanceMode: boolean
  /** With `maintenanceMode`: reading still works. */
  allowReadsDuringMaintenance: boolean
  /** Adds X-Frappe-Request-Id. */
  monitor: boolean
  /** Host names that lead to this site, `null` = all. */
  hosts: readonly string[] | null
  /** Bytes of a request body. */
  maxFileSize: number
  /** Whether webhooks of `on_update_after_submit` are sent; releases before May 2026 never did. */
  webhooksAfterSubmit: boolean
}

const DEFAULT_MAX_FILE_SIZE = 25 * 1024 * 1024

export function defaultConfig(): SiteConfig {
  return {
    rateLimit: null,
    maintenanceMode: false,
    allowReadsDuringMaintenance: false,
    monitor: false,
    hosts: null,
    maxFileSize: DEFAULT_MAX_FILE_SIZE,
    webhooksAfterSubmit: false,
  }
}
