import { onMounted, ref, type Ref } from 'vue'

/** True once the component stands in the page: what is shown only then is drawn, and focused, as it opens. */
export const useMounted = (): Readonly<Ref<boolean>> => {
  const isMounted = ref(false)
  onMounted(() => {
    isMounted.value = true
  })
  return isMounted
}
