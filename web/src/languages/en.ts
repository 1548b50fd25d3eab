import account from './en/account.json' with { type: 'json' }
import audit from './en/audit.json' with { type: 'json' }
import alerts from './en/alerts.json' with { type: 'json' }
import attention from './en/attention.json' with { type: 'json' }
import configuration from './en/configuration.json' with { type: 'json' }
import connections from './en/connections.json' with { type: 'json' }
import entry from './en/entry.json' with { type: 'json' }
import files from './en/files.json' with { type: 'json' }
import integrations from './en/integrations.json' with { type: 'json' }
import mappings from './en/mappings.json' with { type: 'json' }
import organization from './en/organization.json' with { type: 'json' }
import overview from './en/overview.json' with { type: 'json' }
import past from './en/past.json' with { type: 'json' }
import payouts from './en/payouts.json' with { type: 'json' }
import people from './en/people.json' with { type: 'json' }
import privacy from './en/privacy.json' with { type: 'json' }
import products from './en/products.json' with { type: 'json' }
import reconciliation from './en/reconciliation.json' with { type: 'json' }
import retention from './en/retention.json' with { type: 'json' }
import settings from './en/settings.json' with { type: 'json' }
import setup from './en/setup.json' with { type: 'json' }
import shell from './en/shell.json' with { type: 'json' }
import stock from './en/stock.json' with { type: 'json' }
import story from './en/story.json' with { type: 'json' }
import transfers from './en/transfers.json' with { type: 'json' }

/** All texts, by id. One file for each part of the dashboard; English is the measure of the others. */
export const en = {
  ...account,
  ...audit,
  ...alerts,
  ...attention,
  ...configuration,
  ...connections,
  ...entry,
  ...files,
  ...integrations,
  ...mappings,
  ...organization,
  ...overview,
  ...past,
  ...payouts,
  ...people,
  ...privacy,
  ...products,
  ...reconciliation,
  ...retention,
  ...settings,
  ...setup,
  ...shell,
  ...stock,
  ...story,
  ...transfers,
}
export type TextId = keyof typeof en
