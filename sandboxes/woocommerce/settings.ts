export interface Setting {
  readonly id: string
  readonly label: string
  readonly type: string
  /** What it is when nobody changed it. */
  readonly usual: string
  readonly description?: string
  readonly tip?: string
  readonly options?: Readonly<Record<string, string>>
}

/** Id, label, description. */
export const SETTING_GROUPS: readonly (readonly [string, string, string])[] = [
  ['wc_admin', 'WooCommerce Admin', 'Settings for WooCommerce admin reporting.'],
  ['general', 'General', ''],
  ['products', 'Products', ''],
  ['tax', 'Tax', ''],
  ['shipping', 'Shipping', ''],
  ['checkout', 'Payments', ''],
  ['account', 'Accounts &amp; Privacy', ''],
  ['email', 'Emails', ''],
  ['integration', 'Integration', ''],
  ['advanced', 'Advanced', ''],
]

const text = (id: string, label: string, usual = ''): Setting => ({
  id: `woocommerce_${id}`,
  label,
  type: 'text',
  usual,
})
const checkbox = (id: string, label: string, usual: string, description: string): Setting => ({
  id: `woocommerce_${id}`,
  label,
  type: 'checkbox',
  usual,
  description,
})

const GENERAL: readonly Setting[] = [
  text('store_address', 'Address line 1'),
  text('store_address_2', 'Address line 2'),
  text('store_city', 'City'),
  text('default_country', 'Country / State', 'US:CA'),
  text('store_postcode', 'Postcode / ZIP'),
  checkbox('calc_taxes', 'Enable taxes', 'no', 'Enable tax rates and calculations'),
  checkbox('enable_coupons', 'Enable coupons', 'yes', 'Enable the use of coupon codes'),
  checkbox('calc_discounts_sequentially', '', 'no', 'Calculate coupon discounts sequentially'),
  text('currency', 'Currency', 'USD'),
  text('price_thousand_sep', 'Thousand separator', ','),
  text('price_decimal_sep', 'Decimal separator', '.'),
  {
    id: 'woocommerce_price_num_decimals',
    label: 'Number of decimals',
    type: 'number',
    usual: '2',
    description: 'This sets the number of decimal points shown in displayed prices.',
    tip: 'This sets the number of decimal points shown in displayed prices.',
  },
]

const TAX: readonly Setting[] = [
  {
    id: 'woocommerce_prices_include_tax',
    label: 'Prices entered with tax',
    type: 'radio',
    usual: 'no',
    options: { yes: 'Yes, I will enter prices inclusive of tax', no: 'No, I will enter prices exclusive of tax' },
    tip: 'This option is important as it will affect how you input prices. Changing it will not update existing products.',
  },
  {
    id: 'woocommerce_tax_based_on',
    label: 'Calculate tax based on',
    type: 'select',
    usual: 'shipping',
    options: { shipping: 'Customer shipping address', billing: 'Customer billing address', base: 'Shop base address' },
    tip: 'This option determines which address is used to calculate tax.',
  },
  text('shipping_tax_class', 'Shipping tax class', 'inherit'),
  checkbox('tax_round_at_subtotal', 'Rounding', 'no', 'Round tax at subtotal level, instead of rounding per line'),
]

const PRODUCTS: readonly Setting[] = [
  checkbox('manage_stock', 'Manage stock', 'yes', 'Enable stock management'),
  text('weight_unit', 'Weight unit', 'kg'),
]

/** The settings of a group as far as the sandbox has them; `null` for a group that does not exist. */
export function settingsOf(group: string): readonly Setting[] | null {
  if (!SETTING_GROUPS.some(([id]) => id === group)) return null
  return group === 'general' ? GENERAL : group === 'tax' ? TAX : group === 'products' ? PRODUCTS : []
}
