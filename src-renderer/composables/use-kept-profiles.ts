import { api } from '@/api'
import { useRecord } from './use-record'

/** What was kept of removed profiles, as it is now. */
export const useKeptProfiles = () =>
  useRecord(
    () => '',
    async () => (await api.call('listKeptProfiles', {})).kept,
    ['profiles', 'drafts'],
  )
