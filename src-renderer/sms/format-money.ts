/** An amount with the author's currency: a code such as `EUR` or a sign such as `€`. */
export const formatMoney = (
  amount: number,
  currency: string,
  locale = navigator.language || 'en',
): string => {
  const digits = {
    minimumFractionDigits: 2,
    maximumFractionDigits: amount > 0 && amount < 1 ? 4 : 2,
  }
  return `${new Intl.NumberFormat(locale, digits).format(amount)}\u00A0${currency}`
}
