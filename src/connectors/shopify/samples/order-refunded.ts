/** A payload with where it comes from. */
export interface Sample {
  readonly topic: string
  readonly body: Readonly<Record<string, unknown>>
  readonly provenance: {
    readonly kind: 'captured' | 'vendor-docs' | 'handwritten'
    readonly ref: string
    readonly seen: string
  }
}

const money = (amount: string, presentment: string) => ({
  shop_money: { amount, currency_code: 'SEK' },
  presentment_money: { amount: presentment, currency_code: 'EUR' },
})

/** Two mugs for 199.00 with 10 % off, shipping 49.00, bought in euro; one mug went back. Prices contain 25 % tax. */
export const orderRefunded: Sample = {
  topic: 'orders/updated',
  body: {
    id: 5501,
    admin_graphql_api_id: 'gid://shopify/Order/5501',
    name: '#1001',
    created_at: '2026-11-20T10:00:00+01:00',
    processed_at: '2026-11-20T10:00:00+01:00',
    updated_at: '2026-11-21T08:30:00+01:00',
    closed_at: null,
    cancelled_at: null,
    cancel_reason: null,
    currency: 'SEK',
    presentment_currency: 'EUR',
    taxes_included: true,
    duties_included: false,
    estimated_taxes: false,
    test: false,
    email: 'ann@example.com',
    phone: null,
    note: '',
    tags: 'vip, B2C',
    po_number: null,
    source_name: 'web',
    location_id: 77,
    note_attributes: [{ name: 'gift', value: 'yes' }],
    financial_status: 'partially_refunded',
    fulfillment_status: null,
    payment_gateway_names: ['shopify_payments'],
    total_price: '407.20',
    total_price_set: money('407.20', '36.36'),
    current_total_price: '228.10',
    current_total_price_set: money('228.10', '20.37'),
    total_tax: '81.44',
    total_tax_set: money('81.44', '7.27'),
    current_total_tax: '45.62',
    current_total_tax_set: money('45.62', '4.07'),
    total_discounts: '39.80',
    total_discounts_set: money('39.80', '3.55'),
    total_outstanding: '0.00',
    total_tip_received: '0.00',
    original_total_additional_fees_set: null,
    customer: {
      id: 9001,
      first_name: 'Ann',
      last_name: 'Berg',
      email: 'ann@example.com',
      phone: null,
      tax_exempt: false,
    },
    billing_address: null,
    shipping_address: {
      first_name: 'Ann',
      last_name: 'Berg',
      company: null,
      address1: 'Storgatan 1',
      address2: '',
      zip: '111 22',
      city: 'Stockholm',
      province: null,
      country_code: 'SE',
      phone: null,
    },
    line_items: [
      {
        id: 901,
        sku: 'MUG',
        title: 'Mug',
        variant_title: 'Blue',
        vendor: 'Nordlys',
        quantity: 2,
        current_quantity: 1,
        gift_card: false,
        requires_shipping: true,
        taxable: true,
        product_exists: true,
        product_id: 11,
        variant_id: 12,
        properties: [{ name: '_bundle', value: 3 }],
        price: '199.00',
        price_set: money('199.00', '17.77'),
        total_discount: '0.00',
        discount_allocations: [{ amount: '39.80', amount_set: money('39.80', '3.55'), discount_application_index: 0 }],
        tax_lines: [
          { title: 'Moms', rate: 0.25, price: '71.64', price_set: money('71.64', '6.40'), channel_liable: false },
        ],
        duties: [],
      },
    ],
    shipping_lines: [
      {
        id: 12001,
        title: 'PostNord',
        code: 'postnord',
        price: '49.00',
        price_set: money('49.00', '4.37'),
        is_removed: false,
        discount_allocations: [],
        tax_lines: [
          { title: 'Moms', rate: 0.25, price: '9.80', price_set: money('9.80', '0.87'), channel_liable: false },
        ],
      },
    ],
    discount_applications: [
      { type: 'discount_code', code: 'SUMMER', value: '10.0', value_type: 'percentage', target_type: 'line_item' },
    ],
    refunds: [
      {
        id: 7001,
        created_at: '2026-11-21T08:30:00+01:00',
        processed_at: '2026-11-21T08:30:00+01:00',
        note: 'Too small',
        return: null,
        refund_line_items: [
          {
            id: 7101,
            line_item_id: 901,
            quantity: 1,
            restock_type: 'return',
            location_id: 77,
            subtotal: 179.1,
            subtotal_set: money('179.10', '15.99'),
            total_tax: 35.82,
            total_tax_set: money('35.82', '3.20'),
          },
        ],
        refund_shipping_lines: [],
        order_adjustments: [],
        duties: [],
        transactions: [
          {
            id: 8802,
            parent_id: 8801,
            kind: 'refund',
            status: 'success',
            gateway: 'shopify_payments',
            amount: '15.99',
            currency: 'EUR',
            processed_at: '2026-11-21T08:30:00+01:00',
            payment_id: 'c1.2',
            test: false,
          },
        ],
      },
    ],
    fulfillments: [],
  },
  provenance: {
    kind: 'handwritten',
    ref: 'the REST serialisation of API version 2026-07, https://shopify.dev/docs/api/webhooks',
    seen: '2026-11-21',
  },
}
