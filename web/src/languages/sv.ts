import type { TextId } from './en.ts'
import account from './sv/account.json' with { type: 'json' }
import audit from './sv/audit.json' with { type: 'json' }
import alerts from './sv/alerts.json' with { type: 'json' }
import attention from './sv/attention.json' with { type: 'json' }
import configuration from './sv/configuration.json' with { type: 'json' }
import connections from './sv/connections.json' with { type: 'json' }
import entry from './sv/entry.json' with { type: 'json' }
import files from './sv/files.json' with { type: 'json' }
import integrations from './sv/integrations.json' with { type: 'json' }
import mappings from './sv/mappings.json' with { type: 'json' }
import organization from './sv/organization.json' with { type: 'json' }
import overview from './sv/overview.json' with { type: 'json' }
import past from './sv/past.json' with { type: 'json' }
import payouts from './sv/payouts.json' with { type: 'json' }
import people from './sv/people.json' with { type: 'json' }
import privacy from './sv/privacy.json' with { type: 'json' }
import products from './sv/products.json' with { type: 'json' }
import reconciliation from './sv/reconciliation.json' with { type: 'json' }
import retention from './sv/retention.json' with { type: 'json' }
import settings from './sv/settings.json' with { type: 'json' }
import setup from './sv/setup.json' with { type: 'json' }
import shell from './sv/shell.json' with { type: 'json' }
import stock from './sv/stock.json' with { type: 'json' }
import story from './sv/story.json' with { type: 'json' }
import transfers from './sv/transfers.json' with { type: 'json' }

export const sv: Readonly<Record<TextId, string>> = {
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
