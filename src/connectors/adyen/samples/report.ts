// Written by hand after Adyen's published column and webhook descriptions. The nets of all rows but the payout's sum to it; the
// signature is made with the key beside it, which is nobody's.

const HEADING =
  'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Modification Merchant Reference,Batch Number'

export const exampleReport = `${HEADING}
Example,ExampleCOM,WNS7WQ756L2GWR82,#1001,visa,2026-11-18 10:00:00,CET,Settled,WNS7WQ756L2GWR82,EUR,,250.00,1,EUR,,247.61,,0.60,0.29,1.50,visacredit,,42
Example,ExampleCOM,QFQTPCQ8HXSKGK82,#1002,klarna,2026-11-18 10:00:00,CET,Settled,QFQTPCQ8HXSKGK82,SEK,,1300.00,0.092231,EUR,,116.30,3.60,,,,klarna,,42
Example,ExampleCOM,WNS7WQ756L2GWR82,#1001,visa,2026-11-18 10:00:00,CET,Refunded,NC6HT9CRT65ZGN82,EUR,59.95,,1,EUR,59.95,,0.00,,,,visacredit,refund-1001-1,42
Example,ExampleCOM,,,,2026-11-18 10:00:00,CET,Fee,Transaction Fees November 2026,,,,,EUR,1.10,,,,,,,,42
Example,ExampleCOM,,,,2026-11-20 00:00:00,CET,MerchantPayout,"TX-BATCH-42, Example",,,,,EUR,302.86,,,,,,,,42
`

export const exampleKey = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'

export const exampleNotification = {
  live: 'false',
  notificationItems: [
    {
      NotificationRequestItem: {
        pspReference: 'settlement_detail_report_batch_42.csv',
        originalReference: '',
        merchantAccountCode: 'ExampleCOM',
        merchantReference: '',
        amount: { currency: 'EUR', value: 0 },
        eventCode: 'REPORT_AVAILABLE',
        eventDate: '2026-11-20T03:12:00+01:00',
        success: 'true',
        reason:
          'https://ca-test.adyen.com/reports/download/MerchantAccount/ExampleCOM/settlement_detail_report_batch_42.csv',
        additionalData: { hmacSignature: '2U8wL3FCCNaGDnQYkY2F3G0445ZS/YTmxHxlA7bY9+A=' },
      },
    },
  ],
}
