import { describe, expect, it } from 'vitest'
import { previewCsv } from '@main/engine/bulk/preview-csv'

describe('looking at the beginning of a file', () => {
  it('finds separator, header and what the columns are, as a German spreadsheet writes them', () => {
    const text =
      '\uFEFFE-Mail;Vorname;Nachname;Handy;Standbesuch\r\nh.kuehn@gmx.de;Henrike;"Kühn; Dr.";0171 5530123;Fr\r\n'
    const preview = previewCsv(text, 'auto')
    expect(preview).toMatchObject({ delimiter: ';', hasHeader: true })
    expect(preview.mapping).toEqual({ email: [0], name: [1, 2], phone: [3] })
    expect(preview.columns[2]).toEqual({ header: 'Nachname', samples: ['Kühn; Dr.'] })
  })

  it('goes by the values where there is no header', () => {
    const preview = previewCsv(
      'Ann\tann@example.org\t+4917112345678\nBob\tbob@example.org\t+4917112345679\n',
      'auto',
    )
    expect(preview).toMatchObject({ delimiter: '\t', hasHeader: false })
    expect(preview.mapping).toEqual({ email: [1], phone: [2] })
  })

  it('reads the heads of our own exports', () => {
    const { mapping } = previewCsv(
      'targetId,userId,providerType,identifier,providerId,targetName\r\nt,u,push,token,,Pixel\r\n',
      'auto',
    )
    expect(Object.keys(mapping)).toEqual([
      ...['targetId', 'userId', 'providerType', 'identifier', 'providerId', 'targetName'],
    ])
  })

  it('says nothing of an empty file and of one without columns', () => {
    expect(previewCsv('', 'auto')).toEqual({
      delimiter: ',',
      hasHeader: false,
      columns: [],
      mapping: {},
    })
    expect(previewCsv('one@example.org\ntwo@example.org', 'auto')).toMatchObject({
      hasHeader: false,
      mapping: { email: [0] },
    })
  })
})
