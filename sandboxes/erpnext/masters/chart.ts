/** An account of a chart: name, `account_type`, and what is below it; a node with `below` is a group. */
export interface ChartNode {
  readonly name: string
  readonly type?: string
  readonly below?: readonly ChartNode[]
}

export interface ChartRoot extends ChartNode {
  readonly rootType: 'Asset' | 'Liability' | 'Income' | 'Expense' | 'Equity'
}

const leaf = (name: string, type?: string): ChartNode => (type === undefined ? { name } : { name, type })
const leaves = (names: string, type?: string): ChartNode[] => names.split(', ').map((name) => leaf(name, type))
const group = (name: string, below: readonly ChartNode[], type?: string): ChartNode =>
  type === undefined ? { name, below } : { name, below, type }

/** The chart "Standard" that a company gets when its country has none of its own. */
export const STANDARD_CHART: readonly ChartRoot[] = [
  {
    name: 'Application of Funds (Assets)',
    rootType: 'Asset',
    below: [
      group('Current Assets', [
        group('Accounts Receivable', [leaf('Debtors', 'Receivable')]),
        group('Bank Accounts', [], 'Bank'),
        group('Cash In Hand', [leaf('Cash', 'Cash')], 'Cash'),
        group('Loans and Advances (Assets)', [leaf('Employee Advances')]),
        group('Securities and Deposits', [leaf('Earnest Money')]),
        group('Stock Assets', [leaf('Stock In Hand', 'Stock')], 'Stock'),
        group('Tax Assets', []),
      ]),
      group('Fixed Assets', [
        ...leaves(
          'Capital Equipment, Electronic Equipment, Furniture and Fixtures, Office Equipment, Plants and Machineries, Buildings, Software',
          'Fixed Asset',
        ),
        leaf('Accumulated Depreciation', 'Accumulated Depreciation'),
        leaf('CWIP Account', 'Capital Work in Progress'),
      ]),
      group('Investments', []),
      group('Temporary Accounts', [leaf('Temporary Opening', 'Temporary')]),
    ],
  },
  {
    name: 'Expenses',
    rootType: 'Expense',
    below: [
      group('Direct Expenses', [
        group('Stock Expenses', [
          leaf('Cost of Goods Sold', 'Cost of Goods Sold'),
          leaf('Expenses Included In Asset Valuation', 'Expenses Included In Asset Valuation'),
          leaf('Expenses Included In Valuation', 'Expenses Included In Valuation'),
          leaf('Stock Adjustment', 'Stock Adjustment'),
        ]),
      ]),
      group('Indirect Expenses', [
        ...leaves('Administrative Expenses, Commission on Sales'),
        leaf('Depreciation', 'Depreciation'),
        leaf('Entertainment Expenses'),
        ...leaves('Freight and Forwarding Charges, Marketing Expenses, Miscellaneous Expenses', 'Chargeable'),
        ...leaves('Legal Expenses, Office Maintenance Expenses, Office Rent, Postal Expenses, Print and Stationery'),
        leaf('Round Off', 'Round Off'),
        ...leaves(
          'Salary, Sales Expenses, Telephone Expenses, Travel Expenses, Utility Expenses, Write Off, Exchange Gain/Loss, Gain/Loss on Asset Disposal',
        ),
      ]),
    ],
  },
  {
    name: 'Income',
    rootType: 'Income',
    below: [group('Direct Income', leaves('Sales, Service')), group('Indirect Income', [])],
  },
  {
    name: 'Source of Funds (Liabilities)',
    rootType: 'Liability',
    below: [
      group('Current Liabilities', [
        group('Accounts Payable', [leaf('Creditors', 'Payable'), leaf('Payroll Payable')]),
        group('Stock Liabilities', [
          leaf('Stock Received But Not Billed', 'Stock Received But Not Billed'),
          leaf('Asset Received But Not Billed', 'Asset Received But Not Billed'),
        ]),
        group('Duties and Taxes', [], 'Tax'),
        group('Loans (Liabilities)', leaves('Secured Loans, Unsecured Loans, Bank Overdraft Account')),
      ]),
    ],
  },
  {
    name: 'Equity',
    rootType: 'Equity',
    below: leaves('Capital Stock, Dividends Paid, Opening Balance Equity, Retained Earnings', 'Equity'),
  },
]
