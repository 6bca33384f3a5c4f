import { parseVersion, type Version } from '@contract/server-version'
import { shallowRef, watch, type ShallowRef } from 'vue'
import { api } from '@/api'
import { useAppStore } from '@/stores/app'

/** The version of whoever answers for the active profile, read while `isNeeded`; undefined while unknown. */
export const useServerVersion = (
  isNeeded: () => boolean,
): Readonly<ShallowRef<Version | undefined>> => {
  const app = useAppStore()
  const version = shallowRef<Version>()
  watch(
    () => (isNeeded() ? app.state?.activeProfileId : undefined),
    async (profileId, _, onCleanup) => {
      let isCurrent = true
      onCleanup(() => (isCurrent = false))
      version.value = undefined
      if (profileId === undefined || profileId === null) return
      try {
        const answer = await api.call('getHealthVersion', {})
        if (isCurrent) version.value = parseVersion(answer.version)
      } catch {
        // What depends on it is told by the server itself, when the message gets there.
      }
    },
    { immediate: true },
  )
  return version
}
