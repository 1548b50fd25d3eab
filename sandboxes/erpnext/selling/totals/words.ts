const SMALL = [
  'Zero',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
  'Thirteen',
  'Fourteen',
  'Fifteen',
  'Sixteen',
  'Seventeen',
  'Eighteen',
  'Nineteen',
]
const TENS = ['', '', 'Twenty', 'Thirty', 'Forty', 'Fifty', 'Sixty', 'Seventy', 'Eighty', 'Ninety']
const SCALES = ['', 'Thousand', 'Million', 'Billion', 'Trillion']

/** A whole number in English as amounts are written out: `One Thousand, Two Hundred And Four`. */
function numberInWords(value: number): string {
  if (value < 1000) return hundreds(value)
  const groups: string[] = []
  let rest = value
  let scale = 0
  let lowest = 0
  while (rest > 0) {
    const group = rest % 1000
    if (scale === 0) lowest = group
    if (group > 0) groups.unshift(scale === 0 ? hundreds(group) : `${hundreds(group)} ${SCALES[scale] ?? ''}`)
    rest = Math.floor(rest / 1000)
    scale += 1
  }
  if (lowest === 0 || lowest >= 100) return groups.join(', ')
  const end = groups.pop() ?? ''
  return `${groups.join(', ')} And ${end}`
}

function hundreds(value: number): string {
  if (value < 100) return tens(value)
  const rest = value % 100
  const words = `${SMALL[Math.floor(value / 100)] ?? ''} Hundred`
  return rest === 0 ? words : `${words} And ${tens(rest)}`
}

function tens(value: number): string {
  if (value < 20) return SMALL[value] ?? ''
  const rest = value % 10
  const word = TENS[Math.floor(value / 10)] ?? ''
  return rest === 0 ? word : `${word} ${SMALL[rest] ?? ''}`
}

export interface CurrencyWords {
  /** `EUR` */
  readonly currency: string
  /** Name of the hundredth part, `Cent`. */
  readonly fraction: string
}

/** `EUR Eighty Four and Ninety Cent only.`; nothing for a negative amount. */
export function moneyInWords(amount: number, { currency, fraction }: CurrencyWords): string {
  if (amount < 0) return ''
  const [main = '0', cents = '00'] = amount.toFixed(2).split('.')
  const hundredths = Number(cents)
  const small = `${numberInWords(hundredths)} ${fraction}`
  if (main === '0') return hundredths === 0 ? `${currency} Zero only.` : `${small} only.`
  const whole = `${currency} ${numberInWords(Number(main))}`
  return hundredths === 0 ? `${whole} only.` : `${whole} and ${small} only.`
}
