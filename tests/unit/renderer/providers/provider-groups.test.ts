import type { ProviderKind } from '@contract/forms'
import type { Provider } from '@contract/providers'
import {
  filterGroups,
  groupProviders,
  providerPlace,
  type ProviderFilter,
} from '@renderer/views/providers/provider-groups'
import { describe, expect, it } from 'vitest'

const mail: ProviderKind = {
  kind: 'mail',
  type: 'email',
  name: 'Mail',
  settings: {
    type: 'object',
    properties: {
      key: { type: 'string', secret: true, label: 'Key' },
      account: { type: 'string', label: 'Account' },
      domain: { type: 'string', label: 'Domain' },
    },
  },
  needed: ['key', 'account', 'domain'],
  delivers: true,
}

const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  $id: id,
  $createdAt: `2026-01-0${id}T00:00:00.000+00:00`,
  $updatedAt: `2026-01-0${id}T00:00:00.000+00:00`,
  name: `Provider ${id}`,
  provider: 'mail',
  enabled: true,
  type: 'email',
  credentials: { key: '••••', account: 'AC1', domain: 'mg.example.org' },
  options: {},
  ...more,
})

describe('providers by channel', () => {
  it('are ordered as they are taken: enabled ones by age, then those that are off', () => {
    const [group] = groupProviders(
      [provider('3'), provider('1', { enabled: false }), provider('2')],
      [mail],
    )
    expect(group?.rows.map((row) => [row.provider.$id, row.order])).toEqual([
      ['2', 1],
      ['3', 2],
      ['1', undefined],
    ])
  })

  it('say what one that is off lacks, counting a masked secret as given', () => {
    const lacking = provider('1', { enabled: false, credentials: { key: '••••' } })
    expect(groupProviders([lacking], [mail])[0]?.rows[0]?.missing).toEqual(['Account', 'Domain'])
  })

  it('leave out channels without any, and keep vendors that this version does not know', () => {
    const groups = groupProviders([provider('1', { type: 'push', provider: 'newer' })], [mail])
    expect(groups.map(({ type }) => type)).toEqual(['push'])
    expect(groups[0]?.rows[0]).toMatchObject({ vendor: 'newer', place: '', missing: [] })
  })
})

describe('filtered providers', () => {
  const groups = groupProviders(
    [
      provider('1', { name: 'Office', enabled: false }),
      provider('2', { name: 'Shop' }),
      provider('3', { name: 'Phones', type: 'push', provider: 'newer' }),
    ],
    [mail],
  )
  const shown = (part: Partial<ProviderFilter>): string[] =>
    filterGroups(groups, { search: '', types: [], states: [], ...part }).flatMap(({ rows }) =>
      rows.map((row) => row.provider.$id),
    )

  it('are those whose name, vendor, place or id holds the words', () => {
    expect(shown({})).toEqual(['2', '1', '3'])
    expect(shown({ search: ' SHO' })).toEqual(['2'])
    expect(shown({ search: 'newer' })).toEqual(['3'])
    expect(shown({ search: 'mg.example' })).toEqual(['2', '1'])
    expect(shown({ types: ['push'] })).toEqual(['3'])
    expect(shown({ types: ['email'], states: ['off'] })).toEqual(['1'])
  })

  it('keep the order in which they are taken, and know that another one is switched on', () => {
    const all = { search: '', types: [], states: [] }
    expect(filterGroups(groups, { ...all, search: 'Shop' })[0]?.rows[0]?.order).toBe(1)
    expect(filterGroups(groups, { ...all, states: ['off'] })[0]?.isOn).toBe(true)
  })
})

describe('the place of a provider', () => {
  it('is an address rather than an account, and never a secret', () => {
    expect(providerPlace(provider('1'), mail)).toBe('mg.example.org')
    const secretive = provider('1', { credentials: { key: 'secret.example.org', account: 'AC1' } })
    expect(providerPlace(secretive, mail)).toBe('')
  })
})
