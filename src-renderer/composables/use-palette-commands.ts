import { ArrowRight, Monitor, Moon, Plus, Sun, UserRound } from '@lucide/vue'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useCampaignActs } from './use-campaign-acts'
import { channelIcons } from '@/components/channel-icons'
import { screenIcons } from '@/components/screen-icons'
import { goToKeys } from '@/keys'
import type { PaletteEntry } from '@/palette/palette-entry'
import { useAppStore } from '@/stores/app'
import { useTabsStore } from '@/stores/tabs'

/** What the palette can do without asking anybody. */
export interface PaletteCommands {
  readonly create: ComputedRef<readonly PaletteEntry[]>
  readonly openDrafts: ComputedRef<readonly PaletteEntry[]>
  readonly screens: ComputedRef<readonly PaletteEntry[]>
  readonly profiles: ComputedRef<readonly PaletteEntry[]>
  readonly appearance: ComputedRef<readonly PaletteEntry[]>
}

const channels = ['email', 'sms', 'push'] as const
const themes = { system: Monitor, light: Sun, dark: Moon } as const

/** Commands that are the same whatever is looked for. */
export const usePaletteCommands = (): PaletteCommands => {
  const { t } = useI18n()
  const router = useRouter()
  const app = useAppStore()
  const tabs = useTabsStore()
  const { create } = useCampaignActs()

  return {
    create: computed(() =>
      channels.map((channel) => ({
        key: `new ${channel}`,
        icon: Plus,
        text: t(`palette.new.${channel}`),
        run: () => create.run(channel),
      })),
    ),
    openDrafts: computed(() =>
      tabs.tabs.map(({ id, kind, title }) => ({
        key: `draft:${id}`,
        icon: channelIcons[kind],
        text: title.trim() || t('frame.untitled'),
        status: 'draft' as const,
        run: () => router.push({ name: 'draft', params: { draftId: id } }),
      })),
    ),
    screens: computed(() =>
      Object.entries(goToKeys)
        .filter(([, name]) => router.hasRoute(name) && isHere(name, app))
        .map(([key, name]) => ({
          key: `go ${name}`,
          icon: screenIcons[name] ?? ArrowRight,
          text: t(`frame.${name}`),
          keys: ['g', key],
          run: () => router.push({ name }),
        })),
    ),
    profiles: computed(() =>
      app.profiles
        .filter(({ id }) => id !== app.profile?.id)
        .map(({ id, name }) => ({
          key: `profile ${id}`,
          icon: UserRound,
          text: t('palette.switchTo', { name }),
          run: async () => {
            await app.selectProfile(id)
            await router.push('/')
          },
        })),
    ),
    appearance: computed(() =>
      (Object.keys(themes) as (keyof typeof themes)[])
        .filter((theme) => theme !== app.state?.settings.theme)
        .map((theme) => ({
          key: `theme ${theme}`,
          icon: themes[theme],
          text: t(`palette.theme.${theme}`),
          run: () => app.updateSettings({ theme }),
        })),
    ),
  }
}

/** A screen that the profile's backend has nothing for is left out. */
const isHere = (
  name: string,
  { capabilities, profile }: Pick<ReturnType<typeof useAppStore>, 'capabilities' | 'profile'>,
): boolean =>
  (name !== 'sandbox' || capabilities.sandbox) && (name !== 'outbox' || profile?.kind === 'remote')
