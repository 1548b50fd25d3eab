import { z } from 'zod'
import { ACCOUNT_FIELDS } from '#generic/account-record'
import { PRODUCT_WRITES, VARIANT_WRITES } from '#generic/product-writes'
import { statement, step } from './settings-statements.ts'

const steps = z.array(step).min(1)

const sourceShape = {
  changes: statement.describe(
    'What changed in `[:since, :until)`. Columns: `record_key`, `updated_at`, and `name`, `created_at`. Without an order and a limit: pages are made of it.',
  ),
  findByName: statement.optional().describe('By `:name`. Column: `record_key`. Left out, people give the key.'),
} as const

/** What is sold: a row for each of its forms, of which a product that comes in none has one. */
export const productsSetting = z.strictObject({
  ...sourceShape,
  all: statement.describe(
    'All rows. Columns: `product` and `id` (the same where there are no forms), `title`, `updated_at`, and `sku`, `created_at`, `status`, `description`, `vendor`, `product_type`, `handle`, `tags`, `variant_title`, `option_values` (an object in JSON), `barcode`, `price`, `compare_at_price`, `cost`, `weight`, `weight_unit`, `tax_class`, `unit`, `country_of_origin`, `customs_code`, `requires_shipping`, `tracked`, `disabled`, `reference`.',
  ),
  one: statement.describe('The same rows of one product, whose `product` or one of whose `id`s is `:key`.'),
  bySku: statement.optional().describe('Column: `record_key`, of what has `:sku`. Left out, the SKU is the key.'),
  write: z
    .strictObject({
      fields: z
        .strictObject({
          product: z.array(z.enum(PRODUCT_WRITES)).default([]),
          variant: z.array(z.enum(VARIANT_WRITES)).default([]),
        })
        .describe('What the system can be told of; the others are never sent.'),
      find: statement.describe('By `:reference`. Columns: `id`, `reference`.'),
      create: steps.optional().describe('Sees `product`, `variant` (the first one) and `reference`.'),
      update: steps
        .optional()
        .describe(
          'Sees `externalId` and `changes`; `for: changes[$exists(title)]` runs a step where a field is given.',
        ),
      updateVariant: steps
        .optional()
        .describe('The same for what is sold of it; sees `product` too. Left out, `update` does both.'),
      addVariant: steps.optional().describe('Sees `product` (its id), `variant` and `reference`.'),
    })
    .optional(),
})

/** What it costs. */
export const pricesSetting = z.strictObject({
  lists: statement.describe('Columns: `id`, `currency`, and `name`.'),
  prices: statement.describe(
    'Prices of `:item_id`, or of all where that is null; past and future ones too. Columns: `id` (of the price), `list`, `item`, `amount`, `currency`, and `compare_at`, `valid_from`, `valid_until`, `minimum_quantity`, `unit`, `customer`, `updated_at`.',
  ),
  changes: statement.describe(
    'Items whose prices changed in `[:since, :until)`. Columns: `record_key` (the item), `updated_at`.',
  ),
  write: z
    .strictObject({
      set: steps.describe('Sees `list`, `itemId`, `amount`, `currency`, `compareAt`.'),
      remove: steps.describe('Sees `list`, `itemId`.'),
    })
    .optional(),
})

/** What left the warehouse. */
export const shipmentsSetting = z.strictObject({
  ...sourceShape,
  head: statement.describe(
    'One row, by `:key`. Columns: `id`, `updated_at`, and `name`, `shipped_at`, `state`, `reference`, `carrier`, `tracking_number`, `tracking_url`.',
  ),
  lines: statement.describe(
    'By `:key`. Columns: `id`, `item`, `quantity`, `order_id` (of the document that ordered it), `order_row_id` (of its row), and `place`.',
  ),
  parcels: statement
    .optional()
    .describe('By `:key`. Columns: `carrier`, `number`, `url`. Left out, there is one at most, as `head` tells it.'),
})

/** Customers and companies. */
export const accountsSetting = z.strictObject({
  ...sourceShape,
  head: statement.describe(
    'One row, by `:key`. Columns: `id`, `kind` (`person` or `company`), `name`, `updated_at`, and `created_at`, `first_name`, `last_name`, `email`, `phone`, `language`, `note`, `tags`, `tax_exempt`, `vat_number`, `number`, `payment_terms`, `price_list`, `marketing_consent`.',
  ),
  addresses: statement
    .optional()
    .describe(
      'By `:key`. Columns: `id`, and `line1`, `line2`, `postal_code`, `city`, `province`, `country_code`, `first_name`, `last_name`, `company`, `phone`, `is_default`.',
    ),
  contacts: statement
    .optional()
    .describe('Of companies, by `:key`. Columns: `id`, `first_name`, `last_name`, `email`, `phone`.'),
  find: statement
    .optional()
    .describe(
      'By `:reference`, `:email` (of persons), `:vat_number` or `:number` (of companies), each null where there is none. Columns: `id`, and `reference`. What is found is compared by these.',
    ),
  write: z
    .strictObject({
      fields: z.array(z.enum(ACCOUNT_FIELDS)).min(1).describe('What the system can be told of.'),
      create: steps.optional().describe('Sees `account` and `reference`.'),
      update: steps.describe(
        'Sees `externalId` and `changes`; `for: changes[$exists(phone)]` runs a step where a field is given.',
      ),
    })
    .optional(),
})
