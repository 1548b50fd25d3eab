import { batch } from './batch.ts'
import { type Answer, type Call, links, type Route, urlOf } from './route.ts'
import { SETTING_GROUPS, type Setting, settingsOf } from './settings.ts'
import type { Shop } from './state.ts'
import { WpError } from './wp-error.ts'

const PATH = '/wc/v3/settings'

const show = (shop: Shop, group: string, setting: Setting, inGroup: boolean) => ({
  id: setting.id,
  label: setting.label,
  description: setting.description ?? '',
  type: setting.type,
  default: setting.usual,
  ...(setting.options === undefined ? {} : { options: setting.options }),
  ...(setting.tip === undefined ? {} : { tip: setting.tip }),
  value: shop.options.get(setting.id) ?? setting.usual,
  ...(inGroup ? {} : { group_id: group }),
  ...links(shop, `${PATH}/${group}/${setting.id}`, ['GET', 'POST', 'PUT', 'PATCH']),
})

function groupOf(call: Call): { readonly group: string; readonly settings: readonly Setting[] } {
  const group = call.path['group'] ?? ''
  const settings = settingsOf(group)
  if (settings === null) throw new WpError(404, 'rest_setting_setting_group_invalid', 'Invalid setting group.')
  return { group, settings }
}

function settingOf(settings: readonly Setting[], id: unknown): Setting {
  const setting = settings.find((one) => one.id === id)
  if (setting === undefined) throw new WpError(404, 'rest_setting_setting_invalid', 'Invalid setting.')
  return setting
}

function write(shop: Shop, setting: Setting, value: unknown): void {
  const text = String(value ?? '')
  const fits =
    setting.options === undefined
      ? setting.type !== 'checkbox' || ['yes', 'no'].includes(text)
      : text in setting.options
  if (!fits) throw new WpError(400, 'rest_setting_value_invalid', 'An invalid setting value was passed.')
  shop.options.set(setting.id, text)
}

function change(call: Call): Answer {
  const { group, settings } = groupOf(call)
  const setting = settingOf(settings, call.path['id'])
  write(call.shop, setting, call.values['value'])
  return { body: show(call.shop, group, setting, false) }
}

/** Only settings are updated in a batch; the id is that of the setting. */
function changeMany(call: Call): Answer {
  const { group, settings } = groupOf(call)
  const none = () => {
    throw new WpError(405, 'woocommerce_rest_invalid-method', 'Settings can only be updated.')
  }
  return batch(call, {
    create: none,
    delete: none,
    update: (_id, given) => {
      const setting = settingOf(settings, given['id'])
      write(call.shop, setting, given['value'])
      return show(call.shop, group, setting, false)
    },
  })
}

export const SETTING_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: PATH,
    handle: ({ shop }) => ({
      body: SETTING_GROUPS.map(([id, label, description]) => ({
        id,
        label,
        description,
        parent_id: '',
        sub_groups: [],
        _links: { options: [{ href: urlOf(shop, `${PATH}/${id}`) }] },
      })),
    }),
  },
  {
    access: 'list',
    pattern: `${PATH}/:group*`,
    handle: (call) => {
      const { group, settings } = groupOf(call)
      return { body: settings.map((one) => show(call.shop, group, one, true)) }
    },
  },
  { access: 'batch', pattern: `${PATH}/:group*/batch`, handle: changeMany },
  {
    access: 'view',
    pattern: `${PATH}/:group*/:id*`,
    handle: (call) => {
      const { group, settings } = groupOf(call)
      return { body: show(call.shop, group, settingOf(settings, call.path['id']), false) }
    },
  },
  { access: 'edit', pattern: `${PATH}/:group*/:id*`, handle: change },
]
