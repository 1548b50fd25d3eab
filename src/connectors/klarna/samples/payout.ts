// Written by hand after Klarna's published object descriptions (Settlements API 1.0.0-rc2). The amounts of all rows sum to the
// settlement; the rows of tax are the tax on the fees.

const row = (fields: {
  readonly type: string
  readonly amount: number
  readonly order: number
  readonly detailed_type?: string
  readonly refund_id?: string
  readonly vat_amount?: number
}) => {
  const { order, ...others } = fields
  return {
    currency_code: 'SEK',
    order_id: `ce17b4cb-147f-48b7-b8e6-dde2fa397f0${order}`,
    short_order_id: `SHORT${order}`,
    ...(fields.refund_id === undefined ? { capture_id: `33db6f16-9f43-43fa-a587-cc51411c98e${order}` } : {}),
    merchant_reference1: `#100${order}`,
    merchant_reference2: `550${order}`,
    sale_date: '2026-11-10T07:52:26Z',
    capture_date: '2026-11-11T10:00:00Z',
    purchase_country: 'SE',
    payment_reference: 'XISA93DJ',
    ...others,
  }
}

export const examplePayout = {
  payout: {
    payment_reference: 'XISA93DJ',
    payout_date: '2026-11-18T00:00:00Z',
    currency_code: 'SEK',
    merchant_settlement_type: 'NET',
    merchant_id: 'K123456_abcdef',
    totals: {
      settlement_amount: 95_825,
      sale_amount: 124_900,
      return_amount: 24_900,
      fee_amount: 3340,
      tax_amount: 835,
      deposit_amount: 0,
      opening_debt_balance_amount: 0,
      closing_debt_balance_amount: 0,
    },
  },
  transactions: {
    transactions: [
      row({ type: 'SALE', detailed_type: 'PURCHASE', amount: 100_000, order: 1 }),
      row({ type: 'SALE', detailed_type: 'PURCHASE', amount: 24_900, order: 2 }),
      row({ type: 'FEE', detailed_type: 'PURCHASE_FEE_PERCENTAGE', amount: -2990, order: 1, vat_amount: -748 }),
      row({ type: 'FEE', detailed_type: 'PURCHASE_FEE_FIXED', amount: -350, order: 2, vat_amount: -87 }),
      row({ type: 'TAX', amount: -835, order: 1 }),
      row({ type: 'RETURN', detailed_type: 'PURCHASE_RETURN', amount: -24_900, order: 2, refund_id: 'ef1baa1f' }),
    ],
    pagination: { count: 6, total: 6, offset: 0 },
  },
}
