import { type Decimal, decimal, divide, multiply } from '#lib/decimal'

export interface Weight {
  readonly value: Decimal
  readonly unit: 'g' | 'kg' | 'lb' | 'oz'
}

const GRAMS: Readonly<Record<Weight['unit'], Decimal>> = {
  g: decimal('1'),
  kg: decimal('1000'),
  lb: decimal('453.59237'),
  oz: decimal('28.349523125'),
}

/** The weight in a unit: exactly in grams and kilograms, to 20 digits behind the point in the others. */
export const weightIn = ({ value, unit }: Weight, wanted: Weight['unit']): Decimal =>
  unit === wanted ? value : divide(multiply(value, GRAMS[unit]), GRAMS[wanted])
