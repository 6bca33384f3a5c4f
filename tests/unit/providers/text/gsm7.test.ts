import { describe, expect, it } from 'vitest'
import { fitsGsm7 } from '@main/providers/text/gsm7'

describe('the alphabet of GSM', () => {
  it.each(['', 'Hello\r\n@£$¥ àèéùìò ÄÖÑÜäöñüß ÅåÆæØøÇÉ', '¿¡§¤ ΔΦΓΛΩΠΨΣΘΞ _-#', '[^{|}~\\] 5 €'])(
    'carries %j',
    (text) => expect(fitsGsm7(text)).toBe(true),
  )

  it.each(['ç', 'á', 'Ł', '“quoted”', 'it’s', '…', '✓', '😀', 'привет', '`', '\t'])(
    'does not carry %j',
    (text) => expect(fitsGsm7(`Hello ${text}`)).toBe(false),
  )
})
