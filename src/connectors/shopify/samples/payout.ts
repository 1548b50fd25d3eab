// Written by hand after Shopify's published schema of 2026-10. The nets of the balance transactions, but for the transfer that is the
// payout itself, sum to the payout's net.

const money = (amount: string) => ({ amount, currencyCode: 'EUR' })

const row = (id: number, type: string, [amount, fee, net]: [string, string, string], order: object = {}) => ({
  id: `gid://shopify/ShopifyPaymentsBalanceTransaction/${id}`,
  type,
  test: false,
  transactionDate: '2026-11-16T09:12:44Z',
  amount: money(amount),
  fee: money(fee),
  net: money(net),
  sourceOrderTransactionId: null,
  associatedOrder: null,
  adjustmentReason: null,
  adjustmentsOrders: [],
  ...order,
})

const ofOrder = (id: number, name: string, transaction: string) => ({
  sourceOrderTransactionId: transaction,
  associatedOrder: { id: `gid://shopify/Order/${id}`, name },
})

const whole = <T>(nodes: readonly T[]) => ({ pageInfo: { hasNextPage: false, endCursor: null }, nodes })

/** Both answers that make up a payout. */
export const shopifyPayout = (change: object = {}) => ({
  payouts: {
    data: {
      shopifyPaymentsAccount: {
        payouts: whole([
          {
            id: 'gid://shopify/ShopifyPaymentsPayout/9900',
            issuedAt: '2026-11-18T00:00:00Z',
            status: 'PAID',
            transactionType: 'DEPOSIT',
            externalTraceId: 'TRC-1',
            net: money('286.91'),
            ...change,
          },
        ]),
      },
    },
  },
  transactions: {
    data: {
      shopifyPaymentsAccount: {
        balanceTransactions: whole([
          row(70010, 'CHARGE', ['250.00', '5.35', '244.65'], ofOrder(551001, '#1001', '8801')),
          row(70011, 'CHARGE', ['119.90', '2.69', '117.21'], ofOrder(551002, '#1002', '8802')),
          row(70012, 'REFUND', ['-59.95', '0.00', '-59.95'], ofOrder(551001, '#1001', '8803')),
          row(70013, 'ADJUSTMENT', ['-15.00', '0.00', '-15.00']),
          row(70014, 'TRANSFER', ['-286.91', '0.00', '-286.91']),
        ]),
      },
    },
  },
})
