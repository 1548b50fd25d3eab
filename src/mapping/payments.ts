import { fold, type Mappings } from './mappings.ts'
import { type MissingMapping, yamlLine } from './missing.ts'

/** The entry of a payment method: its own before `*`. */
export function paymentEntry(gateway: string, { payments }: Mappings): Mappings['payments'][number] | undefined {
  const find = (name: string) => payments.find((entry) => fold(entry.gateway) === fold(name))
  return find(gateway) ?? find('*')
}

export const missingPayment = (gateway: string): MissingMapping => ({
  code: 'PAYMENT_NOT_MAPPED',
  table: 'payments',
  subject: `payment:${gateway}`,
  message: `The payment method "${gateway}" has no mode of payment yet.`,
  remedy: `Choose one for it. In the mappings file: ${yamlLine('payments', { gateway, mode: '…' })}`,
})
